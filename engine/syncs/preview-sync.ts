import type { PreviewCounts, PreviewObject, PreviewOptions, PreviewSample } from '../api/documents.ts';
import type { RejectedRecord } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { hasFacets } from '../contract/facet.ts';
import { quoteIdentifier } from '../kit/sql.ts';
import { hubIdentifier, nameOfHub } from '../movement/hub-names.ts';
import { type ComparedRecords, type CompareReporter, compareRecords } from './compare-records.ts';
import { type Action, decide, decideLoad, decideSent, type Situation, type Standing } from './decide.ts';
import { lookedFor, relationOf, selectDecided, situationOf, workOf } from './decided-records.ts';
import type { RecordShape } from './diff.ts';
import { type ExtractionContext, readingCosts, selectFromTarget } from './extract-records.ts';
import { findInTarget } from './find-in-target.ts';
import { findRecords } from './find-records.ts';
import { looksInTarget } from './plan-lookup.ts';
import { withStanding } from './standing.ts';
import type { SyncRun } from './sync-run.ts';

const DEFAULT_SAMPLES = 5;

/** The counts of one action, and some of its records. */
interface Part {
  readonly action: 'create' | 'update' | 'remove';
  /** A SELECT of the records: the columns to show. */
  readonly select: string;
}

interface Parts {
  readonly parts: readonly Part[];
  /** Records that would not be sent, by name. */
  readonly rejected: readonly RejectedRecord[];
}

/**
 * What a run of a sync would do now: the models are read and compared as a run would, and the target is asked which of
 * the records it has. Nothing is written anywhere but into the session.
 */
export async function previewSync(
  planned: SyncRun,
  { samples: limit = DEFAULT_SAMPLES }: PreviewOptions,
  signal: AbortSignal,
): Promise<readonly PreviewObject[]> {
  const context: ExtractionContext = { signal, log: () => {} };
  const run = await withStanding(await withTargetFields(planned, signal), context);
  const { blueprint } = run;
  // Asked before anything is read, which is what costs.
  const costs = await readingCosts(run, signal);
  return run.host.withSession(async (session) => {
    const compared = await compareRecords(run, session, silent, context);
    const found = await partsOf(run, session, compared, context);
    const refused = [...found.rejected, ...compared.unidentified.records];
    const counts = { create: 0, update: 0, remove: 0 };
    const samples: PreviewSample[] = [];
    for (const { action, select } of found.parts) {
      counts[action] += Number((await session.all(`SELECT count(*) FROM (${select})`))[0]?.[0]);
      samples.push(...(await sampleOf(session, action, select, limit)));
    }
    samples.push(
      ...refused
        .slice(0, limit)
        .map(({ key, reason }) => ({ action: 'reject' as const, record: key, reason })),
    );
    return [
      {
        id: blueprint.model.id,
        name: blueprint.model.input.name,
        table: blueprint.table.id,
        statements: blueprint.change.statements,
        reads: [readsOf(run), ...costs].join('; '),
        estimated_rows: null,
        counts: countsOf(run, compared, counts, found.rejected.length),
        samples,
      },
    ];
  });
}

const silent: CompareReporter = {
  path: () => {},
  progress: () => {},
  step: (_name, work) => work(),
};

function readsOf({ blueprint }: SyncRun): string {
  const names = blueprint.models.map((m) => `"${m.input.name}"`).join(', joined with ');
  return `all records of ${names}`;
}

function countsOf(
  { sync }: SyncRun,
  { read, present, unidentified }: ComparedRecords,
  counts: Pick<PreviewCounts, 'create' | 'update' | 'remove'>,
  ambiguous: number,
): PreviewCounts {
  const sent = counts.create + counts.update + (sync.mode === 'remove' ? counts.remove : 0);
  return {
    read,
    ...counts,
    unchanged: Math.max(0, present - ambiguous - sent),
    rejected: unidentified.count + ambiguous,
  };
}

/** A run that knows the target's fields, where there is a table with fields to be read. */
async function withTargetFields(run: SyncRun, signal: AbortSignal): Promise<SyncRun> {
  const { blueprint, target } = run;
  const canRead = blueprint.delivery === 'load' && hasFacets(target.definition, 'query');
  if (!canRead || blueprint.change.action === 'create' || blueprint.targetFields.length > 0) return run;
  const targetFields = await target.facet('query').describe({ table: blueprint.table.id }, signal);
  return { ...run, blueprint: { ...blueprint, targetFields } };
}

async function partsOf(
  run: SyncRun,
  session: DuckdbSession,
  compared: ComparedRecords,
  context: ExtractionContext,
): Promise<Parts> {
  const situation = situationOf(run, compared);
  return situation.takes === 'records'
    ? writeParts(run, session, situation, compared, context)
    : loadParts(run, session, situation, compared, context);
}

