import type { Sync, SyncInput } from '../api/documents.ts';
import { InvalidError } from '../api/errors.ts';
import type { ConnectionService } from '../connections/connections.ts';
import type { ConnectorHost } from '../connectors/contract.ts';
import type { RunnableKind } from '../executions/runnables.ts';
import type { ModelService } from '../models/models.ts';
import { planModel } from '../models/plan-model.ts';
import type { Store } from '../store/store.ts';
import { checkSyncShape } from './check-sync.ts';
import { modelIds } from './model-ids.ts';
import { planSync } from './plan-sync.ts';
import { runSync } from './run-sync.ts';

export interface SyncServices {
  readonly store: Store;
  readonly host: ConnectorHost;
  readonly connections: ConnectionService;
  readonly models: ModelService;
}

const never = new AbortController().signal;

/** Model syncs, as definitions that run. */
export function syncKind({ store, host, connections, models }: SyncServices): RunnableKind<SyncInput, Sync> {
  return {
    type: 'sync',
    documents: (of) => of.syncs,
    toDocument: ({ encryption_passphrase: _, ...input }, computed) => ({
      ...input,
      ...computed,
      model_ids: modelIds(input),
    }),
    toInput: (document) => document,
    sameWork: ({ target }) => [target.connection_id, target.object ?? target.create ?? null],
    async withPlan(input, { overlay, signal = never }, work) {
      const shape = checkSyncShape(input);
      if (shape.length > 0) throw new InvalidError(shape);
      const ids = modelIds(input);
      const [id] = ids;
      if (id === undefined)
        throw new InvalidError([{ path: ['fields'], message: 'no field comes from a model' }]);
      if (ids.length > 1)
        throw new InvalidError([
          { path: ['fields'], message: 'fields of more than one model are not available yet' },
        ]);
      const definition = await models.definition(id, overlay);
      return connections.use(
        definition.connection_id,
        async (source) => {
          const { fields } = await planModel(definition, source, signal);
          return connections.use(
            input.target.connection_id,
            async (target) => {
              const blueprint = await planSync(input, { id, input: definition, fields }, target, signal);
              return work({
                plan: blueprint.plan,
                run: (sync, options, context) =>
                  runSync(
                    { sync, blueprint, source, target, host, store, resync: options.resync ?? false },
                    context,
                  ),
              });
            },
            overlay,
          );
        },
        overlay,
      );
    },
  };
}
