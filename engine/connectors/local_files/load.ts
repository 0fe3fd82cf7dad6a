import { rm } from 'node:fs/promises';
import { SyncformError } from '../../api/errors.ts';
import { throwIfAborted } from '../../movement/abort.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { isStream, withProgress } from '../../movement/load-progress.ts';
import { quoteIdentifier } from '../../movement/sql.ts';
import { toRelation } from '../../movement/transfer.ts';
import type {
  Batch,
  Column,
  LoadFacet,
  LoadOutcome,
  LoadRequest,
  RejectedRecord,
  RowSource,
} from '../contract.ts';
import { changed } from '../duckdb/loading.ts';
import { findMisfits } from '../duckdb/misfits.ts';
import { refuseTwice, rejectStaged } from '../duckdb/rejects.ts';
import { storeValue } from '../duckdb/store-value.ts';
import type { Files } from './files.ts';
import { amend, currentVersion, type FileVersion, hiddenName, publish } from './manifest.ts';
import { mergePlan } from './merge.ts';
import { type TargetContents, type TargetFile, targetContents, targetFile, writing } from './target.ts';
import { copyStatement, selectWritten } from './written-file.ts';

const STAGE = 'temp.main._syncform_stage';

/**
 * Loads by writing the whole file anew beside the old one and putting it in its place in one step, with the record of
 * the batch (manifest.ts says how): a reader sees the old file or the new one, and so does whoever asks what was
 * committed, at whatever moment the process dies. What a crash leaves of new data is hidden, and removed by the next load
 * of the same file. Any operation therefore takes time and disk in proportion to the file, and flat memory; one that
 * changes nothing writes only the record.
 */
export function loadFacet(files: Files): LoadFacet {
  return {
    takes: ['relation', 'parquet', 'csv', 'rows'],
    hasColumnModes: true,
    canDeleteMissing: true,
    committed: async (table, batch) => outcomeOf(await currentVersion(files.folder.root, table), batch),
    load: (request) => {
      const file = targetFile(files, request.table.id);
      return writing(file, async () => {
        try {
          return await load(files, file, request);
        } catch (error) {
          if (error instanceof SyncformError) throw error;
          const apart = await loadApart(files, file, request);
          if (apart) return apart;
          throw error;
        }
      });
    },
  };
}

function outcomeOf(version: FileVersion | undefined, batch: Batch): LoadOutcome | undefined {
  return version?.batches.find(({ scope, id }) => scope === batch.scope && id === batch.id)?.outcome;
}

/** Batches of a scope that are remembered: the next one comes once it is known what became of the last one. */
const REMEMBERED = 100;

/** The batches without the oldest of a scope. */
function remembered(batches: FileVersion['batches'], scope: string): FileVersion['batches'] {
  const surplus = batches.filter((batch) => batch.scope === scope).slice(0, -REMEMBERED);
  return batches.filter((batch) => !surplus.includes(batch));
}

/**
 * Loads without the rows that the file's columns cannot store, after a statement that failed for one of them; undefined
 * where there is none, or the rows cannot be had again.
 */
async function loadApart(
  files: Files,
  file: TargetFile,
  request: LoadRequest,
): Promise<LoadOutcome | undefined> {
  if (!request.isRepeatable) return undefined;
  const { session, signal } = request;
  const there = await targetContents(files, session, file);
  const stored = new Map(
    there?.columns.map(({ name, type }) => [name, { type: duckdbType(type), nullable: true }]),
  );
  const select = await toRelation(request.rows, request.columns)?.attach(session, signal);
  const misfits = select && (await findMisfits(session, request, select, stored));
  if (!misfits) return undefined;
  const names = request.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const fit = `SELECT r.* FROM (${select}) AS r(${names}) WHERE ${misfits.isFit}`;
  const rows: RowSource = { format: 'relation', attach: async () => fit };
  return load(files, file, { ...request, rows, isRepeatable: false }, misfits.rejected);
}

async function load(
  files: Files,
  file: TargetFile,
  request: LoadRequest,
  setAside: readonly RejectedRecord[] = [],
): Promise<LoadOutcome> {
  const { session, signal, operation, batch } = request;
  const { root } = files.folder;
  const there = await targetContents(files, session, file);
  const before = outcomeOf(there, batch);
  if (before) return before;
  if (!there)
    throw new SyncformError('source_changed', `there is no file ${file.path} any more`, {
      hint: 'Plan again.',
    });
  const types = new Map(there.columns.map(({ name, type }) => [name, type]));
  for (const { name } of request.columns)
    if (!types.has(name))
      throw new SyncformError('source_changed', `${file.id} has no column "${name}" any more`, {
        hint: 'Plan again.',
      });

  const select = await selectArriving(request, types);
  const written = hiddenName(root, file.id);
  const kept = operation === 'replace' ? [] : remembered(there.batches, batch.scope);
  const version = (outcome: LoadOutcome): FileVersion => ({
    columns: there.columns,
    key: there.key,
    batches: [...kept, { ...batch, outcome }],
  });
  try {
    const { outcome: loaded, isWritten } =
      operation === 'replace' || operation === 'append'
        ? await writeDirectly(request, file, there, select, written)
        : await writeMerged(request, file, there, select, written);
    const outcome = { ...loaded, rejected: [...setAside, ...loaded.rejected] };
    throwIfAborted(signal);
    if (isWritten) await publish(root, file.id, written, version(outcome));
    else await amend(root, file.id, version(outcome));
    return outcome;
  } finally {
    await rm(written, { force: true });
    await session.run(`DROP TABLE IF EXISTS ${STAGE}`);
  }
}

