import { required, string } from '../framework/index.ts';
import { action } from '../resources/syncform.ts';
import { runnableOf } from './runnable-of.ts';

/** Stops what runs of a sync or bulk sync. */
export default action({
  description:
    'Stops the run of a sync or bulk sync at its next safe point; what was committed stays.\n\nWhere nothing runs it does nothing.',
  attributes: { sync_id: required(string, { description: 'Id of a sync or bulk sync.' }) },
  async invoke({ config, provider, progress }) {
    const engine = await provider.engine();
    const { name } = await runnableOf(engine, config.sync_id);
    const running = await engine.executions.list({ sync_id: config.sync_id, active: true });
    if (running.length === 0) progress(`"${name}" does not run`);
    for (const { id } of running) {
      await engine.executions.cancel(id);
      progress(`"${name}" is told to stop: execution ${id}`);
    }
  },
});
