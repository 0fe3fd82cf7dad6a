import type { Execution, ExecutionObject, ExecutionStatus } from '../api/documents.ts';
import { messageOf, SyncformError } from '../kit/errors.ts';

export interface Outcome {
  readonly status: ExecutionStatus;
  readonly error: string | null;
}

/**
 * How an execution ended, from how its body ended: `thrown` is undefined where it returned, and the signal tells whether
 * it was told to stop. A cancelled execution that got everything done all the same is done.
 */
export function outcomeOf(
  execution: Pick<Execution, 'counts' | 'objects' | 'sync_id'>,
  thrown: { readonly error: unknown } | undefined,
  signal: AbortSignal,
): Outcome {
  const { objects, counts } = execution;
  const canceled =
    signal.aborted && signal.reason instanceof SyncformError && signal.reason.code === 'canceled';
  const unfinished = objects.some((object) => object.status === 'waiting' || object.status === 'running');
  if (canceled && (thrown || unfinished)) return { status: 'canceled', error: null };
  if (signal.aborted && (thrown || unfinished)) return { status: 'failed', error: messageOf(signal.reason) };
  if (thrown) return { status: 'failed', error: messageOf(thrown.error) };
  const failed = objects.filter((object) => object.status === 'failed');
  if (failed.length > 0) return { status: 'failed', error: failureOf(failed, objects.length) };
  if (counts.rejected > 0) {
    const records = counts.rejected === 1 ? 'record was' : 'records were';
    return {
      status: 'errors',
      error: `${counts.rejected} ${records} refused by the target. See: syncform rejected ${execution.sync_id}`,
    };
  }
  return { status: 'completed', error: null };
}

function failureOf(failed: readonly ExecutionObject[], all: number): string {
  const reasons = failed.slice(0, 5).map((object) => `${object.id}: ${object.error ?? 'failed'}`);
  if (failed.length > reasons.length) reasons.push('…');
  return all === 1 ? reasons.join('') : `${failed.length} of ${all} objects failed. ${reasons.join(' · ')}`;
}

/** How an object that its execution's body left as it was has ended; undefined where it had ended. */
export function settled(
  object: Pick<ExecutionObject, 'status'>,
  outcome: Outcome,
): Pick<ExecutionObject, 'status' | 'error'> | undefined {
  if (object.status === 'waiting') return { status: 'skipped', error: null };
  if (object.status !== 'running') return undefined;
  if (outcome.status === 'failed') return { status: 'failed', error: outcome.error };
  return { status: outcome.status === 'canceled' ? 'skipped' : 'completed', error: null };
}
