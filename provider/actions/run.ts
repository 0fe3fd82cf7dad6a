import type { AnyAction } from '../framework/action.ts';
import { required, string } from '../framework/index.ts';
import { fail } from '../resources/diagnostics/failures.ts';
import { severitiesIn } from '../resources/diagnostics/findings.ts';
import { awaitExecution, refuseFailed, tellWarnings } from '../resources/running/await-execution.ts';
import { action } from '../resources/syncform.ts';
import { runnableOf } from './runnable-of.ts';

const attributes = {
  sync_id: required(string, { description: 'Id of a sync or bulk sync.' }),
};

/** An action that runs a sync or bulk sync and waits for it; with `resync` it moves everything again. */
export function runAction(resync: boolean): AnyAction {
  return action({
    description: resync
      ? 'Forgets how far a sync or bulk sync has come, runs it, and waits until it has ended: everything is moved again.'
      : 'Runs a sync or bulk sync, and waits until it has ended.',
    attributes,
    async invoke({ config, provider, progress, log, signal, diagnostics }) {
      const engine = await provider.engine();
      const { api, name } = await runnableOf(engine, config.sync_id);
      try {
        const started = await api.start(config.sync_id, { resync });
        progress(`"${name}" runs: execution ${started.id}`);
        const execution = await awaitExecution(engine, started, { log, signal });
        const { read, inserted, updated, deleted } = execution.counts;
        progress(
          `"${name}" ended (${execution.status}): ${read} read, ${inserted} inserted, ${updated} updated, ${deleted} deleted`,
        );
        const severities = severitiesIn(provider.severities);
        await tellWarnings(engine, execution, severities, diagnostics);
        refuseFailed(execution, false, severities, diagnostics);
      } catch (error) {
        fail(error, { doing: `run "${name}"`, attributes, values: config }, diagnostics);
      } finally {
        provider.forgetDescribed();
      }
    },
  });
}
