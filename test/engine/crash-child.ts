import { openEngine } from '../../engine/embedded.ts';

/*
 * A process to be killed: opens the engine on the data directory given, starts the sync given and waits for its end.
 * SYNCFORM_KILL_AT says at which step it kills itself.
 */
const [dataDir = '', kind = 'syncs', id = ''] = process.argv.slice(2);
await using engine = await openEngine({ dataDir });
const service = kind === 'syncs' ? engine.syncs : engine.bulkSyncs;
const { id: execution } = await service.start(id);
process.stdout.write('started\n');
const { status, error } = await engine.executions.ended(execution);
if (status !== 'completed') throw new Error(`${status}: ${error}`);
