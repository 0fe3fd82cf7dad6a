import type { UsedConnection } from '../connections/open-connections.ts';
import type { Extraction, FieldSchema, RejectedRecord, RowFilter } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { NAMING_COLUMNS } from '../contract/rejected-records.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import { applyExpectations } from '../expectations/apply-expectations.ts';
import { filterSql } from '../filters/filter-sql.ts';
import { bytes } from '../kit/format.ts';
import type { JsonObject } from '../kit/json.ts';
import { duckdbFailure } from '../movement/duckdb-failure.ts';
import { hubIdentifier, hubRelation } from '../movement/hub-names.ts';
import { transfer } from '../movement/transfer.ts';
import { isLongRow, mayBeUnreadable, type NamedBy, withoutUnreadable } from '../movement/unreadable-rows.ts';
import { type RecordShape, ROOT, stageRecords } from './diff.ts';
import { filterContext, recordShape } from './record-shape.ts';
import { fieldKey, fieldSql, sameValueSql } from './record-sql.ts';
import type { SyncRun } from './sync-run.ts';
import { divideFilters, fieldsOf, neededFields } from './what-is-read.ts';

/** Where an extraction tells how it goes. */
export type ExtractionReporter = Pick<ObjectReporter, 'path' | 'progress'>;
export type ExtractionContext = Pick<ExecutionContext, 'signal' | 'log'>;

/** The models' rows, joined and filtered, as a SELECT over their fields. */
export interface ModelRows {
  readonly select: string;
  /** Whether the SELECT can be run again within a transaction, and is cheap enough to be. */
  readonly isRepeatable: boolean;
  /** Whether they are read as text, without the rows that have a value which DuckDB cannot hold. */
  readonly isText: boolean;
  /** What of the sources is no record. */
  readonly rejected: readonly RejectedRecord[];
  /** Lets go of what the SELECT reads. */
  drop(): Promise<void>;
}

/**
 * Lends the models' rows to work. Where a value of them is one that DuckDB cannot hold, work is done once more with the rows
 * without it, as far as the sources give them as text.
 */
export async function withModelRows<T>(
  run: SyncRun,
  session: DuckdbSession,
  reporter: Pick<ObjectReporter, 'path' | 'step'>,
  context: ExtractionContext,
  work: (rows: ModelRows) => Promise<T>,
): Promise<T> {
  const prepare = (isText: boolean) =>
    reporter.step('extract', () => modelRows(run, session, reporter, context, isText));
  try {
    return await work(await prepare(false));
  } catch (error) {
    if (!mayBeUnreadable(error) || context.signal.aborted) throw error;
    context.log('info', 'a value cannot be read: the rows are read once more, as text');
    const rows = await prepare(true);
    // Where no row was at fault, the error is as it was.
    if (rows.rejected.length === 0 && !isLongRow(error)) throw error;
    return work(rows);
  }
}

/** Reads the models to be joined, and prepares the reading of the first one. Filters on that alone are left to its source where that can filter. */
export async function modelRows(
  run: SyncRun,
  session: DuckdbSession,
  reporter: Pick<ExtractionReporter, 'path'>,
  context: ExtractionContext,
  isText = false,
): Promise<ModelRows> {
  const { blueprint } = run;
  const { here, there } = divideFilters(run);
  const needed = neededFields(run, here);
  const [first, ...joined] = blueprint.models.map((_, model) =>
    fieldsOf(run, model, needed).map((field) => ({ name: fieldKey(model, field.name), field })),
  );
  const tables: string[] = [];
  const rejected: RejectedRecord[] = [];
  const lay = async (model: number, select: string, columns: typeof first) => {
    const table = `temp.main._syncform_model_${model}`;
    await session
      .run(`CREATE OR REPLACE TEMP TABLE _syncform_model_${model} AS ${select}`)
      .catch((error: unknown) => {
        throw duckdbFailure(`reading model "${blueprint.models[model]?.input.name}"`, error);
      });
    tables.push(table);
    rejected.push(...(await expectedOf(run, model, table, columns ?? [], session, context)));
    return table;
  };
  const joinedTables: string[] = [];
  for (const [i, columns] of joined.entries()) {
    const { select, rejected: some } = await read(
      run,
      i + 1,
      columns,
      undefined,
      session,
      context,
      () => {},
      isText,
    );
    joinedTables.push(await lay(i + 1, select, columns));
    rejected.push(...some);
  }
  const found = await read(
    run,
    0,
    first ?? [],
    there,
    session,
    context,
    (path) => reporter.path(path),
    isText,
  );
  const { rejected: others } = found;
  // What is expected of all records has to be known before the first of them is written.
  const checked = hasExpectations(run, 0) ? await lay(0, found.select, first) : undefined;
  const all = checked === undefined ? found.select : `SELECT * FROM ${checked}`;
  const { isPaired } = recordShape(run);
  const select = isPaired ? `SELECT *, row_number() OVER () AS ${ROOT} FROM (${all})` : all;
  const isRepeatable = checked !== undefined || found.isRepeatable;
  const joins = blueprint.joins.map(({ model, field, to }) => {
    const side = (at: { model: number; field: FieldSchema }) => ({ sql: fieldSql(at), type: at.field.type });
    return `LEFT JOIN ${joinedTables[model - 1]} ON ${sameValueSql(side({ model, field }), side(to))}`;
  });
  const where = filterSql(here.filters, here.logic, filterContext(blueprint, run.now));
  return {
    select: `SELECT * FROM (${select}) AS first ${joins.join(' ')} WHERE ${where}`,
    isRepeatable,
    isText,
    rejected: [...rejected, ...others],
    drop: async () => {
      for (const table of tables) await session.run(`DROP TABLE IF EXISTS ${table}`);
    },
  };
}

