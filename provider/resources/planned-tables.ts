import type { SyncPlan } from '@syncform/engine/api/documents.ts';
import { stableText } from '@syncform/engine/types/digest.ts';
import { makesAnew } from './findings.ts';
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
  if (unlike.every(({ statements }) => makesAnew(statements))) return 'missing';
  return `needs changes: ${unlike.flatMap((table) => table.statements).join('; ')}`;
}
