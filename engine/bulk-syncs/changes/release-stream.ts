import type { ConnectionService } from '../../connections/connections.ts';
import { messageOf } from '../../kit/errors.ts';
import type { Store } from '../../store/store.ts';
import { clearStreamState, readStreamState } from './stream-state.ts';

export interface ReleaseServices {
  readonly store: Store;
  readonly connections: ConnectionService;
}

/**
 * Has the source give back what it keeps for a bulk sync's stream, and forgets the stream. A source that cannot be reached
 * is no error but a warning: what it keeps is then to be dropped by hand.
 */
export async function releaseStream(
  { store, connections }: ReleaseServices,
  { id, name }: { readonly id: string; readonly name: string },
  onWarning: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const state = await readStreamState(store.positions, id);
  if (!state) return;
  try {
    await connections.use(state.connection_id, (source) => source.facet('changes').release(id, signal));
  } catch (error) {
    onWarning(
      `the source of bulk sync "${name}" (${id}) could not be told that its changes are not followed any more: ${messageOf(error)}. ` +
        'It may keep its log for the bulk sync, which fills its disk, until that is dropped by hand; what is kept is named after the bulk sync’s id.',
    );
  }
  await clearStreamState(store.positions, id);
}