/** What a load would do to the rows of a table, which is asked what it has. */
async function loadParts(
  run: SyncRun,
  session: DuckdbSession,
  situation: Situation,
  compared: ComparedRecords,
  context: ExtractionContext,
): Promise<Parts> {
  const load = decideLoad(situation, compared.diff);
  if (!load) return { parts: [], rejected: [] };
  const { shape } = compared;
  const work = workOf(load.standings);
  if (load.operation === 'append') return { parts: [part(shape, 'create', relationOf(work))], rejected: [] };
  if (load.operation === 'replace')
    return { parts: await replaceParts(run, session, shape, relationOf(work), context), rejected: [] };
  const found = await findInTarget(run, session, compared, work, context);
  const isThere = 'EXISTS (FROM _syncform_found f WHERE f._syncform_key = o._syncform_key)';
  const [standing = 'new'] = load.standings;
  const parts = (['absent', 'there'] as const).flatMap((presence) => {
    const action = shownAs(decide(situation, standing, presence), standing);
    const isSo = presence === 'there' ? isThere : `NOT ${isThere}`;
    return action ? [part(shape, action, `${found.outgoing} o WHERE ${isSo}`)] : [];
  });
  return { parts, rejected: looksInTarget(run.sync) ? found.rejected : [] };
}

/** What a person is told of an action; of what the target is left to tell, the ledger says what is new. */
function shownAs(action: Action, standing: Standing): Part['action'] | undefined {
  if (action === 'upsert') return standing === 'new' ? 'create' : 'update';
  return action === 'leave' || action === 'wait' ? undefined : action;
}

function part(shape: RecordShape, action: Part['action'], from: string): Part {
  return { action, select: `SELECT ${shownColumns(shape)} FROM ${from}` };
}

/** What becomes of the contents of a table that is replaced. */
async function replaceParts(
  run: SyncRun,
  session: DuckdbSession,
  shape: RecordShape,
  records: string,
  context: ExtractionContext,
): Promise<readonly Part[]> {
  const { targetFields } = run.blueprint;
  const named = targetFields.filter((f) => shape.key.includes(f.name));
  const shown = named.length > 0 ? named : targetFields.slice(0, 1);
  if (shown.length === 0) return [part(shape, 'create', records)];
  const select = await selectFromTarget(run, shown, undefined, session, context);
  await session.run(`CREATE OR REPLACE TEMP TABLE _syncform_there AS ${select}`);
  if (named.length === 0)
    return [part(shape, 'create', records), { action: 'remove', select: 'SELECT * FROM _syncform_there' }];
  const same = named
    .map(
      ({ name }) => `CAST(r.${hubIdentifier(name)} AS VARCHAR) = CAST(t.${hubIdentifier(name)} AS VARCHAR)`,
    )
    .join(' AND ');
  return [
    part(shape, 'create', `${records} r WHERE NOT EXISTS (FROM _syncform_there t WHERE ${same})`),
    part(shape, 'update', `${records} r WHERE EXISTS (FROM _syncform_there t WHERE ${same})`),
    {
      action: 'remove',
      select: `SELECT * FROM _syncform_there t WHERE NOT EXISTS (FROM ${records} r WHERE ${same})`,
    },
  ];
}

/** What would be sent to a target that takes records. One that can be asked what it has is, also where a run leaves it to tell. */
async function writeParts(
  run: SyncRun,
  session: DuckdbSession,
  situation: Situation,
  compared: ComparedRecords,
  context: ExtractionContext,
): Promise<Parts> {
  const { shape, known } = compared;
  const looks = run.blueprint.writing?.canLook === true && !situation.skips;
  const rejected = looks ? await findRecords(run, session, compared, lookedFor(situation), context) : [];
  const decided = decideSent(situation, looks ? ['there', 'absent'] : ['unknown']);
  const parts = decided.flatMap((one) =>
    one.standings.map((standing): Part => {
      const action = shownAs(one.action, standing) as Part['action'];
      const select = `(${selectDecided({ ...one, standings: [standing] }, shape, known)})`;
      if (standing !== 'gone') return part(shape, action, select);
      return { action, select: `SELECT ${hubIdentifier(shape.key[0] ?? '_syncform_key')} FROM ${select}` };
    }),
  );
  return { parts, rejected: run.blueprint.writing?.looks ? rejected : [] };
}

/** Columns as a person may see them: what is sent encrypted is not shown. */
function shownColumns({ columns }: RecordShape): string {
  return columns
    .map(({ name, isEncrypted }) => {
      const column = hubIdentifier(name);
      return isEncrypted ? `CASE WHEN ${column} IS NOT NULL THEN '(encrypted)' END AS ${column}` : column;
    })
    .join(', ');
}

async function sampleOf(
  session: DuckdbSession,
  action: Part['action'],
  select: string,
  limit: number,
): Promise<readonly PreviewSample[]> {
  if (limit <= 0) return [];
  const names = (await session.all(`SELECT column_name FROM (DESCRIBE ${select})`)).map(([name]) =>
    String(name),
  );
  const texts = names.map((name) => `CAST(${quoteIdentifier(name)} AS VARCHAR)`);
  const rows = await session.all(
    `SELECT ${texts.join(', ')} FROM (SELECT * FROM (${select}) ORDER BY ALL LIMIT ${Math.trunc(limit)})`,
  );
  return rows.map((row) => ({
    action,
    record: Object.fromEntries(
      names.map((name, i) => [nameOfHub(name), row[i] === null ? null : String(row[i])]),
    ),
    reason: null,
  }));
}