function hasExpectations({ blueprint }: SyncRun, model: number): boolean {
  return (blueprint.models[model]?.input.expectations?.length ?? 0) > 0;
}

/** Evaluates what is expected of a model's records, in a table of their fields; answers those that are set aside. */
async function expectedOf(
  run: SyncRun,
  model: number,
  table: string,
  columns: readonly { readonly name: string; readonly field: FieldSchema }[],
  session: DuckdbSession,
  { signal, log }: ExtractionContext,
): Promise<readonly RejectedRecord[]> {
  const { input } = run.blueprint.models[model] as (typeof run.blueprint.models)[number];
  if (!hasExpectations(run, model)) return [];
  const aside = await applyExpectations(
    session,
    input.expectations ?? [],
    {
      what: `model "${input.name}"`,
      table,
      fields: columns.map(({ name, field }) => ({
        name: field.name,
        type: field.type,
        sql: hubIdentifier(name),
      })),
      key: keyOf(run, model, columns),
      isWhole: true,
      now: run.now,
    },
    { signal, isLooking: run.isLooking === true },
  );
  if (aside.length > 0)
    log('warn', `${aside.length} records of model "${input.name}" are set aside: they are not as expected`);
  return aside;
}

/** What a model's record is named by: the sync's identity, as the target calls it, else the model's own identifier. */
function keyOf(
  { blueprint, sync }: SyncRun,
  model: number,
  columns: readonly { readonly name: string; readonly field: FieldSchema }[],
): readonly { readonly name: string; readonly sql: string }[] {
  const { identity } = blueprint;
  const isIdentity = identity !== undefined && identity.model === model;
  const wanted = isIdentity ? identity.field.name : blueprint.models[model]?.input.identifier;
  const found = columns.find(({ field }) => field.name === wanted);
  const shown = found ? [found] : columns;
  return shown.map(({ name, field }) => ({
    name: isIdentity && found ? (sync.identity?.target ?? field.name) : field.name,
    sql: hubIdentifier(name),
  }));
}

/** Lays the records that the models' rows make into the table `records` of the session, and answers how many there are. */
export async function extractRecords(
  { blueprint }: SyncRun,
  session: DuckdbSession,
  { select }: ModelRows,
  shape: RecordShape,
  reporter: Pick<ExtractionReporter, 'progress'>,
): Promise<number> {
  const read = await stageRecords(session, select, shape).catch((error: unknown) => {
    throw duckdbFailure(`reading model "${blueprint.model.input.name}"`, error);
  });
  reporter.progress({ read });
  return read;
}

