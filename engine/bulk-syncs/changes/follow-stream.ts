import type { ExecutionContext } from '../../executions/contract.ts';
import type { FollowRun } from '../bulk-sync-run.ts';
import { followedObject } from './followed-table.ts';
import { StreamBatches, type StreamEnd, type StreamRequest } from './stream-batches.ts';
import { readStreamState } from './stream-state.ts';

/**
 * Follows the stream from where the destination is, and loads what comes in batches of whole transactions; one is loaded
 * while the next one is gathered.
 */
export async function followStream(
  run: FollowRun,
  request: StreamRequest,
  context: ExecutionContext,
): Promise<StreamEnd> {
  const state = await readStreamState(run.store.positions, run.sync.id);
  if (!state) throw new Error(`stream ${run.sync.id} was not prepared`);
  const { changes, until } = request;
  const end =
    until !== undefined && state.pending !== null && changes.compare(state.pending, until) > 0
      ? state.pending
      : until;
  if (end !== undefined && state.pending === null && changes.compare(state.position, end) >= 0)
    return { again: new Set(), isAtEnd: true };
  await using following = await changes.follow(
    {
      stream: request.stream,
      objects: [...request.tables.values()].map(followedObject),
      from: state.position,
      ...(end === undefined ? {} : { until: end }),
      ...(state.pending === null ? {} : { through: state.pending }),
    },
    context.signal,
  );
  await using batches = new StreamBatches(run, request, following, state, context);
  return await batches.run();
}
