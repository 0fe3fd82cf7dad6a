import type { RunOptions, TablePlan } from '../api/documents.ts';
import { SyncformError } from '../kit/errors.ts';

/** What a plan said that would become of each of its tables, by id. */
export type Foretold = NonNullable<RunOptions['foretold']>;

export function foretoldBy(tables: readonly TablePlan[]): Foretold {
  return Object.fromEntries(
    tables.map(({ table, statements, rows_to_go }) => [
      table,
      { statements, ...(rows_to_go === undefined ? {} : { rows_to_go }) },
    ]),
  );
}

/**
 * Refuses, with `source_changed`, what a plan did not say: a statement that would be run now and was not in it, and a table
 * that it was to make and that somebody else has made since, and rows of others that would go beyond those of the plan. A table that a sync of this store made meanwhile is no surprise,
 * nor is a column that is there by now as it was to be.
 */
export function refuseUnforetold(foretold: Foretold, now: readonly TablePlan[]): void {
  for (const { table, statements, is_ours, rows_to_go } of now) {
    const { statements: said, rows_to_go: named } = foretold[table] ?? { statements: [] };
    const surprise = statements.find((statement) => !said.includes(statement));
    if (surprise !== undefined)
      throw targetChanged(
        said.length === 0
          ? `table ${table} was to stay as it is, and would now be changed: ${surprise}`
          : `table ${table} would now be changed in another way than planned: ${surprise}`,
      );
    if (!is_ours && said.some(isCreation) && !statements.some(isCreation))
      throw targetChanged(`table ${table} was to be made, and somebody has made it since`);
    refuseMoreRows(table, named, rows_to_go);
  }
}

/** Refuses that more rows of others go than the plan named; of rows that cannot be counted, that any go where it named none. */
function refuseMoreRows(
  table: string,
  named: number | null | undefined,
  now: number | null | undefined,
): void {
  if (now === undefined || named === null || (now ?? 1) <= (named ?? 0)) return;
  const before = named ?? 0;
  const more =
    now === null
      ? 'rows'
      : `${(now - before).toLocaleString('en-US')} more ${now - before === 1 ? 'row' : 'rows'}`;
  throw targetChanged(
    `${more} of others would be replaced in table ${table} than the plan named, which was ${before === 0 ? 'none' : before.toLocaleString('en-US')}`,
  );
}

/**
 * Refuses, with `source_changed`, what would alter or delete what is there, of a definition that could not be planned before
 * it was applied: tables may be made and columns added.
 */
export function refuseUnseen(tables: readonly TablePlan[]): void {
  for (const { table, statements, rows_at_stake } of tables) {
    const alteration = statements.some(isCreation)
      ? undefined
      : statements.find((statement) => !isAddition(statement));
    if (alteration !== undefined)
      throw unseen(`table ${table} is there, and apply would change it: ${alteration}`);
    if (rows_at_stake !== undefined)
      throw unseen(`table ${table} is there, and has ${rows_at_stake} that apply might replace`);
  }
}

/** Whether a statement adds a column to a table and changes nothing else. */
function isAddition(statement: string): boolean {
  const name = '(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|[^\\s."`]+)';
  return new RegExp(`^\\s*alter\\s+table\\s+${name}(?:\\.${name})*\\s+add\\s+column\\s`, 'i').test(statement);
}

function unseen(message: string): SyncformError {
  return new SyncformError('source_changed', `the plan could not see the target: ${message}`, {
    hint: 'Nothing was changed. Run terraform plan again: the target is known now, and the plan shows what would happen to it.',
  });
}

/** Whether a statement makes a table or file from nothing. */
export function isCreation(statement: string): boolean {
  return /^\s*create\s+(table|files?)\b/i.test(statement);
}

function targetChanged(message: string): SyncformError {
  return new SyncformError('source_changed', `the target changed since the plan: ${message}`, {
    hint: 'Nothing was changed. Run terraform plan again to see what would happen now, then apply.',
  });
}
