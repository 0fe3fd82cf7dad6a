import type { BulkSchema, BulkSyncInput, Expectation, TablePlan } from '../api/documents.ts';
import type {
  DefineFacet,
  FieldSchema,
  LoadCapabilities,
  LoadColumn,
  ObjectSchema,
  TableChange,
  TargetColumn,
  TargetTable,
} from '../contract/contract.ts';
import type { RowsOfOthers } from '../executions/rows-of-others.ts';
import { checkExpectations } from '../expectations/check-expectations.ts';
import { stableDigest } from '../kit/digest.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import { HISTORY_COLUMNS } from './changes/history-columns.ts';
import { type ChosenFields, chooseFields } from './choose-fields.ts';
import type { KnownSources } from './known-source.ts';
import { OBFUSCATED_TYPE } from './obfuscate.ts';
import { checkFieldNames, columnNames, plannedColumn } from './object-columns.ts';
import { movementOf, type ObjectMovement } from './object-movement.ts';
import { type PlannedFilter, planFilter } from './plan-filter.ts';
import { type PlannedTable, planTable } from './plan-table.ts';
import { type RecordColumns, recordColumns } from './record-columns.ts';
import { NOTHING_AT_STAKE, refuseDeletion, rowsAtStake } from './rows-at-stake.ts';
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
  readonly history: PlannedTable | undefined;
  /** Changes are appended to the table itself, as the destination cannot merge rows. */
  readonly appendsOnly: boolean;
  /** Moves when what a run of this object depends on was redefined. A digest. */
  readonly version: string;
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
  const place = index < 0 ? ['destination'] : at();
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
  const movement = movementOf(input, fields, fullKey, request);
  const { isKeyed, follows, appendsOnly } = movement;
  const expectations = schema?.expectations ?? [];
  refuse(checkExpectations(expectations, object.fields, at('expectations')));
  if (follows && expectations.length > 0)
    refuse([
      {
        path: at('expectations'),
        message: `changes of "${object.id}" are followed by the source's log, of which nothing is expected record by record: take the expectations away, or let a tracking_field or whole reads bring it (change_detection = false)`,
      },
    ]);
  const { table, historyTable, columns, engineColumns } = tablesOf(
    request,
    fieldChoice,
    obfuscated,
    movement,
  );
  const origin = {
    source: object.id,
    fields,
    obfuscated,
    place,
    define,
    isMade: (id: string) => request.isMade(id),
  };
  const { change, plan, warnings, existing } = await planTable(origin, table, movement.writing, signal);
  const history = historyTable && (await planTable(origin, historyTable, { operation: 'append' }, signal));
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
  const isOthers = change.action !== 'create' && !(await request.isOwn(table.id));
  const atStake = isOthers
    ? await rowsAtStake(define, { id: table.id, existing }, movement, engineColumns, signal)
    : NOTHING_AT_STAKE;
  refuseDeletion(input, atStake, { object: object.id, table: table.id, place });
  const { others, stamped, deleted } = atStake;
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
    columns,
    recordColumns: movement.recordColumns,
    filter,
    trackingField,
    others,
    mergesOthers: others !== undefined && movement.mergesOthers,
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

/** The tables that an object's rows are to be loaded into, and the columns of those rows. */
function tablesOf(
  { input, object, index, define, outputName }: ObjectRequest,
  { chosen }: ChosenFields,
  obfuscated: ReadonlySet<string>,
  { isKeyed, appendsOnly, keepsHistory, recordColumns: added }: ObjectMovement,
) {
  const configuration = input.destination.configuration ?? {};
  const engineColumns: readonly LoadColumn[] = appendsOnly ? HISTORY_COLUMNS : recordColumns(added);
  const reserved = keepsHistory ? [...engineColumns, ...HISTORY_COLUMNS] : engineColumns;
  const names = columnNames(input, chosen, index, reserved);
  const target = ({ name, type }: LoadColumn, nullable: boolean): TargetColumn => {
    const { target_type, lossy } = define.columnType(type);
    return { name, type, target_type, nullable, ...(lossy ? { lossy } : {}) };
  };
  const fieldColumns = chosen.map(({ field }) => ({
    field,
    column: {
      name: names.get(field.name) as string,
      type: obfuscated.has(field.id) ? OBFUSCATED_TYPE : field.type,
    },
    isKey: isKeyed && field.is_primary_key,
  }));
  const columns = [...fieldColumns.map(({ column }) => column), ...engineColumns];
  const table: TargetTable = {
    id: define.tableId(outputName, configuration, object.schema),
    columns: [
      ...fieldColumns.map(({ field, column, isKey }) =>
        target(column, appendsOnly || (field.nullable && !isKey)),
      ),
      ...engineColumns.map((column) => target(column, true)),
    ],
    key: appendsOnly ? [] : fieldColumns.filter(({ isKey }) => isKey).map(({ column }) => column.name),
    configuration,
  };
  const historyTable: TargetTable | undefined = keepsHistory
    ? {
        id: define.tableId(`${outputName}_history`, configuration, object.schema),
        columns: [...fieldColumns.map(({ column }) => column), ...HISTORY_COLUMNS].map((column) =>
          target(column, true),
        ),
        key: [],
        configuration,
      }
    : undefined;
  return { table, historyTable, columns, engineColumns };
}

function refuse(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new InvalidError(issues);
}
