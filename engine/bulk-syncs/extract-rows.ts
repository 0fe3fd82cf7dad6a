import type { Extraction, Format, RowFilter } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import type { Passed } from '../contract/passed.ts';
import { NAMING_COLUMNS } from '../contract/rejected-records.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import { SyncformError } from '../kit/errors.ts';
import { shortList } from '../kit/short-list.ts';
import { type NamedBy, withoutUnreadable } from '../movement/unreadable-rows.ts';
import type { ObjectRun } from './bulk-sync-run.ts';
import { checkedRows, expectedFields } from './expected-rows.ts';
import type { CheckedExtraction, RowsToLoad } from './load-rows.ts';
import type { ObjectBlueprint } from './plan-object.ts';
import { reshaped } from './reshape.ts';

/** What a reading takes of a run, and of the rows that are to be loaded. */
type ReadingRun = Pick<ObjectRun, 'source' | 'sync' | 'salt' | 'store'>;
type RowsToRead = Pick<
  RowsToLoad,
  'fields' | 'filter' | 'constants' | 'after' | 'changes' | 'read' | 'operation'
>;

/** All rows of an object that its filters let through, with the columns of its fields alone, as they are sent. */
export function wholeObject(
  run: ReadingRun,
  object: ObjectBlueprint,
  filter: RowFilter | undefined,
  signal: AbortSignal,
): Promise<CheckedExtraction> {
  const { fields } = object;
  const all = { fields, filter, constants: [], after: undefined, changes: undefined } as const;
  return extract(run, object, { ...all, operation: 'upsert' }, ['relation'], signal, () => {});
}

/** Step of this name: says in which ways the rows can be read. */
export async function extractRows(
  run: ObjectRun,
  object: ObjectBlueprint,
  rows: RowsToLoad,
  step: string,
  reporter: ObjectReporter,
  { signal }: ExecutionContext,
): Promise<CheckedExtraction> {
  const { takes } = run.destination.can('load');
  return reporter.step(step, () =>
    extract(run, object, rows, takes, signal, ({ bytes = 0 }) => reporter.progress({ bytes })),
  );
}

/** The rows as the table takes them: what the source does not do by itself DuckDB does on their way. */
async function extract(
  run: ReadingRun,
  object: ObjectBlueprint,
  rows: RowsToRead,
  takes: readonly Format[],
  signal: AbortSignal,
  passed: Passed,
): Promise<CheckedExtraction> {
  return shaped(run, object, rows, await readRows(run, object, rows, takes, signal), passed);
}

/**
 * The same, read into the session, with the rows that cannot be read set aside; undefined where that is of no use after a
 * failure.
 */
export async function extractReadable(
  run: ObjectRun,
  object: ObjectBlueprint,
  rows: RowsToLoad,
  session: DuckdbSession,
  signal: AbortSignal,
): Promise<CheckedExtraction | undefined> {
  const extraction = await readRows(run, object, rows, ['relation'], signal);
  const names = object.table.key.length > 0 ? object.table.key : rows.columns.map(({ name }) => name);
  const named = names.slice(0, NAMING_COLUMNS).flatMap((name): NamedBy[] => {
    const field = rows.fields[rows.columns.findIndex((column) => column.name === name)];
    return field ? [{ name, column: field.name }] : [];
  });
  const naming = { named, hidden: obfuscatedNames(object, rows) };
  const readable = await withoutUnreadable(extraction, naming, session, signal);
  return readable && shaped(run, object, rows, readable, () => {});
}

function obfuscatedNames(
  { obfuscated }: ObjectBlueprint,
  { fields }: Pick<RowsToLoad, 'fields'>,
): ReadonlySet<string> {
  return new Set(fields.filter(({ id }) => obfuscated.has(id)).map(({ name }) => name));
}

