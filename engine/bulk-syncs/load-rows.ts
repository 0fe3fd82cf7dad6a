import type {
  Batch,
  Column,
  ConstantColumn,
  Extraction,
  FieldSchema,
  Latest,
  LoadCapabilities,
  LoadColumn,
  LoadFacet,
  LoadOperation,
  LoadOutcome,
  LoadRequest,
  Mark,
  ReadRequest,
  RowFilter,
  RowSource,
  TableChange,
  TargetTable,
} from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import type { Passed } from '../contract/passed.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import { transfer } from '../movement/transfer.ts';
import { mayBeUnreadable } from '../movement/unreadable-rows.ts';
import type { ObjectRun } from './bulk-sync-run.ts';
import { extractReadable, extractRows } from './extract-rows.ts';
import { bufferAndFindMax } from './latest-value.ts';
import type { ObjectBlueprint } from './plan-object.ts';
import { SizeRead } from './size-read.ts';

/** Rows of an object, and what is to become of them in its table. */
export interface RowsToLoad {
  readonly fields: readonly FieldSchema[];
  readonly filter: RowFilter | undefined;
  readonly after: ReadRequest['after'];
  readonly changes: ReadRequest['changes'];
  /** Columns that come after those of the fields. */
  readonly constants: readonly ConstantColumn[];
  /** All of them as the table has them. */
  readonly columns: readonly LoadColumn[];
  readonly operation: LoadOperation;
  readonly deleteMissing: boolean;
  readonly marks: readonly Mark[] | undefined;
  /** As LoadRequest's. */
  readonly stamp?: string | undefined;
  /** As LoadRequest's. */
  readonly changesWith?: string | undefined;
  readonly batch: Batch;
  /** As LoadRequest's. */
  readonly change?: TableChange | undefined;
  /** How the rows are read, where that is not by the source's `read`: a snapshot that its changes follow on. */
  readonly read?: (request: ReadRequest) => Promise<Extraction>;
  /** The field whose largest value is to be told, before anything is loaded. */
  readonly latestOf?: Latest & { found(value: string | null): void };
}

/** Rows of which something is expected before they are loaded. */
export interface CheckedExtraction extends Extraction {
  /**
   * Lays the rows into the session, evaluates what is expected of them and answers those that may be loaded, with the records
   * that are set aside among those that cannot be read. Throws where an expectation stops it, unless nothing will be written.
   */
  readonly check?: (session: DuckdbSession, signal: AbortSignal, isLooking: boolean) => Promise<Extraction>;
}

