import type { SyncPlan, TablePlan } from '@syncform/engine/api/documents.ts';
import { stableText } from '@syncform/engine/kit/digest.ts';
import { isUnknown, type Unknown } from '../../framework/index.ts';
import { makesAnew } from '../diagnostics/findings.ts';
import { shortened, shortStatements } from '../diagnostics/shortened.ts';
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
      const ddl = statements.length > 0 ? shortened(statements.join(';\n\n')) : (before?.[table]?.ddl ?? '');
      return [table, { source, key, columns: columns.map(shown), ddl }];
    }),
  );
}

/** A column without the type that it travels as: Terraform writes all of its state after each resource. */
function shown({ type: _, ...column }: TablePlan['columns'][number]) {
  return column;
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
    stableText(
      Object.fromEntries(
        Object.entries(tables).map(([table, of]) => {
          const name = table.normalize();
          return [name, { ...of, ddl: '', source: unsaid.has(name) ? '' : of.source }];
        }),
      ),
    ).normalize();
  return shape(planned) === shape(now);
}

/** `target_state` of a plan of the stored definition. */
export function targetState(plan: SyncPlan): string {
  const unlike = plan.tables.filter((table) => table.statements.length > 0);
  if (unlike.length === 0) return READY;
  if (unlike.every(({ statements }) => makesAnew(statements))) return 'missing';
  return `needs changes: ${shortStatements(unlike.flatMap((table) => table.statements))}`;
}
