import type { ModelInput, ModelPlan, Sync, SyncInput } from '../api/documents.ts';
import type { PlanOptions } from '../api/engine-api.ts';
import type { ConnectionService } from '../connections/connections.ts';
import { heedModel } from '../connections/heed-model.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type { ConnectorHost } from '../contract/contract.ts';
import { ownTables } from '../executions/own-tables.ts';
import { planAtPlaces } from '../executions/plan-at-places.ts';
import { tablesOwner } from '../executions/resumable.ts';
import type { RunnableKind } from '../executions/runnable-kind.ts';
import { stableDigest } from '../kit/digest.ts';
import { InvalidError } from '../kit/errors.ts';
import { findings, spoken } from '../kit/findings/finding.ts';
import type { ModelService } from '../models/models.ts';
import { planModel, yieldsOf } from '../models/plan-model.ts';
import type { Store } from '../store/store.ts';
import { checkSyncSettings } from './check-sync-shape.ts';
import { type FieldCipher, fieldCipher } from './encryption.ts';
import { heedSync } from './heed-sync.ts';
import { modelIds, modelPath } from './model-ids.ts';
import { namedObject } from './named-target.ts';
import { planSync, type SyncBlueprint } from './plan-sync.ts';
import type { PlannedModel } from './planned-model.ts';
import { previewSync } from './preview-sync.ts';
import { replacingSentence, rowsToReplace } from './replace-others.ts';
import { runSync } from './run-sync.ts';
import { inModelsSpelling } from './source-spelling.ts';
import { sentAgainFindings, startOverFindings } from './standing.ts';
import type { SyncRun } from './sync-run.ts';
import { verifySync } from './verify-sync.ts';

export interface SyncServices {
  readonly store: Store;
  readonly host: ConnectorHost;
  readonly connections: ConnectionService;
  readonly models: ModelService;
}

const never = new AbortController().signal;

/** Model syncs, as definitions that run. */
export function syncKind(services: SyncServices): RunnableKind<SyncInput, Sync> {
  const { store, host, connections } = services;
  const kind: RunnableKind<SyncInput, Sync> = {
    type: 'sync',
    documents: (of) => of.syncs,
    toDocument: ({ encryption_passphrase: _, ...input }, computed) => ({
      ...input,
      ...computed,
      model_ids: modelIds(input),
    }),
    toInput: (document) => document,
    sameWork: ({ target }) => [
      target.connection_id,
      namedObject(target) ?? (target.new_name || target.create || null),
    ],
    secrets: ({ encryption_passphrase }) =>
      encryption_passphrase === undefined ? undefined : { encryption_passphrase },
    async withPlan(input, options, work) {
      const { overlay, signal = never } = options;
      const shape = checkSyncSettings(input);
      if (shape.length > 0) throw new InvalidError(shape);
      const ids = modelIds(input);
      if (ids.length === 0)
        throw new InvalidError([{ path: ['fields'], message: 'no field comes from a model' }]);
      const cipher = await cipherOf(input, options, store);
      return withModels(services, input, ids, options, (found) =>
        connections.use(
          input.target.connection_id,
          async (target) => {
            await using _target = await target.keep();
            const { input: heeded, ignored } = heedSync(input, target.definition);
            const models = found.map(({ model }) => model);
            const isMade = (table: string) => store.targetTables.isMade(target.id, table);
            const spelled = inModelsSpelling(heeded, models);
            const planned = await planSync(spelled, models, target, isMade, cipher, signal);
            const sources = planned.models.map(
              ({ id }) => found.find(({ model }) => model.id === id)?.source as UsedConnection,
            );
            const ledger = options.id === undefined ? null : await store.ledgers.get(options.id);
            const isOwn = ownTables(store, tablesOwner(store, kind, input, options.id), target);
            const others = await rowsToReplace(heeded, planned, target, isOwn, signal);
            const startsOver = startOverFindings(heeded, planned, target, ledger);
            const before = [
              ...findings('ignored', ignored),
              ...startsOver,
              ...findings('destructive', others ? [replacingSentence(others)] : []),
            ];
            const tables = planned.plan.tables.map((table) =>
              others ? { ...table, rows_at_stake: others.words, rows_to_go: others.count } : table,
            );
            const placed = planAtPlaces({ ...planned.plan, tables }, [...sources, target], before);
            const again = startsOver.length > 0 ? [] : sentAgainFindings(placed, ledger);
            const rows = ledger?.rows ?? null;
            const plan = {
              ...placed,
              estimate: { rows, api_calls: apiCalls(planned, rows) },
              ...spoken([...placed.findings, ...again]),
            };
            const blueprint = { ...planned, plan };
            const run = (sync: Sync, resync: boolean, repair = false): SyncRun => ({
              sync: inModelsSpelling(heedSync(sync, target.definition).input, models),
              blueprint,
              sources,
              target,
              host,
              store,
              resync,
              repair,
              now: store.clock.now(),
            });
            return await work({
              plan: blueprint.plan,
              run: (sync, { resync = false, repair }, context) => runSync(run(sync, resync, repair), context),
              verify: (sync, options, verifySignal) => verifySync(run(sync, false), options, verifySignal),
              preview: (sync, previewOptions, previewSignal) =>
                previewSync(run(sync, previewOptions.resync ?? false), previewOptions, previewSignal),
            });
          },
          overlay,
          ['target', 'connection_id'],
        ),
      );
    },
  };
  return kind;
}

