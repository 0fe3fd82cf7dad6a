import { openStore } from '../../store/open-store.ts';
import { failpointFromEnvironment } from '../failpoints.ts';
import { createRunner } from '../runner.ts';

/** A process that loads two batches and dies where SYNCFORM_KILL_AT says. */
const [, , dataDir = '', syncId = ''] = process.argv;
const store = await openStore({ dataDir });
const runner = createRunner(store, { failpoint: failpointFromEnvironment(process.env) });
const { id } = await runner.start({ type: 'sync', syncId, name: 'Users' }, async (context) => {
  const object = context.object('users', { table: 'public.users' });
  for (const batch_id of ['1', '2']) {
    await object.step('load', async () => object.progress({ read: 1 }));
    await context.checkpoint('position', ({ positions }) =>
      positions.set({
        sync_id: syncId,
        object: 'users',
        cursor: null,
        batch_id,
        definition_version: null,
        source_place: null,
        target_place: null,
        target_table: null,
      }),
    );
    // Lets progress be written down, as a longer load would.
    await context.clock.sleep(300);
  }
});
await runner.ended(id);
