import type { TableChange } from '../contract/contract.ts';
import { SyncformError } from '../kit/errors.ts';
import { shortStatements } from '../kit/short-statement.ts';

/**
 * Does what comes after a table was made or altered. Where that fails, the error also says what was changed and stays, which no
 * count of rows tells.
 */
export async function afterChange<T>(
  { action, statements, drops }: Pick<TableChange, 'action' | 'statements' | 'drops'>,
  table: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Errors of a class of their own are looked at by it, and stay what they are.
    const isPlain = error instanceof SyncformError && error.constructor === SyncformError;
    if (action === 'none' || !isPlain || error.code === 'canceled' || error.code === 'locked') throw error;
    const { code, message, hint, path } = error;
    const changed =
      drops !== undefined
        ? `Before that this run dropped table ${table} and made it again: it stays empty until a run has loaded it.`
        : action === 'create'
          ? `Before that this run made table ${table}, which stays.`
          : `Before that this run changed table ${table}, which stays so: ${shortStatements(statements)}.`;
    throw new SyncformError(code, message, {
      hint: hint === undefined ? changed : `${hint} ${changed}`,
      path,
      cause: error,
    });
  }
}
