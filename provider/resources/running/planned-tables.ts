import type { SyncPlan, TablePlan } from '@syncform/engine/api/documents.ts';
import { isUnknown, type JsonObject, type Unknown } from '../../framework/index.ts';
import { makesAnew } from '../diagnostics/findings.ts';
import { shortened, shortStatements } from '../diagnostics/shortened.ts';
import { composedText } from '../values/composed-text.ts';
import { READY } from './run-attributes.ts';

/** Tables of the state, as far as a later plan looks at them. */
export type KnownTables = Readonly<Record<string, { readonly ddl: string }>> | null | undefined;

/** What a plan says of tables; the model that one is filled from may not have its id yet. */
export interface PlannedTables<Source extends string | Unknown> {
  readonly tables: readonly (Omit<TablePlan, 'source'> & { readonly source: Source })[];
}

/**
 * `tables` of a plan. What is said of a table is the same from plan to plan while nothing changes: where nothing is to be
 * run, the statements are those of before, which ran last.
 */
export function tablesState<Source extends string | Unknown>(
  plan: PlannedTables<Source>,
  before: KnownTables,
) {
  return Object.fromEntries(
    plan.tables.map(({ table, source, key, columns, statements }) => {
      const ddl = statements.length > 0 ? shortened(statements.join(';\n\n')) : (ddlOf(before, table) ?? '');
      return [table, { source, key, ...shownColumns(columns), ddl }];
    }),
  );
}

/** The statements that Terraform knows of a table, which it has by the composed form of the name. */
export function ddlOf<Ddl>(
  known: Readonly<Record<string, { readonly ddl: Ddl }>> | null | undefined,
  table: string,
): Ddl | undefined {
  return (known?.[table] ?? known?.[table.normalize()])?.ddl;
}

/** Columns of a table, as far as a plan tells of them. */
export type ShownColumn = Pick<
  TablePlan['columns'][number],
  'name' | 'source' | 'source_type' | 'target_type' | 'lossy'
>;

/**
 * Columns as maps by their names, of which the last three hold no more than what differs: a line a column for who reads the plan,
 * and little in the state, all of which Terraform writes after each resource.
 */
export function shownColumns(columns: readonly ShownColumn[]) {
  const of = <Value>(
    shows: (column: ShownColumn) => boolean,
    value: (column: ShownColumn) => Value,
  ): Readonly<Record<string, Value>> =>
    Object.fromEntries(columns.filter(shows).map((column) => [column.name, value(column)]));
  return {
    columns: of(
      () => true,
      ({ target_type }) => target_type,
    ),
    source_types: of(
      ({ source, source_type, target_type }) => source !== null && source_type !== target_type,
      ({ source_type }) => source_type ?? '',
    ),
    source_fields: of(
      ({ name, source }) => source !== name,
      ({ source }) => source ?? '',
    ),
    losses: of(
      ({ lossy }) => lossy !== null,
      ({ lossy }) => lossy ?? '',
    ),
  };
}

/** A state of version 0, whose columns are a list, with columns as they are now. */
export function withColumnsByName(state: JsonObject): JsonObject {
  const tables = (state.tables ?? {}) as unknown as Readonly<
    Record<string, { columns: readonly ShownColumn[] }>
  >;
  return {
    ...state,
    tables: Object.fromEntries(
      Object.entries(tables).map(([table, of]) => [table, { ...of, ...shownColumns(of.columns) }]),
    ),
  };
}

/** A table of the state, or of a plan. */
export interface ShownTable {
  readonly source: string | Unknown;
}

/**
 * Whether two plans foretell the same tables, whatever it takes to get there. Terraform gives back texts in composed Unicode,
 * also where a name is not.
 */
export function haveSameTables(
  planned: Readonly<Record<string, ShownTable>>,
  now: Readonly<Record<string, ShownTable>>,
): boolean {
  // The id of a model that was not there yet was no part of the plan.
  const unsaid = new Set(Object.keys(planned).filter((table) => isUnknown(planned[table]?.source)));
  const shape = (tables: Readonly<Record<string, ShownTable>>) =>
    composedText(
      Object.fromEntries(
        Object.entries(tables).map(([table, of]) => {
          const isUnsaid = unsaid.has(table.normalize());
          return [table, { ...of, ddl: '', source: isUnsaid ? '' : of.source }];
        }),
      ),
    );
  return shape(planned) === shape(now);
}

/** `target_state` of a plan of the stored definition. */
export function targetState(plan: SyncPlan): string {
  const unlike = plan.tables.filter((table) => table.statements.length > 0);
  if (unlike.length === 0) return READY;
  if (unlike.every(({ statements }) => makesAnew(statements))) return 'missing';
  return `needs changes: ${shortStatements(unlike.flatMap((table) => table.statements))}`;
}