/** Reads rows and loads them, in two steps of these names. */
export async function loadRows(
  run: ObjectRun,
  object: ObjectBlueprint,
  rows: RowsToLoad,
  steps: { readonly extract: string; readonly load: string },
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<LoadOutcome> {
  const loader = run.destination.facet('load');
  const extraction = await extractRows(run, object, rows, steps.extract, reporter, context);
  const before = reporter.counts;
  return reporter.step(steps.load, () =>
    run.host.withSession(async (session) => {
      const load = (some: Extraction) =>
        loadExtracted(run, object, rows, some, (request) => loader.load(request), session, reporter, context);
      try {
        return await load(extraction);
      } catch (error) {
        if (!mayBeUnreadable(error) || rows.read) throw error;
        const readable = await extractReadable(run, object, rows, session, context.signal);
        if (!readable) throw error;
        reporter.total(before);
        return await load(readable);
      }
    }),
  );
}

/** Loads rows in the cheapest way in which they can be obtained. */
export async function loadExtracted(
  run: ObjectRun,
  object: ObjectBlueprint,
  rows: RowsToLoad,
  read: CheckedExtraction,
  load: LoadFacet['load'],
  session: DuckdbSession,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<LoadOutcome> {
  const { signal } = context;
  const can = run.destination.can('load');
  const extraction = (await read.check?.(session, signal, false)) ?? read;
  const { rows: source, path } = await transfer(extraction, can.takes, {
    session,
    signal,
    log: (message) => context.log('info', message, object.object.id),
  });
  reporter.path(path);
  const size = new SizeRead(extraction.bytes, object.object.estimated_rows);
  const onProgress: LoadRequest['onProgress'] = ({ rows: read = 0, bytes = 0 }) =>
    reporter.progress({ read, bytes: bytes + size.after(read) });
  const buffered =
    rows.latestOf && (await bufferedRows(rows.latestOf, source, extraction, session, signal, onProgress));
  const { rejected: unread = [] } = extraction;
  // A record that cannot be read is not gone from the source.
  const deleteMissing = rows.deleteMissing && unread.length === 0;
  const operation = unread.length > 0 ? withoutReplacing(run, object, rows.operation) : rows.operation;
  if (unread.length > 0) warnOfUnread(object, { ...rows, operation }, context);
  const outcome = await load({
    ...loadRequest(can, object.table, { ...rows, operation, deleteMissing }),
    isKeyUnique: isKeyUnique(object, rows, extraction),
    rows: buffered ?? source,
    // What comes the second time may be newer, and is as good: nothing of the first has been kept.
    isRepeatable: true,
    session,
    signal,
    onProgress: buffered ? () => {} : onProgress,
  });
  reporter.progress({ bytes: size.rest() });
  return { ...outcome, rejected: [...outcome.rejected, ...unread] };
}

/** What becomes of a table with rows and a key that would be replaced: it is merged into, unless that is what the mode means. */
function withoutReplacing(
  { sync }: ObjectRun,
  { table, change }: Pick<ObjectBlueprint, 'table' | 'change'>,
  operation: LoadOperation,
): LoadOperation {
  const isMerged = sync.mode === 'replicate' && table.key.length > 0 && change.action !== 'create';
  return isMerged && operation === 'replace' ? 'upsert' : operation;
}

/** Says what records that cannot be read mean for the rows of a table that do not come. */
function warnOfUnread(
  { object, table }: Pick<ObjectBlueprint, 'object' | 'table'>,
  { operation, deleteMissing }: Pick<RowsToLoad, 'operation' | 'deleteMissing'>,
  { log }: Pick<ExecutionContext, 'log'>,
): void {
  const what = 'rows were set aside';
  if (deleteMissing)
    log('warn', `${what}: no row of ${table.id} is taken for deleted until they are corrected`, object.id);
  if (operation === 'replace') log('warn', `${what}: ${table.id} is replaced without them`, object.id);
}

/** The rows in a table of the session. Tells `found` the largest value of the field among them. */
async function bufferedRows(
  { field, ceiling, found }: NonNullable<RowsToLoad['latestOf']>,
  source: RowSource,
  { columns }: Extraction,
  session: DuckdbSession,
  signal: AbortSignal,
  passed: Passed,
): Promise<RowSource> {
  const column = columns.find(({ name }) => name === field.name) as Column;
  const { rows, latest } = await bufferAndFindMax(session, source, columns, column, ceiling, passed, signal);
  found(latest);
  return rows;
}

/** What is asked of a destination, as far as it respects it. */
export function loadRequest(
  can: LoadCapabilities,
  table: TargetTable,
  rows: Pick<
    RowsToLoad,
    'operation' | 'columns' | 'changesWith' | 'deleteMissing' | 'marks' | 'stamp' | 'batch' | 'change'
  >,
): Omit<LoadRequest, 'isKeyUnique' | 'rows' | 'isRepeatable' | 'session' | 'signal' | 'onProgress'> {
  return {
    table,
    ...(rows.change ? { change: rows.change } : {}),
    operation: rows.operation,
    columns: can.hasColumnModes ? rows.columns : rows.columns.map(({ name, type }) => ({ name, type })),
    key: table.key,
    ...(rows.changesWith === undefined ? {} : { changesWith: rows.changesWith }),
    ...(can.canDeleteMissing
      ? {
          deleteMissing: rows.deleteMissing,
          ...(rows.marks ? { marks: rows.marks } : {}),
          ...(rows.stamp === undefined ? {} : { stamp: rows.stamp }),
        }
      : {}),
    batch: rows.batch,
  };
}

/** Whether the table's key is what the source keeps its rows apart by. */
function isKeyUnique(
  object: ObjectBlueprint,
  { fields, columns }: RowsToLoad,
  { uniqueBy }: Extraction,
): boolean {
  if (uniqueBy === undefined) return false;
  const isOfKey = (i: number) => object.table.key.includes(columns[i]?.name ?? '');
  const key = fields.filter((_, i) => isOfKey(i));
  return (
    key.length === object.table.key.length &&
    key.length === uniqueBy.length &&
    key.every(({ id, name }) => uniqueBy.includes(name) && !object.obfuscated.has(id))
  );
}
