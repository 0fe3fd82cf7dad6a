import type { Execution, SyncPlan, TablePlan } from '../../engine/api/documents.ts';
import { stableText } from '../../engine/kit/digest.ts';
import { messageOf, SyncformError } from '../../engine/kit/errors.ts';
import type { Workspace } from '../acceptance/workspace.ts';
import { changeStatements, existingStatements, sourceStatements } from './by-hand.ts';
import { meets, meetsAll } from './conditions.ts';
import {
  type CaseModels,
  joinedModelOf,
  keepsHistory,
  modelOf,
  overridesOf,
  type Places,
  partlyFilled,
} from './definition.ts';
import {
  catalogFaults,
  type Fault,
  type Look,
  lookAt,
  ONLOOKER,
  otherTableFaults,
  unchangedFaults,
} from './faults.ts';
import { historyFaults, historyOf } from './history-faults.ts';
import { anyOf, JOINED_TABLE, joinedStatements, joinOf, withPartners } from './joined.ts';
import type { Lab } from './lab.ts';
import type { Ran } from './mapped.ts';
import { rowFaults } from './row-faults.ts';
import { type CaseSpec, tablesOf } from './spec.ts';
import { engineSyncing, type Syncing } from './syncing.ts';
import type { Row } from './system.ts';
import { TerraformSyncing } from './through-terraform.ts';

/** How a case ended, and what was not as the plan said. */
export interface Verdict {
  readonly end: 'not made' | 'refused at plan' | 'refused at apply' | 'failed' | 'ran';
  readonly faults: readonly Fault[];
  /** What refused it. */
  readonly said?: string;
}

/**
 * Plays a case and compares. A fault of the engine is answered, one of the check itself is thrown. It goes through
 * `terraform` in a folder, where one is given.
 */
export function checkCase(lab: Lab, spec: CaseSpec, terraform?: Workspace): Promise<Verdict> {
  return lab.inPlaces(spec, async (places) => {
    try {
      for (const one of tablesOf(spec)) await places.source.run(sourceStatements(one, places));
      if (joinOf(spec)) await places.other.system.run(joinedStatements(spec, places));
    } catch (error) {
      return { end: 'not made', faults: [], said: messageOf(error) };
    }
    const keys = await lab.keysOfFiles(spec, places).catch(refusal);
    // A file without rows may have no columns.
    if ('refused' in keys) return { end: 'not made', faults: [], said: messageOf(keys.refused) };
    await using _keys = keys;
    const models = spec.kind === 'model' ? await makeModels(lab, spec, places).catch(refusal) : undefined;
    if (models && 'refused' in models) return refusedVerdict('refused at plan', models.refused, []);
    try {
      return await play(lab, spec, places, models, terraform);
    } finally {
      for (const id of models ? [models.own, models.joined] : [])
        if (id !== undefined) await lab.engine.models.delete(id, { force: true });
    }
  });
}

/** Makes a case's models, in the order in which one can name the other. */
async function makeModels({ engine }: Lab, spec: CaseSpec, places: Places): Promise<CaseModels> {
  const { models } = engine;
  if (!spec.joined)
    return { own: (await models.create(modelOf(spec, places, undefined))).id, joined: undefined };
  if (spec.joined.isReverse) {
    const { id: own } = await models.create(modelOf(spec, places, undefined));
    return { own, joined: (await models.create(joinedModelOf(spec, places, own))).id };
  }
  const { id: joined } = await models.create(joinedModelOf(spec, places, undefined));
  return { own: (await models.create(modelOf(spec, places, joined))).id, joined };
}

