import type { SyncPlan, TablePlan } from '@syncform/engine/api/documents.ts';
import type { Diagnostics } from '../framework/index.ts';
import { READY } from './run-attributes.ts';

/** `tables` of a plan: what is the same from plan to plan while nothing changes. */
export function tablesState(plan: SyncPlan) {
  return Object.fromEntries(
    plan.tables.map(({ table, source, key, columns, ddl }) => [table, { source, key, columns, ddl }]),
  );
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
  return table.statements.some((statement) => /^\s*create\s+table\b/i.test(statement));
}
