import type { SyncPlan } from '@syncform/engine/api/documents.ts';
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
  const statements = plan.tables.flatMap((table) => table.statements);
  if (statements.length === 0) return READY;
  return statements.every(creates) ? 'missing' : `needs changes: ${statements.join('; ')}`;
}

/** Tells the reviewer of a plan what apply will do to tables that are there, and what may be lost. */
export function warnOf(plan: SyncPlan, name: string, diagnostics: Diagnostics): void {
  for (const table of plan.tables) {
    const altering = table.statements.filter((statement) => !creates(statement));
    if (altering.length > 0)
      diagnostics.warning('tables', `Apply will change table ${table.table}`, altering.join('\n'));
  }
  if (plan.warnings.length > 0) diagnostics.warning('tables', `Note on "${name}"`, plan.warnings.join('\n'));
}

/** The statement that makes a table or what belongs to it from nothing: it changes nothing that is there. */
function creates(statement: string): boolean {
  return /^\s*create\b/i.test(statement);
}