async function play(
  lab: Lab,
  spec: CaseSpec,
  places: Places,
  models: CaseModels | undefined,
  terraform: Workspace | undefined,
): Promise<Verdict> {
  const tables = tablesOf(spec);
  if (tables.some(({ existing }) => existing)) {
    const wanted = await engineSyncing(lab, spec, places, models, false).plan().catch(refusal);
    if ('refused' in wanted) return refusedVerdict('refused at plan', wanted.refused, []);
    try {
      for (const one of tables) {
        const table = plannedFor(one, places, wanted);
        if (table) await places.target.run(existingStatements(one, places, table));
      }
    } catch (error) {
      return { end: 'not made', faults: [], said: messageOf(error) };
    }
  }
  const isNamed = spec.existing?.isNamed === true;
  const sync = terraform
    ? new TerraformSyncing(lab, terraform, spec, places, models, isNamed)
    : engineSyncing(lab, spec, places, models, isNamed);
  const another =
    spec.options.another === true ? engineSyncing(lab, spec, places, models, isNamed) : undefined;
  const before = await lookAt(places);
  const planned = await sync.plan().catch(refusal);
  const looked = unchangedFaults('plan changed something', before, await lookAt(places));
  if ('refused' in planned) return refusedVerdict('refused at plan', planned.refused, looked);
  if (planned.tables.length === 0)
    return { end: 'ran', faults: [{ kind: 'no table in the plan', message: '' }] };
  await change(spec, places, spec.beforeApply, planned);
  const atApply = await lookAt(places);
  const source = await sourceRows(spec, places);
  const id = await sync.create(planned).catch(refusal);
  if (typeof id !== 'string')
    return refusedVerdict('refused at apply', id.refused, [
      ...looked,
      ...unchangedFaults('refused, but changed', atApply, await lookAt(places)),
      ...(spec.beforeApply.length === 0 ? calledChanged(messageOf(id.refused)) : []),
    ]);
  try {
    const faults = [...looked];
    const first = await sync.start(id, planned);
    const after = await lookAt(places);
    if (first.status !== 'completed' && first.status !== 'errors') {
      const said = sayingOf(first);
      return {
        end: 'failed',
        said,
        faults: [...faults, ...unclear(said), ...failedFaults(places, first, atApply, after)],
      };
    }
    const refused = await refusals(lab, id, first, faults);
    faults.push(
      ...tableFaults({
        spec,
        places,
        plan: planned,
        before: atApply,
        after,
        source,
        earlier: undefined,
        refused,
        isMadeAnew: false,
      }),
      ...(await secondPlan(sync, id, planned)),
      ...(await secondRun(
        lab,
        spec,
        places,
        sync,
        id,
        planned,
        source,
        after,
        another,
        planned.tables.every(({ table }) => !(places.target.nameOf(places.to, table) in atApply.catalog)),
      )),
    );
    return { end: 'ran', faults };
  } finally {
    await sync.delete(id);
  }
}

/** What a run's error says, and those of its objects. */
function sayingOf({ error, objects }: Execution): string {
  return [error ?? '', ...objects.map((object) => object.error ?? '')]
    .filter((text) => text !== '')
    .join('; ');
}

/** The plan of one of a case's tables. */
function plannedFor(spec: CaseSpec, { source, from }: Places, { tables }: SyncPlan): TablePlan | undefined {
  return spec.kind === 'model'
    ? tables[0]
    : tables.find((table) => source.nameOf(from, table.source) === spec.table);
}

interface RunOfCase {
  readonly spec: CaseSpec;
  readonly places: Places;
  readonly plan: SyncPlan;
  readonly before: Look;
  readonly after: Look;
  readonly source: SourceRows;
  readonly earlier: SourceRows | undefined;
  readonly refused: ReadonlyMap<string, number>;
  /** Whether a resync may have made the table again. */
  readonly isMadeAnew: boolean;
}

/** Faults of all the tables of a case after a run. */
function tableFaults(run: RunOfCase): Fault[] {
  const { spec, places, plan, before, after, source, earlier, refused } = run;
  const faults = otherTableFaults(places, plan.tables, before, after);
  for (const one of tablesOf(spec)) {
    const table = plannedFor(one, places, plan);
    if (!table) continue;
    // A table that a resync makes again is not what was there.
    if (!run.isMadeAnew) faults.push(...catalogFaults(places, table, plan.warnings, before, after));
    if (earlier && spec.kind === 'model' && (spec.mode === 'remove' || spec.options.skipsBackfill === true))
      continue;
    const ran: Ran = {
      spec: one,
      places,
      plan: table,
      warnings: plan.warnings,
      before,
      after,
      source: source.get(one.table) ?? [],
      earlier: earlier && (earlier.get(one.table) ?? []),
      refused: refused.get(table.table) ?? 0,
    };
    faults.push(...rowFaults(ran));
    const history = keepsHistory(one) ? historyOf(table, plan.tables) : undefined;
    if (history)
      faults.push(
        ...catalogFaults(places, history, plan.warnings, before, after),
        ...historyFaults(ran, history),
      );
  }
  return faults;
}

