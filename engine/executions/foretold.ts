import type { TablePlan } from '../api/documents.ts';
import { SyncformError } from '../kit/errors.ts';

/** What a plan said that would be run on each of its tables. */
export type Foretold = Readonly<Record<string, readonly string[]>>;

export function foretoldBy(tables: readonly TablePlan[]): Foretold {
  return Object.fromEntries(tables.map(({ table, statements }) => [table, statements]));
}

/**
 * Refuses, with `source_changed`, what a plan did not say: a statement that would be run now and was not in it, and a table
 * that it was to make and that somebody else has made since. A table that a sync of this store made meanwhile is no surprise,
 * nor is a column that is there by now as it was to be.
 */
export function refuseUnforetold(foretold: Foretold, now: readonly TablePlan[]): void {
  for (const { table, statements, is_ours } of now) {
    const said = foretold[table] ?? [];
    const surprise = statements.find((statement) => !said.includes(statement));
    if (surprise !== undefined)
      throw targetChanged(
        said.length === 0
          ? `table ${table} was to stay as it is, and would now be changed: ${surprise}`
          : `table ${table} would now be changed in another way than planned: ${surprise}`,
      );
    if (!is_ours && said.some(isCreation) && !statements.some(isCreation))
      throw targetChanged(`table ${table} was to be made, and somebody has made it since`);
  }
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
