import type { BulkSyncInput, Execution, SyncInput, SyncPlan } from '../../engine/api/documents.ts';
import { type Foretold, foretoldBy, refuseUnforetold } from '../../engine/executions/foretold.ts';
import { SyncformError } from '../../engine/kit/errors.ts';
import { haveSameTables, tablesState } from '../../provider/resources/running/planned-tables.ts';
import { bulkSync, type CaseModels, modelSync, type Places } from './definition.ts';
import type { Lab } from './lab.ts';
import type { CaseSpec } from './spec.ts';

/** What a case's sync is to those who use it, whichever kind it is and whatever it is played through. */
export interface Syncing {
  plan(id?: string): Promise<SyncPlan>;
  /** Stores it as an apply of this plan does. */
  create(planned: SyncPlan): Promise<string>;
  start(id: string, planned?: SyncPlan, resync?: boolean): Promise<Execution>;
  delete(id: string): Promise<void>;
}

/** A case's sync, in the engine of this process. */
export function engineSyncing(
  lab: Lab,
  spec: CaseSpec,
  places: Places,
  models: CaseModels | undefined,
  isNamed: boolean,
): Syncing {
  const { engine } = lab;
  const of = <Input extends SyncInput | BulkSyncInput>(
    input: Input,
    api: {
      plan(input: Input, options: { readonly id?: string | undefined }): Promise<SyncPlan>;
      create(
        input: Input,
        signal: AbortSignal | undefined,
        accept: (plan: SyncPlan) => void,
      ): Promise<{ readonly id: string }>;
      start(
        id: string,
        options: {
          readonly definition_version?: string;
          readonly foretold?: Foretold;
          readonly resync?: boolean;
        },
      ): Promise<Execution>;
      delete(id: string): Promise<void>;
    },
  ): Syncing => ({
    plan: (id) => api.plan(input, { id }),
    create: async (planned) =>
      (await api.create(input, undefined, (plan) => acceptAsPlanned(planned, plan))).id,
    async start(id, planned, resync = false) {
      const version = planned
        ? { definition_version: planned.definition_version, foretold: foretoldBy(planned.tables) }
        : {};
      const { id: execution } = await api.start(id, { ...version, resync });
      return engine.executions.ended(execution);
    },
    delete: (id) => api.delete(id),
  });
  return models === undefined
    ? of(bulkSync(spec, places), engine.bulkSyncs)
    : of(modelSync(spec, places, models, isNamed), engine.syncs);
}

/** What the provider does at apply: what is planned now has to be what was planned. */
function acceptAsPlanned(planned: SyncPlan, now: SyncPlan): void {
  refuseUnforetold(foretoldBy(planned.tables), now.tables);
  const isSame =
    planned.definition_version === now.definition_version &&
    haveSameTables(tablesState(planned, null), tablesState(now, null));
  if (!isSame)
    throw new SyncformError('source_changed', 'the source or the target changed since the plan', {
      hint: 'Plan again.',
    });
}