/** What of the rows' shape the source does not see to. */
function shapeHere(run: ReadingRun, object: ObjectBlueprint, rows: RowsToRead) {
  const { canFilter, canAddConstants } = run.source.can('read');
  const filter = canFilter ? undefined : rows.filter;
  const constants = canAddConstants ? [] : rows.constants;
  const obfuscate = obfuscatedNames(object, rows);
  const expectations = rows.operation === 'delete' ? [] : object.expectations;
  const isNeeded =
    obfuscate.size > 0 || filter !== undefined || constants.length > 0 || expectations.length > 0;
  return { filter, constants, obfuscate, expectations, isNeeded };
}

/** The rows as the source has them. */
async function readRows(
  run: ReadingRun,
  object: ObjectBlueprint,
  rows: RowsToRead,
  takes: readonly Format[],
  signal: AbortSignal,
): Promise<Extraction> {
  const read = run.source.facet('read');
  const { canFilter, canAddConstants } = run.source.can('read');
  const { fields, filter, after, changes } = rows;
  const constants = canAddConstants ? rows.constants : [];
  const here = shapeHere(run, object, rows);
  const expected = here.expectations.length > 0 ? expectedFields(object) : [];
  const filtering = here.filter?.fields ?? [];
  const others = [...filtering, ...expected.filter((f) => !filtering.some(({ id }) => id === f.id))];
  const wanted = [...fields, ...others.filter((f) => !fields.some(({ id }) => id === f.id))];
  const extraction = await (rows.read ?? ((request) => read.extract(request, signal)))({
    object: object.object.id,
    fields: wanted.map((f) => f.id),
    configuration: run.sync.source.configuration ?? {},
    after,
    ...(changes ? { changes } : {}),
    ...(canFilter ? { filter } : {}),
    constants,
    ...(object.partitionKey === undefined ? {} : { partitionBy: object.partitionKey }),
    ...(here.isNeeded ? {} : { takes }),
  });
  refuseChanged(object, [...wanted, ...constants], extraction.columns);
  return extraction;
}

/** The rows as the table takes them. */
function shaped(
  run: ReadingRun,
  object: ObjectBlueprint,
  rows: RowsToRead,
  extraction: Extraction,
  passed: Passed,
): CheckedExtraction {
  const { filter, constants, obfuscate, expectations, isNeeded } = shapeHere(run, object, rows);
  if (!isNeeded) return extraction;
  const constantsThere = run.source.can('read').canAddConstants ? rows.constants : [];
  const columns = [...rows.fields, ...constantsThere].map(({ name }) => name);
  const salt = obfuscate.size > 0 ? run.salt : undefined;
  const shape = { columns, filter, obfuscate, salt, constants };
  if (expectations.length === 0) return reshaped(extraction, shape, passed);
  return {
    ...reshaped(extraction, shape, passed),
    check: async (session, signal, isLooking) => {
      const isWhole = rows.after === undefined && rows.changes === undefined;
      const expected = { object, filter, now: run.store.clock.now(), isWhole };
      const checked = await checkedRows(extraction, expected, { session, signal, isLooking, passed });
      return reshaped(checked, { ...shape, filter: undefined }, () => {});
    },
  };
}

/** The rows must come as they were planned: a source that changed in between is an error, not a guess. */
function refuseChanged(
  object: ObjectBlueprint,
  planned: readonly { readonly name: string; readonly type: string }[],
  found: readonly { readonly name: string; readonly type: string }[],
): void {
  const texts = (columns: typeof planned) => columns.map((c) => `${c.name} ${c.type}`);
  const [was, is] = [texts(planned), texts(found)];
  if (was.join() === is.join()) return;
  const unlike = (some: readonly string[], others: readonly string[]) =>
    shortList(some.filter((column, i) => column !== others[i]));
  throw new SyncformError(
    'source_changed',
    `object "${object.object.id}" changed since it was planned: planned (${unlike(was, is)}), found (${unlike(is, was)})`,
    { hint: 'Run terraform plan again.' },
  );
}
