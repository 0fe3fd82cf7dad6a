import type { BulkSchema, BulkSyncInput, Expectation, TablePlan } from '../api/documents.ts';
import { conflictIssues } from '../contract/conflict-issues.ts';
import type {
  DefineFacet,
  ExistingTable,
  FieldSchema,
  LoadCapabilities,
  LoadColumn,
  ObjectSchema,
  TableChange,
  TargetColumn,
  TargetTable,
} from '../contract/contract.ts';
import { refusalWarnings, type Writing, writingConflicts } from '../contract/existing-rules.ts';
import { stampOf } from '../contract/own-rows.ts';
import { underWantedNames } from '../contract/wanted-names.ts';
import { ALLOWED, type RowsOfOthers, rowsOfOthers } from '../executions/rows-of-others.ts';
import { checkExpectations } from '../expectations/check-expectations.ts';
import { stableDigest } from '../kit/digest.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';
import { typeAfter } from '../syncs/plan-sync.ts';
import { HISTORY_COLUMNS } from './changes/history-columns.ts';
import { type ChosenFields, chooseFields } from './choose-fields.ts';
import type { KnownSources } from './known-source.ts';
import { OBFUSCATED_TYPE } from './obfuscate.ts';
import { checkFieldNames, columnNames, plannedColumn } from './object-columns.ts';
import { type PlannedFilter, planFilter } from './plan-filter.ts';
import { type RecordColumns, recordColumns } from './record-columns.ts';
import { inObjectSpelling } from './source-spelling.ts';

/** One object of a bulk sync, with everything that a run needs to move it. */
export interface ObjectBlueprint {
  readonly object: ObjectSchema;
  readonly plan: TablePlan;
  /** What of its tables may refuse rows, as sentences. */
  readonly warnings: readonly string[];
  readonly table: TargetTable;
  readonly change: TableChange;
  /** The fields that travel, in the order of the table's first columns. */
  readonly fields: readonly FieldSchema[];
  /** Those of the fields, by id, of which only a hash travels. */
  readonly obfuscated: ReadonlySet<string>;
  /** The columns of the rows that are loaded: those of the fields, then those that the engine fills. */
  readonly columns: readonly LoadColumn[];
  readonly recordColumns: RecordColumns;
  readonly filter: PlannedFilter;
  /** The field by which new and changed rows are found; undefined where every run reads everything. */
  readonly trackingField: string | undefined;
  /** Rows that are in the table and that this bulk sync did not load: undefined where there are none. */
  readonly others: RowsOfOthers | undefined;
  /** Whether those stay, unless their key comes. */
  readonly mergesOthers: boolean;
  /** Those of them that do not stay, as nothing tells them from this bulk sync's own: another one wrote them. */
  readonly stampedOthers: RowsOfOthers | undefined;
  /** Whether the source's own record of changes is followed: the object is read whole once, and then never again. */
  readonly follows: boolean;
  readonly partitionKey: string | undefined;
  readonly fieldChoice: ChosenFields;
  /** What is evaluated before its rows are loaded. */
  readonly expectations: readonly Expectation[];
  /** The table that keeps every change; undefined where none does. */
  readonly history: HistoryTable | undefined;
  /** Changes are appended to the table itself, as the destination cannot merge rows. */
  readonly appendsOnly: boolean;
  /** Moves when what a run of this object depends on was redefined. A digest. */
  readonly version: string;
}

/** A table with every change of an object. */
export interface HistoryTable {
  readonly table: TargetTable;
  readonly change: TableChange;
  readonly plan: TablePlan;
  /** What may refuse rows, as sentences. */
  readonly warnings: readonly string[];
}

export interface ObjectRequest {
  readonly input: BulkSyncInput;
  readonly object: ObjectSchema;
  readonly schema: BulkSchema | undefined;
  /** The schema's place in the definition; -1 of an object that is not listed there. */
  readonly index: number;
  /** The table's name before it gets its place in the destination. */
  readonly outputName: string;
  readonly define: DefineFacet;
  readonly load: LoadCapabilities;
  readonly known: KnownSources;
  /** Whether the source can be followed. */
  readonly hasChanges: boolean;
  /** Whether this bulk sync has made or loaded a table. */
  isOwn(table: string): Promise<boolean>;
  /** Whether a sync made the destination's table of this id. */
  isMade(table: string): Promise<boolean>;
}