/** A plan after a run has nothing to do, and a run then changes nothing; after changes it does what its own plan says. */
async function secondRun(
  lab: Lab,
  spec: CaseSpec,
  places: Places,
  sync: Syncing,
  id: string,
  planned: SyncPlan,
  earlier: SourceRows,
  before: Look,
  another: Syncing | undefined,
  isMadeBySync: boolean,
): Promise<Fault[]> {
  if (another) await runOnce(another);
  await change(spec, places, spec.betweenRuns, planned);
  const changed = await lookAt(places);
  const source = await sourceRows(spec, places);
  const plan = await sync.plan(id).catch(refusal);
  if ('refused' in plan) return unclear(messageOf(plan.refused));
  const again = await sync.start(id, plan, spec.options.resyncs === true);
  const after = await lookAt(places);
  if (again.status !== 'completed' && again.status !== 'errors') {
    const said = sayingOf(again);
    return [...unclear(said), ...failedFaults(places, again, changed, after)];
  }
  const faults: Fault[] = [];
  const refused = await refusals(lab, id, again, faults);
  if (plan.tables.length === 0) return [{ kind: 'no table in the second plan', message: '' }];
  const wereDone =
    JSON.stringify([[...earlier], before]) !== JSON.stringify([[...source], changed]) ||
    plan.tables.some(({ statements }) => statements.length > 0);
  const isMadeAnew =
    spec.options.anew === true && spec.options.resyncs === true && isMadeBySync && fillsAnew(spec, places);
  // A history tells also of what the filters leave out; what is expected is asked of records before they are overridden.
  const seesMore = keepsHistory(spec) || spec.options.expects !== 'nothing';
  const isQuiet = (spec.betweenRuns.length === 0 && !another) || (!wereDone && !seesMore);
  if (isQuiet && spec.options.skipsBackfill !== true) {
    const stamped =
      spec.kind === 'bulk' &&
      spec.options.hasStamps === true &&
      plan.tables.some(({ key }) => key.length === 0);
    // What is encrypted again is another text each time, and so is the moment of a run; a record that is sent again is
    // updated, and only then gets what only updates fill.
    const isOther =
      spec.kind === 'model' &&
      (((spec.options.sendsAll === true || spec.options.resyncs === true) &&
        (Number(spec.options.encrypted) >= 0 || spec.options.stamps === true || partlyFilled(spec))) ||
        // Without a key all rows are replaced.
        (spec.mode === 'replace' && spec.options.stamps === true && plan.tables[0]?.key.length === 0));
    if (spec.mode !== 'append' && !stamped && !isOther && !isMadeAnew && spec.mode !== 'snapshot')
      faults.push(...unchangedFaults('second run', before, after));
  }
  // Its rows are those of a first run.
  const were = isMadeAnew ? { catalog: changed.catalog, rows: {} } : changed;
  faults.push(
    ...tableFaults({ spec, places, plan, before: were, after, source, earlier, refused, isMadeAnew }),
  );
  return faults.map(({ kind, message }) => ({ kind: `later run: ${kind}`, message }));
}

/** Whether a resync drops the table of a case's sync, where the sync made it. */
function fillsAnew({ kind, mode }: CaseSpec, { target }: Places): boolean {
  return kind === 'model' && target.isDatabase && mode !== 'update' && mode !== 'remove';
}