/** The rows under the names and in the types of the file's columns. */
async function selectArriving(request: LoadRequest, types: ReadonlyMap<string, string>): Promise<string> {
  const isSeen = request.rows.format === 'rows';
  const relation = toRelation(request.rows, request.columns, ({ rows, bytes }) =>
    request.onProgress({ ...(isSeen && rows ? { rows } : {}), ...(bytes ? { bytes } : {}) }),
  );
  if (!relation) throw new SyncformError('unsupported', `DuckDB cannot read ${request.rows.format}`);
  const select = await relation.attach(request.session, request.signal);
  const names = request.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const values = request.columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return `${storeValue(`r.${column}`, type, name, duckdbType(types.get(name) ?? type))} AS ${column}`;
  });
  return `SELECT ${values.join(', ')} FROM (${select}) AS r(${names})`;
}

/** Step `write` of rows that replace the file's or come after them. */
async function writeDirectly(
  request: LoadRequest,
  file: TargetFile,
  there: TargetContents,
  select: string,
  written: string,
) {
  const { session, operation, key } = request;
  const [row] = await session.all(`SELECT count(*) FROM (${there.select})`);
  const held = Number(row?.[0]);
  const whole = selectWhole(there.columns, request.columns, select);
  const contents = operation === 'replace' ? whole : `${there.select} UNION ALL ${whole}`;
  const total = await takeIn(request, copyStatement(contents, written, file.format, there.columns));
  if (operation === 'replace' && key.length > 0 && !request.isKeyUnique)
    await checkKey(session, `(${selectWritten(written, file.format, there.columns)})`, file.id, key);
  const outcome: LoadOutcome = {
    inserted: operation === 'replace' ? total : total - held,
    updated: 0,
    deleted: operation === 'replace' ? held : 0,
    rejected: [],
  };
  return { outcome, isWritten: true };
}

/** Steps `stage` and `write` of rows that merge with the file's by key. */
async function writeMerged(
  request: LoadRequest,
  file: TargetFile,
  there: TargetContents,
  select: string,
  written: string,
) {
  const { session, signal, key } = request;
  await takeIn(request, `CREATE OR REPLACE TEMP TABLE _syncform_stage AS ${select}`);
  const rejected = await rejectStaged(session, STAGE, key);
  const plan = mergePlan(request, there, STAGE);
  const [row] = await session.all(plan.counts);
  const [inserted, updated, deleted] = (row ?? []).map(Number) as [number, number, number];
  const isWritten = inserted + updated + deleted > 0;
  if (isWritten)
    await changed(session, signal, copyStatement(plan.contents, written, file.format, there.columns));
  return { outcome: { inserted, updated, deleted, rejected } satisfies LoadOutcome, isWritten };
}

/** Rows with every column of the file, NULL where they bring none. */
function selectWhole(columns: readonly Column[], brought: readonly Column[], select: string): string {
  const values = columns.map(({ name, type }) =>
    brought.some((column) => column.name === name)
      ? quoteIdentifier(name)
      : `CAST(NULL AS ${duckdbType(type)}) AS ${quoteIdentifier(name)}`,
  );
  return `SELECT ${values.join(', ')} FROM (${select})`;
}

/** Throws where a row has no key or the key of another. */
async function checkKey(
  session: DuckdbSession,
  table: string,
  id: string,
  key: readonly string[],
): Promise<void> {
  const isNull = key.map((name) => `${quoteIdentifier(name)} IS NULL`).join(' OR ');
  const [row] = await session.all(`SELECT count(*) FROM ${table} WHERE ${isNull}`);
  if (Number(row?.[0]) > 0)
    throw new SyncformError('failed', `${row?.[0]} rows for ${id} have no key (${key.join(', ')})`, {
      hint: 'Choose another identifier, or leave these rows out.',
    });
  await refuseTwice(session, table, id, key);
}

/** Runs the statement that reads the source, telling its progress; answers how many rows it took in. */
function takeIn(request: LoadRequest, statement: string): Promise<number> {
  const { session, signal, rows, operation, onProgress } = request;
  const run = () => changed(session, signal, statement);
  const onlyPass = isStream(rows) && operation === 'replace';
  return rows.format === 'rows' ? run() : withProgress(session, onProgress, run, { onlyPass });
}