/** Plans one object. Throws an InvalidError with all its faults, each with its path in the definition. */
export async function planObject(request: ObjectRequest, signal: AbortSignal): Promise<ObjectBlueprint> {
  const { input, object, index, define } = request;
  const schema = inObjectSpelling(request.schema, object);
  const at = (...path: (string | number)[]) => (index < 0 ? ['source'] : ['schemas', index, ...path]);
  refuse(checkFieldNames(object, schema, at));
  const fullKey = object.fields.filter((f) => f.is_primary_key);
  const isIncremental =
    input.mode === 'replicate' &&
    fullKey.length > 0 &&
    (request.hasChanges || schema?.tracking_field !== undefined);
  const fieldChoice = chooseFields(input, object, schema, index, isIncremental, request.known);
  const fields = fieldChoice.chosen.map(({ field }) => field);
  const obfuscated = new Set(
    fieldChoice.chosen.filter(({ settings }) => settings?.obfuscate).map(({ field }) => field.id),
  );
  const filter = planFilter(input, object, schema, at);
  refuse(filter.issues);

  const keyFields = fields.filter((f) => f.is_primary_key);
  const isKeyed = keyFields.length > 0 && keyFields.length === fullKey.length;
  const follows = request.hasChanges && input.mode === 'replicate' && isKeyed;
  const expectations = schema?.expectations ?? [];
  refuse(checkExpectations(expectations, object.fields, at('expectations')));
  if (follows && expectations.length > 0)
    refuse([
      {
        path: at('expectations'),
        message: `changes of "${object.id}" are followed by the source's log, of which nothing is expected record by record: take the expectations away, or let a tracking_field or whole reads bring it (change_detection = false)`,
      },
    ]);
  const appendsOnly = follows && request.load.appendsOnly === true;
  const added: RecordColumns = {
    hasTimestamps: !input.disable_record_timestamps && !appendsOnly,
    marksDeleted:
      isKeyed &&
      input.mode === 'replicate' &&
      !input.disable_record_timestamps &&
      request.load.canDeleteMissing === true &&
      !appendsOnly &&
      !deletesForGood(input.destination.configuration),
  };
  const keepsHistory = follows && input.change_history === true && !appendsOnly;
  const engineColumns = appendsOnly ? HISTORY_COLUMNS : recordColumns(added);
  const reserved = keepsHistory ? [...engineColumns, ...HISTORY_COLUMNS] : engineColumns;
  const names = columnNames(input, fieldChoice.chosen, index, reserved);
  const target = ({ name, type }: LoadColumn, nullable: boolean): TargetColumn => {
    const { target_type, lossy } = define.columnType(type);
    return { name, type, target_type, nullable, ...(lossy ? { lossy } : {}) };
  };
  const fieldColumns = fields.map(
    (field): LoadColumn => ({
      name: names.get(field.name) as string,
      type: obfuscated.has(field.id) ? OBFUSCATED_TYPE : field.type,
    }),
  );
  const columns = [
    ...fields.map((field, i) =>
      target(
        fieldColumns[i] as LoadColumn,
        appendsOnly || (field.nullable && !(isKeyed && field.is_primary_key)),
      ),
    ),
    ...engineColumns.map((column) => target(column, true)),
  ];
  const table: TargetTable = {
    id: define.tableId(request.outputName, input.destination.configuration ?? {}, object.schema),
    columns,
    key: isKeyed && !appendsOnly ? keyFields.map((f) => names.get(f.name) as string) : [],
    configuration: input.destination.configuration ?? {},
  };
  const planned = async (
    wanted: TargetTable,
    does: Pick<Writing, 'operation' | 'deletes'>,
  ): Promise<HistoryTable & { readonly existing: ExistingTable | null }> => {
    const existing = await define.describe(wanted.id, signal);
    const change = define.change(wanted, existing);
    const isView = !existing && (await define.isView?.(wanted.id, signal)) === true;
    const isAltered = change.action === 'alter';
    const writing = { ...does, columns: wanted.columns, key: wanted.key, isAltered };
    const unmakable = existing ? [] : ((await define.creationConflicts?.(wanted.id, signal)) ?? []);
    const unlike = isView ? { conflicts: [`${wanted.id} is a view at the destination`] } : change;
    // These say what to do by themselves: a right that is lacking is no matter of names.
    const known = existing && underWantedNames(define, wanted, existing);
    const others = isView ? [] : [...unmakable, ...writingConflicts(known, writing)];
    const place = index < 0 ? ['destination'] : at();
    const told = (issues: readonly Issue[], wayOut: string) =>
      issues.map((issue) => ({ ...issue, message: `${object.id}: ${issue.message}${wayOut}` }));
    refuse([
      ...told(conflictIssues(unlike, [], place), `. ${WAY_OUT}`),
      ...told(conflictIssues({ conflicts: [] }, others, place), ''),
    ]);
    const plan: TablePlan = {
      source: object.id,
      table: wanted.id,
      key: wanted.key,
      columns: wanted.columns.map((column, i) =>
        plannedColumn(fields[i], { ...column, target_type: typeAfter(change, column) }, obfuscated),
      ),
      statements: change.statements,
      is_ours: await request.isMade(wanted.id),
    };
    return { table: wanted, change, plan, warnings: refusalWarnings(known, writing), existing: known };
  };
  const operation = appendsOnly
    ? 'append'
    : input.mode === 'replicate' && table.key.length > 0
      ? 'upsert'
      : 'replace';
  const deletes = operation === 'upsert' && request.load.canDeleteMissing === true && !added.marksDeleted;
  const { change, plan, warnings, existing } = await planned(table, { operation, deletes });
  const history = keepsHistory
    ? await planned(
        {
          ...table,
          id: define.tableId(
            `${request.outputName}_history`,
            input.destination.configuration ?? {},
            object.schema,
          ),
          columns: [...fieldColumns, ...HISTORY_COLUMNS].map((column) => target(column, true)),
          key: [],
        },
        { operation: 'append' },
      )
    : undefined;
  const trackingField = isIncremental && isKeyed && !follows ? schema?.tracking_field : undefined;
  const version = stableDigest({
    mode: input.mode,
    source: input.source,
    destination: input.destination,
    // As wanted: that somebody widens a column is no reason to read everything again.
    table: [
      table.id,
      table.key,
      table.columns.map((column, i) => plannedColumn(fields[i], column, obfuscated)),
    ],
    trackingField,
    filters: filter.filters,
    obfuscated: [...obfuscated].sort(),
  });
  const isThere = change.action !== 'create';
  const others =
    isThere && !(await request.isOwn(table.id)) ? await rowsOfOthers(define, table.id, signal) : undefined;
  const mergesOthers =
    isKeyed && input.mode === 'replicate' && added.hasTimestamps && request.load.canDeleteMissing === true;
  const stamp = stampOf(engineColumns);
  const isStamped = existing?.columns.some(({ name }) => name === stamp) === true;
  const stamped =
    others && mergesOthers && isStamped ? await rowsOfOthers(define, table.id, signal, stamp) : undefined;
  const deleted = mergesOthers ? (added.marksDeleted ? undefined : stamped) : others;
  if (deleted && input.allow_destructive !== true)
    refuse([
      {
        path: index < 0 ? ['destination'] : at(),
        message:
          deleted === stamped
            ? `${object.id}: ${stampedOnes(table.id, deleted)} and would delete where the source does not have them. ${ALLOWED}`
            : `${object.id}: ${table.id} has ${deleted.words} that this bulk sync did not load and would delete. ${ALLOWED}`,
        code: 'destructive',
      },
    ]);
  return {
    object,
    plan: {
      ...plan,
      ...(others ? { rows_at_stake: others.words } : {}),
      ...(deleted ? { rows_to_go: deleted.count } : {}),
    },
    warnings: [...warnings, ...(history?.warnings ?? [])],
    table,
    change,
    fields,
    obfuscated,
    columns: [...fieldColumns, ...engineColumns],
    recordColumns: added,
    filter,
    trackingField,
    others,
    mergesOthers: others !== undefined && mergesOthers,
    stampedOthers: stamped,
    follows,
    history,
    appendsOnly,
    partitionKey: schema?.partition_key,
    fieldChoice,
    expectations,
    version,
  };
}

/** Rows that another bulk sync has written, as the beginning of a sentence. */
export function stampedOnes(table: string, { words }: RowsOfOthers): string {
  return `${table} has ${words} with the timestamps of another bulk sync, which this one takes for its own`;
}

/** What to do about a table that cannot become what is wanted. */
const WAY_OUT =
  'Give the table or the field another user_output_name, leave the field out, or drop the table so that it is recreated and filled from the source.';

function deletesForGood(configuration: JsonObject | undefined): boolean {
  const advanced = configuration?.advanced as JsonObject | undefined;
  return advanced?.hard_deletes === true;
}

function refuse(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new InvalidError(issues);
}
