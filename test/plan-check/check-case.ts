import type { BulkSyncInput, Execution, SyncInput, SyncPlan } from '../../engine/api/documents.ts';
import { messageOf, SyncformError } from '../../engine/api/errors.ts';
import { type Foretold, foretoldBy, refuseUnforetold } from '../../engine/executions/foretold.ts';
import { stableText } from '../../engine/types/digest.ts';
import { haveSameTables, tablesState } from '../../provider/resources/planned-tables.ts';
import { changeStatements, existingStatements, sourceStatements } from './by-hand.ts';
import { bulkSync, modelOf, modelSync, type Places } from './definition.ts';
import { catalogFaults, type Fault, type Look, lookAt, unchangedFaults } from './faults.ts';
import type { Lab } from './lab.ts';
import { rowFaults } from './row-faults.ts';
import type { CaseSpec } from './spec.ts';
import type { Row } from './system.ts';

/** How a case ended, and what was not as the plan said. */
export interface Verdict {
  readonly end: 'not made' | 'refused at plan' | 'refused at apply' | 'failed' | 'ran';
  readonly faults: readonly Fault[];
  /** What refused it. */
  readonly said?: string;
}

/** What a case's sync is to the engine, whichever kind it is. */
interface Syncing {
  plan(id?: string): Promise<SyncPlan>;
  /** Stores it as an apply of this plan does. */
  create(planned: SyncPlan): Promise<string>;
  start(id: string, planned?: SyncPlan): Promise<Execution>;
  delete(id: string): Promise<void>;
}

/** Plays a case and compares. A fault of the engine is answered, one of the check itself is thrown. */
export function checkCase(lab: Lab, spec: CaseSpec): Promise<Verdict> {
  return lab.inPlaces(spec, async (places) => {
    try {
      await places.source.run(sourceStatements(spec, places));
    } catch (error) {
      return { end: 'not made', faults: [], said: messageOf(error) };
    }
    const model =
      spec.kind === 'model'
        ? await lab.engine.models.create(modelOf(spec, places)).catch(refusal)
        : undefined;
    if (model && 'refused' in model) return refusedVerdict('refused at plan', model.refused, []);
    try {
      return await play(lab, spec, places, model?.id);
    } finally {
      if (model) await lab.engine.models.delete(model.id, { force: true });
    }
  });
}

async function play(lab: Lab, spec: CaseSpec, places: Places, model: string | undefined): Promise<Verdict> {
  if (spec.existing) {
    const wanted = await syncing(lab, spec, places, model, false).plan().catch(refusal);
    if ('refused' in wanted) return refusedVerdict('refused at plan', wanted.refused, []);
    const [table] = wanted.tables;
    try {
      if (table) await places.target.run(existingStatements(spec, places, table));
    } catch (error) {
      return { end: 'not made', faults: [], said: messageOf(error) };
    }
  }
  const sync = syncing(lab, spec, places, model, spec.existing?.isNamed === true);
  const before = await lookAt(places);
  const planned = await sync.plan().catch(refusal);
  const looked = unchangedFaults('plan changed something', before, await lookAt(places));
  if ('refused' in planned) return refusedVerdict('refused at plan', planned.refused, looked);
  const [table] = planned.tables;
  if (!table) return { end: 'ran', faults: [{ kind: 'no table in the plan', message: '' }] };
  await change(spec, places, spec.beforeApply, planned);
  const atApply = await lookAt(places);
  const source = await sourceRows(spec, places);
  const id = await sync.create(planned).catch(refusal);
  if (typeof id !== 'string')
    return refusedVerdict('refused at apply', id.refused, [
      ...looked,
      ...unchangedFaults('refused, but changed', atApply, await lookAt(places)),
    ]);
  try {
    const faults = [...looked];
    const first = await sync.start(id, planned);
    const after = await lookAt(places);
    if (first.status !== 'completed' && first.status !== 'errors') {
      const said = first.error ?? '';
      return {
        end: 'failed',
        said,
        faults: [...faults, ...unclear(said), ...failedFaults(atApply, after, said)],
      };
    }
    faults.push(...catalogFaults(places, table, atApply, after));
    const ran = { spec, places, plan: table, warnings: planned.warnings };
    const refused = await refusals(lab, id, first, faults);
    faults.push(...rowFaults({ ...ran, before: atApply, after, source, earlier: undefined, refused }));
    faults.push(...(await secondPlan(sync, id, planned)));
    faults.push(...(await secondRun(lab, spec, places, sync, id, planned, source, after)));
    return { end: 'ran', faults };
  } finally {
    await sync.delete(id);
  }
}