/** How many requests it takes to send so many records; null where none is made for them. */
function apiCalls({ delivery, writing }: SyncBlueprint, rows: number | null): number | null {
  if (delivery !== 'write' || rows === null) return null;
  return Math.ceil(rows / (writing?.limits.recordsPerRequest ?? 1));
}

interface FoundModel {
  readonly model: PlannedModel;
  readonly source: UsedConnection;
}

/** Opens the connections of all models, each for the time of the work, and asks what the models yield. */
async function withModels<T>(
  services: SyncServices,
  input: SyncInput,
  [id, ...rest]: readonly string[],
  options: PlanOptions,
  work: (models: readonly FoundModel[]) => Promise<T>,
): Promise<T> {
  if (id === undefined) return work([]);
  const { models, connections } = services;
  const { overlay } = options;
  const definition = await models.definition(id, overlay, modelPath(input, id));
  return connections.use(
    definition.connection_id,
    async (source) => {
      await using _source = await source.keep();
      const { fields, unreadable } = await describeOnce(definition, source, options);
      const { input: heeded } = heedModel(definition, source.definition);
      const model = { id, input: heeded, fields, ...(unreadable ? { unreadable } : {}) };
      const found: FoundModel = { model, source };
      return await withModels(services, input, rest, options, (others) => work([found, ...others]));
    },
    overlay,
  );
}

/** What a model yields: asked of the source, or as it answered another of the plans that are made together. */
async function describeOnce(
  definition: ModelInput,
  source: UsedConnection,
  { described, signal = never }: PlanOptions,
): Promise<ModelPlan> {
  if (!described) return planModel(definition, source, signal);
  const key = stableDigest([source.definition.id, source.config, yieldsOf(definition)]);
  const known = described.get(key);
  if (known) return known;
  const asked = planModel(definition, source, signal);
  described.set(key, asked);
  asked.catch(() => described.delete(key));
  return asked;
}

/** What encrypts a sync's fields: by the passphrase given, or else the one that is stored. */
async function cipherOf(
  input: SyncInput,
  { id }: PlanOptions,
  store: Store,
): Promise<FieldCipher | undefined> {
  if (!input.fields.some((field) => field.encryption_enabled)) return undefined;
  const given = input.encryption_passphrase;
  if (given !== undefined) store.redactor.learn({ encryption_passphrase: given });
  const passphrase = given ?? (id && (await store.secrets.get(id)).encryption_passphrase);
  if (typeof passphrase !== 'string' || passphrase === '') return undefined;
  return fieldCipher(passphrase, await store.meta.organizationId());
}
