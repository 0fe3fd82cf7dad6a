import type { PreviewCounts, PreviewObject, PreviewOptions, PreviewSample } from '../api/documents.ts';
import type { RejectedRecord } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { quoteIdentifier } from '../kit/sql.ts';
import { hubIdentifier, nameOfHub } from '../movement/hub-names.ts';
import { chooseWork, type Work } from './choose-work.ts';
import { type ComparedRecords, type CompareReporter, compareRecords } from './compare-records.ts';
import { acknowledged, type RecordShape } from './diff.ts';
import { type ExtractionContext, selectFromTarget } from './extract-records.ts';
import { findInTarget } from './find-in-target.ts';
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
  const { blueprint, sync } = run;
  return run.host.withSession(async (session) => {
    const compared = await compareRecords(run, session, silent, context);
    const work = chooseWork(sync, compared.diff, compared);
    const found = work ? await partsOf(run, session, compared, work, context) : { parts: [], rejected: [] };
    const refused = [...found.rejected, ...compared.unidentified.records];
    const counts = { create: 0, update: 0, remove: 0 };
    const samples: PreviewSample[] = [];
    for (const { action, select } of found.parts) {
      if (action === 'remove' && compared.keepsMissing) continue;
      counts[action] = Number((await session.all(`SELECT count(*) FROM (${select})`))[0]?.[0]);
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
        reads: readsOf(run),
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
  const canRead = blueprint.delivery === 'load' && target.definition.facets.includes('query');
  if (!canRead || blueprint.change.action === 'create' || blueprint.targetFields.length > 0) return run;
  const targetFields = await target.facet('query').describe({ table: blueprint.table.id }, signal);
  return { ...run, blueprint: { ...blueprint, targetFields } };
}

async function partsOf(
  run: SyncRun,
  session: DuckdbSession,
  compared: ComparedRecords,
  work: Work,
  context: ExtractionContext,
): Promise<{ readonly parts: readonly Part[]; readonly rejected: readonly RejectedRecord[] }> {
  const { sync, blueprint } = run;
  const { shape, known } = compared;
  const records = `(SELECT * FROM ${work.from} WHERE ${work.where})`;
  const columns = shownColumns(shape);
  const part = (action: Part['action'], from: string): Part => ({
    action,
    select: `SELECT ${columns} FROM ${from}`,
  });
  if (blueprint.delivery === 'write')
    return { parts: writeParts(run, shape, known, work, part), rejected: [] };
  if (sync.mode === 'append') return { parts: [part('create', records)], rejected: [] };
  if (sync.mode === 'replace')
    return { parts: await replaceParts(run, session, shape, records, part, context), rejected: [] };
  const found = await findInTarget(run, session, compared, work, context);
  const isThere = `EXISTS (FROM _syncform_found f WHERE f._syncform_key = o._syncform_key)`;
  const present = part('update', `${found.outgoing} o WHERE ${isThere}`);
  const absent = part('create', `${found.outgoing} o WHERE NOT ${isThere}`);
  const rejected = looksInTarget(sync) ? found.rejected : [];
  switch (sync.mode) {
    case 'create':
      return { parts: [absent], rejected };
    case 'update':
      return { parts: [present], rejected };
    case 'remove':
      return { parts: [{ ...present, action: 'remove' }], rejected };
    default:
      return { parts: [absent, present], rejected };
  }
}

/** What becomes of the contents of a table that is replaced. */
async function replaceParts(
  run: SyncRun,
  session: DuckdbSession,
  shape: RecordShape,
  records: string,
  part: (action: Part['action'], from: string) => Part,
  context: ExtractionContext,
): Promise<readonly Part[]> {
  const { targetFields } = run.blueprint;
  const named = targetFields.filter((f) => shape.key.includes(f.name));
  const shown = named.length > 0 ? named : targetFields.slice(0, 1);
  if (shown.length === 0) return [part('create', records)];
  const select = await selectFromTarget(run, shown, undefined, session, context);
  await session.run(`CREATE OR REPLACE TEMP TABLE _syncform_there AS ${select}`);
  if (named.length === 0)
    return [part('create', records), { action: 'remove', select: 'SELECT * FROM _syncform_there' }];
  const same = named
    .map(
      ({ name }) => `CAST(r.${hubIdentifier(name)} AS VARCHAR) = CAST(t.${hubIdentifier(name)} AS VARCHAR)`,
    )
    .join(' AND ');
  return [
    part('create', `${records} r WHERE NOT EXISTS (FROM _syncform_there t WHERE ${same})`),
    part('update', `${records} r WHERE EXISTS (FROM _syncform_there t WHERE ${same})`),
    {
      action: 'remove',
      select: `SELECT * FROM _syncform_there t WHERE NOT EXISTS (FROM ${records} r WHERE ${same})`,
    },
  ];
}

/** At a target that takes records, what was acknowledged says what is new. */
function writeParts(
  { sync }: SyncRun,
  shape: RecordShape,
  known: string | undefined,
  work: Work,
  part: (action: Part['action'], from: string) => Part,
): readonly Part[] {
  const all = `(SELECT * FROM ${work.from} WHERE ${work.where})`;
  switch (sync.mode) {
    case 'append':
    case 'create':
      return [part('create', all)];
    case 'update':
      return [part('update', all)];
    case 'remove':
      return [part('remove', all)];
    default: {
      const isKnown =
        known === undefined
          ? 'false'
          : `EXISTS (FROM ${acknowledged(known)} s WHERE s._syncform_key = r._syncform_key)`;
      const parts = [
        part('create', `${all} r WHERE NOT ${isKnown}`),
        part('update', `${all} r WHERE ${isKnown}`),
      ];
      if (sync.mode !== 'replace' || known === undefined) return parts;
      const name = hubIdentifier(shape.key[0] ?? '_syncform_key');
      const gone = `SELECT s._syncform_key AS ${name} FROM ${acknowledged(known)} s WHERE NOT EXISTS (FROM records r WHERE r._syncform_key = s._syncform_key)`;
      return [...parts, { action: 'remove', select: gone }];
    }
  }
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
