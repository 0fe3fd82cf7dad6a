import type { SyncPlan, TablePlan } from '@syncform/engine/api/documents.ts';
import { isCreation } from '@syncform/engine/executions/foretold.ts';
import { stableText } from '@syncform/engine/types/digest.ts';
import type { Diagnostics } from '../framework/index.ts';
import { READY } from './run-attributes.ts';

/** Tables of the state, as far as a later plan looks at them. */
export type KnownTables = Readonly<Record<string, { readonly ddl: string }>> | null | undefined;

/**
 * `tables` of a plan. What is said of a table is the same from plan to plan while nothing changes: where nothing is to be
 * run, the statements are those of before, which ran last.
 */
export function tablesState(plan: SyncPlan, before: KnownTables) {
  return Object.fromEntries(
    plan.tables.map(({ table, source, key, columns, statements }) => {
      const ddl = statements.length > 0 ? statements.join(';\n\n') : (before?.[table]?.ddl ?? '');
      return [table, { source, key, columns, ddl }];
    }),
  );
}

/** Whether two plans foretell the same tables, whatever it takes to get there. */
export function haveSameTables(
  planned: Readonly<Record<string, object>>,
  now: Readonly<Record<string, object>>,
): boolean {
  const shape = (tables: Readonly<Record<string, object>>) =>
    stableText(Object.entries(tables).map(([table, of]) => [table, { ...of, ddl: '' }]));
  return shape(planned) === shape(now);
}

/** `target_state` of a plan of the stored definition. */
export function targetState(plan: SyncPlan): string {
  const unlike = plan.tables.filter((table) => table.statements.length > 0);
  if (unlike.length === 0) return READY;
  if (unlike.every(isNew)) return 'missing';
  return `needs changes: ${unlike.flatMap((table) => table.statements).join('; ')}`;
}

/** Tells the reviewer of a plan what apply will do to tables that are there and, where that is new, what may be lost. */
export function warnOf(plan: SyncPlan, name: string, redefined: boolean, diagnostics: Diagnostics): void {
  for (const table of plan.tables) {
    if (table.statements.length > 0 && !isNew(table))
      diagnostics.warning('tables', `Apply will change table ${table.table}`, table.statements.join('\n'));
  }
  if (redefined && plan.warnings.length > 0)
    diagnostics.warning('tables', `Notes on the plan of "${name}"`, plan.warnings.join('\n'));
}

/** Whether apply makes the table from nothing: then no other statement changes anything that is there. */
function isNew(table: TablePlan): boolean {
  return table.statements.some(isCreation);
}
