import { openEngine } from '../../engine/embedded.ts';

/*
 * A process to be killed: opens the engine on the data directory given, starts the sync given, says so and waits for its
 * end. With `resync` it moves everything. SYNCFORM_KILL_AT says at which step it kills itself.
 */
const [dataDir = '', kind = 'syncs', id = '', resync] = process.argv.slice(2);
await using engine = await openEngine({ dataDir });
const service = kind === 'syncs' ? engine.syncs : engine.bulkSyncs;
const { id: execution } = await service.start(id, { resync: resync === 'resync' });
process.stdout.write('started\n');
const { status, error } = await engine.executions.ended(execution);
if (status !== 'completed') throw new Error(`${status}: ${error}`);