/** A SELECT of a model's fields under their names among all models', and what of its source is no record. */
async function read(
  run: SyncRun,
  model: number,
  columns: readonly { readonly name: string; readonly field: FieldSchema }[],
  filter: RowFilter | undefined,
  session: DuckdbSession,
  context: ExtractionContext,
  onPath: (path: string) => void,
  isText: boolean,
): Promise<Pick<ModelRows, 'select' | 'isRepeatable' | 'rejected'>> {
  const { input } = run.blueprint.models[model] as (typeof run.blueprint.models)[number];
  const found = await extracted(
    run.sources[model] as UsedConnection,
    input.configuration,
    columns.map((c) => c.field),
    filter,
    context.signal,
  );
  const naming = namingOf(run, model, columns);
  const readable = isText ? await withoutUnreadable(found, naming, session, context.signal) : undefined;
  const extraction = readable ?? found;
  const { select, isRepeatable } = await selectExtraction(extraction, session, context, (path) => {
    context.log('info', run.blueprint.models.length > 1 ? `${input.name}: ${path}` : path);
    onPath(path);
  });
  return {
    select: `SELECT * FROM ${hubRelation(select, columns, 'model')}`,
    isRepeatable,
    rejected: extraction.rejected ?? [],
  };
}

/** How records of a model that cannot be read are named: as the target would name them, where the model has the key. */
function namingOf(
  { blueprint }: SyncRun,
  model: number,
  columns: readonly { readonly field: FieldSchema }[],
): { readonly named: readonly NamedBy[]; readonly hidden: ReadonlySet<string> } {
  const fields = blueprint.mapping.flatMap(({ column, from, isEncrypted }) =>
    'field' in from && from.model === model
      ? [{ name: column.name, column: from.field.name, isEncrypted }]
      : [],
  );
  const key = fields.filter(({ name }) => blueprint.key.includes(name));
  const isKnown = key.length > 0 && key.length === blueprint.key.length;
  const others = columns
    .slice(0, NAMING_COLUMNS)
    .map(({ field }) => ({ name: field.name, column: field.name }));
  const hidden = fields.filter(({ isEncrypted }) => isEncrypted).map(({ column }) => column);
  return { named: isKnown ? key : others, hidden: new Set(hidden) };
}

/** A SELECT of an extraction's columns, in order. It can be run once unless it says that it is repeatable. */
export async function selectExtraction(
  extraction: Extraction,
  session: DuckdbSession,
  { signal }: Pick<ExecutionContext, 'signal'>,
  log: (path: string) => void,
): Promise<Pick<ModelRows, 'select' | 'isRepeatable'>> {
  const { rows } = await transfer(extraction, ['relation'], { session, signal, log });
  if (rows.format !== 'relation') throw new TypeError(`asked for a relation, got ${rows.format}`);
  const { isRepeatable = false } = rows;
  return { select: await rows.attach(session, signal), isRepeatable };
}

/** What the sources process to give the models' rows, of which they bill it, as phrases; none of those that bill nothing. */
export async function readingCosts(run: SyncRun, signal: AbortSignal): Promise<readonly string[]> {
  const { here, there } = divideFilters(run);
  const needed = neededFields(run, here);
  const costs: string[] = [];
  for (const [i, { input }] of run.blueprint.models.entries()) {
    const source = run.sources[i];
    if (source?.can('query').tellsCost !== true) continue;
    const filter = i === 0 ? there : undefined;
    const fields = fieldsOf(run, i, needed);
    const { billedBytes } = await extracted(source, input.configuration, fields, filter, signal);
    if (billedBytes)
      costs.push(
        `${source.definition.name} processes ${bytes(await billedBytes(signal))} for "${input.name}"`,
      );
  }
  return costs;
}

/** The rows of a model or table, without those that a filter refuses; one is given only to a system that can filter. */
function extracted(
  connection: UsedConnection,
  configuration: JsonObject,
  fields: readonly FieldSchema[],
  filter: RowFilter | undefined,
  signal: AbortSignal,
): Promise<Extraction> {
  const query = connection.facet('query');
  if (!filter) return query.extract(configuration, fields, signal);
  if (!query.extractFiltered) throw new TypeError(`${connection.name} was given a filter, and cannot filter`);
  return query.extractFiltered(configuration, fields, filter, signal);
}

/** Rows of a target that are there now, as a SELECT of some of its fields. */
export async function selectFromTarget(
  run: SyncRun,
  fields: readonly FieldSchema[],
  filter: RowFilter | undefined,
  session: DuckdbSession,
  context: ExtractionContext,
): Promise<string> {
  const configuration: JsonObject = { table: run.blueprint.table.id };
  const extraction = await extracted(run.target, configuration, fields, filter, context.signal);
  const { select } = await selectExtraction(extraction, session, context, (path) =>
    context.log('info', `looking in the target: ${path}`),
  );
  return `SELECT * FROM ${hubRelation(select, fields, 'target')}`;
}
