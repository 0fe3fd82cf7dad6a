import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, ExecutionCounts } from '@syncform/engine/api/documents.ts';
import type { EngineApi } from '@syncform/engine/api/engine-api.ts';
import type { Severities } from '@syncform/engine/kit/findings/finding.ts';
import { AttributeError, type Diagnostics, type HookContext, type Log } from '../../framework/index.ts';
import { coded, tell } from '../diagnostics/findings.ts';

/** How often progress goes into Terraform's log, in milliseconds. */
const PROGRESS_MS = 2000;

/** Waits for an execution to end, whatever way it ends. The signal stops it at its next safe point. */
export async function awaitExecution(
  engine: EngineApi,
  started: Execution,
  { log, signal }: Pick<HookContext, 'log' | 'signal'>,
): Promise<Execution> {
  const ended = new AbortController();
  const progress = logProgress(engine, started, log, ended.signal);
  const execution = await engine.executions.ended(started.id, signal).finally(() => ended.abort());
  await progress;
  log.info(`"${execution.name}" ended: ${execution.status}`, {
    execution: execution.id,
    ...execution.counts,
  });
  return execution;
}

/** Throws when an execution did not complete, with the record or object at fault; refused records are a warning. */
export function refuseFailed(
  execution: Execution,
  timedOut: boolean,
  severities: readonly Severities[],
  diagnostics: Diagnostics,
): void {
  if (execution.status === 'errors') warnOfRejected(execution, severities, diagnostics);
  else if (execution.status !== 'completed') throw failureOf(execution, timedOut);
}

/** Tells what the run warned of: Terraform shows nothing of its log. */
export async function tellWarnings(
  engine: EngineApi,
  { id, name }: Execution,
  severities: readonly Severities[],
  diagnostics: Diagnostics,
): Promise<void> {
  const warnings = await engine.executions.warnings(id);
  if (warnings.length > 0)
    tell(
      { code: 'notes', summary: `Notes on the run of "${name}"`, detail: warnings.join('\n') },
      severities,
      diagnostics,
    );
}

async function logProgress(
  engine: EngineApi,
  { id }: Execution,
  log: Log,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    const execution = await engine.executions.get(id).catch(() => null);
    if (execution) log.info(`"${execution.name}": ${progressText(execution)}`, { execution: id });
    await sleep(PROGRESS_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

function progressText({ counts, objects, status }: Execution): string {
  const done = objects.filter(
    (object) => object.status === 'completed' || object.status === 'skipped',
  ).length;
  const of = objects.length > 1 ? `, ${done} of ${objects.length} tables done` : '';
  return `${status}, ${counts.read.toLocaleString('en')} records read, ${counts.bytes.toLocaleString('en')} bytes${of}`;
}

function warnOfRejected(
  { sync_id, name, counts }: Execution,
  severities: readonly Severities[],
  diagnostics: Diagnostics,
): void {
  tell(
    {
      code: 'rejected',
      summary: `The target refused ${counted(counts.rejected, 'record')} of "${name}"`,
      detail: `${written(counts)}. "syncform rejected ${sync_id}" lists the refused records and why; they are tried again on the next run.`,
    },
    severities,
    diagnostics,
  );
}

function failureOf(execution: Execution, timedOut: boolean): AttributeError {
  const { id, name, status, error, counts } = execution;
  const stays = `${written(counts)}. What was committed stays, and the next apply goes on from there. Execution ${id}.`;
  const failure = (summary: string, reason = '') =>
    new AttributeError([], coded(summary, 'failed'), `${reason}${stays}`);
  if (status === 'canceled' && timedOut)
    return failure(`The run of "${name}" took longer than its run_timeout and was cancelled`);
  if (status === 'canceled') return failure(`The run of "${name}" was cancelled`);
  if (status === 'interrupted') return failure(`The run of "${name}" was cut off: its process died`);
  return failure(`The run of "${name}" failed`, `${error ?? 'No reason was given.'}\n\n`);
}

function written({ inserted, updated, deleted }: ExecutionCounts): string {
  return `${counted(inserted, 'record')} inserted, ${updated} updated, ${deleted} deleted`;
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