/** A plan after a run has nothing to do, and a run then changes nothing; after changes it does what its own plan says. */
async function secondRun(
  lab: Lab,
  spec: CaseSpec,
  places: Places,
  sync: Syncing,
  id: string,
  planned: SyncPlan,
  earlier: readonly Row[],
  before: Look,
): Promise<Fault[]> {
  await change(spec, places, spec.betweenRuns, planned);
  const changed = await lookAt(places);
  const source = await sourceRows(spec, places);
  const plan = await sync.plan(id).catch(refusal);
  if ('refused' in plan) return unclear(messageOf(plan.refused));
  const again = await sync.start(id, plan);
  const after = await lookAt(places);
  if (again.status !== 'completed' && again.status !== 'errors') {
    const said = again.error ?? '';
    return [...unclear(said), ...failedFaults(changed, after, said)];
  }
  const faults: Fault[] = [];
  const refused = await refusals(lab, id, again, faults);
  const [table] = plan.tables;
  if (!table) return [{ kind: 'no table in the second plan', message: '' }];
  const wereDone =
    JSON.stringify([earlier, before]) !== JSON.stringify([source, changed]) || table.statements.length > 0;
  const isQuiet = spec.betweenRuns.length === 0 || !wereDone;
  if (isQuiet && spec.options.skipsBackfill !== true) {
    const stamped = spec.kind === 'bulk' && spec.options.hasStamps === true && table.key.length === 0;
    if (spec.mode !== 'append' && !stamped && spec.mode !== 'snapshot')
      faults.push(...unchangedFaults('second run', before, after));
  }
  faults.push(...catalogFaults(places, table, changed, after));
  if (!(spec.kind === 'model' && spec.mode === 'remove'))
    faults.push(
      ...rowFaults({
        spec,
        places,
        plan: table,
        warnings: plan.warnings,
        before: changed,
        after,
        source,
        earlier,
        refused,
      }).filter(() => spec.kind === 'bulk' || spec.options.skipsBackfill !== true),
    );
  return faults.map(({ kind, message }) => ({ kind: `later run: ${kind}`, message }));
}

async function secondPlan(sync: Syncing, id: string, planned: SyncPlan): Promise<Fault[]> {
  const again = await sync.plan(id).catch(refusal);
  if ('refused' in again) return [{ kind: 'second plan refused', message: messageOf(again.refused) }];
  const statements = again.tables.flatMap((table) => table.statements);
  if (statements.length > 0) return [{ kind: 'second plan not empty', message: statements.join('; ') }];
  const same = again.definition_version === planned.definition_version && sameTables(again, planned);
  return same
    ? []
    : [
        {
          kind: 'second plan differs',
          message: `${JSON.stringify(shown(planned))} → ${JSON.stringify(shown(again))}`,
        },
      ];
}

const shown = (plan: SyncPlan) => plan.tables.map(({ key, columns }) => ({ key, columns }));
const sameTables = (a: SyncPlan, b: SyncPlan) => stableText(shown(a)) === stableText(shown(b));

/** How many records were refused; each has to be listed with a reason. */
async function refusals(lab: Lab, id: string, execution: Execution, faults: Fault[]): Promise<number> {
  const { rejected } = execution.counts;
  if (rejected === 0) return 0;
  const listed = await lab.rejections(id);
  if (listed.length < rejected || listed.some(({ reason }) => reason.trim() === ''))
    faults.push({
      kind: 'refused records are not listed',
      message: `${rejected} were refused, ${listed.length} are listed`,
    });
  if (execution.status === 'completed')
    faults.push({ kind: 'refused in silence', message: `${rejected} refused and status completed` });
  return rejected;
}

/** A failed run left nothing, or says what it changed where the target's definitions cannot be taken back. */
function failedFaults(before: Look, after: Look, said: string): Fault[] {
  const saysSo = /\b(changed|altered|made|created)\b/.test(said);
  return saysSo ? [] : unchangedFaults('failed, but changed', before, after);
}

/** Errors that speak to nobody. */
function unclear(message: string): Fault[] {
  const isUnclear =
    message.trim() === '' ||
    /\b(undefined|is not a function|Cannot read propert|INTERNAL Error|\[object Object\])/.test(message);
  return isUnclear ? [{ kind: 'unclear error', message }] : [];
}

interface Refused {
  readonly refused: unknown;
}

function refusal(error: unknown): Refused {
  return { refused: error };
}

function refusedVerdict(end: Verdict['end'], error: unknown, faults: readonly Fault[]): Verdict {
  const message = messageOf(error);
  const isOurs = error instanceof SyncformError;
  return {
    end,
    said: message,
    faults: [...faults, ...(isOurs ? unclear(message) : [{ kind: 'unclear error', message }])],
  };
}

async function change(
  spec: CaseSpec,
  places: Places,
  picked: CaseSpec['beforeApply'],
  planned: SyncPlan,
): Promise<void> {
  const [table] = planned.tables;
  for (const one of picked) {
    const catalog = await places.target.catalog(places.to);
    const isThere = table !== undefined && places.target.nameOf(places.to, table.table) in catalog;
    const statements = changeStatements(spec, places, one, table, isThere);
    const system = one.what.startsWith('source') ? places.source : places.target;
    // What cannot be done to these tables (a value that does not fit, a column that a view reads) is left out.
    await system.run(statements).catch(() => undefined);
  }
}

function sourceRows({ table }: CaseSpec, { source, from }: Places): Promise<readonly Row[]> {
  return source.rows(from, table);
}

function syncing(
  lab: Lab,
  spec: CaseSpec,
  places: Places,
  model: string | undefined,
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
        options: { readonly definition_version?: string; readonly statements?: Foretold },
      ): Promise<Execution>;
      delete(id: string): Promise<void>;
    },
  ): Syncing => ({
    plan: (id) => api.plan(input, { id }),
    create: async (planned) =>
      (await api.create(input, undefined, (plan) => acceptAsPlanned(planned, plan))).id,
    async start(id, planned) {
      const version = planned
        ? { definition_version: planned.definition_version, statements: foretoldBy(planned.tables) }
        : {};
      const { id: execution } = await api.start(id, version);
      return engine.executions.ended(execution);
    },
    delete: (id) => api.delete(id),
  });
  return model === undefined
    ? of(bulkSync(spec, places), engine.bulkSyncs)
    : of(modelSync(spec, places, model, isNamed), engine.syncs);
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