/** Another sync of the same table, which comes and goes. What it is refused is no matter of this one. */
async function runOnce(another: Syncing): Promise<void> {
  const planned = await another.plan().catch(refusal);
  if ('refused' in planned) return;
  const id = await another.create(planned).catch(refusal);
  if (typeof id !== 'string') return;
  await another.start(id, planned);
  await another.delete(id);
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

/** How many records were refused, by table; each has to be listed with a reason. */
async function refusals(
  lab: Lab,
  id: string,
  execution: Execution,
  faults: Fault[],
): Promise<ReadonlyMap<string, number>> {
  const { rejected } = execution.counts;
  const byTable = new Map(execution.objects.map(({ table, counts }) => [table, counts.rejected]));
  if (rejected === 0) return byTable;
  const listed = await lab.rejections(id);
  if (listed.length < rejected || listed.some(({ reason }) => reason.trim() === ''))
    faults.push({
      kind: 'refused records are not listed',
      message: `${rejected} were refused, ${listed.length} are listed`,
    });
  if (execution.status === 'completed')
    faults.push({ kind: 'refused in silence', message: `${rejected} refused and status completed` });
  return byTable;
}

/** A failed run left nothing, or says what it changed where the target's definitions cannot be taken back. */
function failedFaults({ target, to }: Places, run: Execution, before: Look, after: Look): Fault[] {
  if (/\b(changed|altered|made|created)\b/.test(sayingOf(run))) return [];
  // An object at fault ends alone.
  const ended = run.objects.flatMap(({ status, table }) =>
    status === 'completed' ? [target.nameOf(to, table)] : [],
  );
  // The view may show the table of one that went well, and shows no rows that the tables have not.
  const left = ended.length > 0 ? [...ended, ONLOOKER] : [];
  const others = ({ catalog, rows }: Look): Look => ({
    catalog: Object.fromEntries(Object.entries(catalog).filter(([name]) => !left.includes(name))),
    rows,
  });
  return unchangedFaults('failed, but changed', others(before), others(after)).map(({ kind, message }) => ({
    kind,
    message: `${message}; the run said: ${sayingOf(run)}`,
  }));
}

/** Faults of a refusal that says that something changed, where nothing did. */
function calledChanged(message: string): Fault[] {
  return /changed\s+since\s+th(e|is)\s+plan/.test(message)
    ? [{ kind: 'refused as changed, and nothing was', message }]
    : [];
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
  const tables = tablesOf(spec);
  for (const one of picked) {
    const changed = tables[(one.at >> 1) % tables.length] ?? spec;
    const table = plannedFor(changed, places, planned);
    const catalog = await places.target.catalog(places.to);
    const isThere = table !== undefined && places.target.nameOf(places.to, table.table) in catalog;
    const statements = changeStatements(changed, places, one, table, isThere);
    const { source, target, other } = places;
    const system = one.what.startsWith('target')
      ? target
      : one.what.startsWith('joined')
        ? other.system
        : source;
    // What cannot be done to these tables (a value that does not fit, a column that a view reads) is left out.
    if (statements.length > 0) await system.run(statements).catch(() => undefined);
  }
}

/** The records of each of a case's tables that its filters take, as they are to be sent. */
type SourceRows = ReadonlyMap<string, readonly Row[]>;

async function sourceRows(spec: CaseSpec, { source, from, other }: Places): Promise<SourceRows> {
  const rows = new Map<string, readonly Row[]>();
  for (const one of tablesOf(spec)) {
    // A table that somebody has dropped has no rows.
    const own = await source.rows(from, one.table).catch(() => []);
    const others = joinOf(one) ? await other.system.rows(other.place, JOINED_TABLE) : [];
    const logic = one.kind === 'model' ? one.logic : '';
    const isTaken = (row: Row) =>
      meetsAll(
        logic,
        one.filters.map((filter) => meets(one, filter, row)),
      );
    const sent = (row: Row) =>
      withPartners(one, row, others)
        .filter(isTaken)
        .map((pair) => overridden(one, pair));
    rows.set(
      one.table,
      own.flatMap((row) => anyOf(sent(row))),
    );
  }
  return rows;
}

/** A record with what its sync sends in place of some of its values: the first override whose condition holds counts. */
function overridden(spec: CaseSpec, row: Row): Row {
  if (spec.kind === 'bulk') return row;
  const replaced: Record<string, string> = {};
  for (const { condition, column, override } of overridesOf(spec))
    if (!(column.name in replaced) && row[column.name] !== undefined && meets(spec, condition, row))
      replaced[column.name] = String(override);
  return { ...row, ...replaced };
}
