import type { TableChange } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import { shortStatement } from '../../kit/short-statement.ts';
import { type CommitSession, sqlCommits } from './commits.ts';
import type { DdlOfDialect, SqlWords } from './dialect.ts';
import { tableNames } from './names.ts';

/** How a change is carried out: the dialect's words for it, and what an error is called. */
export interface Definer {
  readonly dialect: SqlWords & { readonly ddl: Pick<DdlOfDialect, 'isMade' | 'isDone' | 'dropTable'> };
  /** The schema (or database) of a bare name, where the connection says one. */
  readonly bareIn: string | undefined;
  /** An error of a statement, in words: what was being done, and the server's message. */
  statementError(doing: string, error: unknown): Error;
}

/** Carries a change out, statement by statement, without those whose work is done. Throws `invalid` where it has conflicts. */
export async function carryOut(
  definer: Definer,
  session: CommitSession,
  { statements, conflicts, drops }: TableChange,
): Promise<void> {
  const {
    dialect: { ddl },
    statementError,
  } = definer;
  if (conflicts.length > 0) throw new SyncformError('invalid', conflicts.join('; '));
  // The batch of the new rows is noted in the same transaction.
  if (drops !== undefined) await dropTable(definer, session, drops, true);
  for (const statement of statements)
    try {
      if (!(await isMade(ddl, session, statement))) await session.run(statement);
    } catch (error) {
      if (!ddl.isDone(error)) throw statementError(shortStatement(statement), error);
    }
}

/** Drops a table, with what the engine keeps about it: all but the table of commits where that is to stay. */
export async function dropTable(
  { dialect, bareIn, statementError }: Definer,
  session: CommitSession,
  id: string,
  keepsCommits = false,
): Promise<void> {
  const names = tableNames(dialect);
  const name = names.tableName(id, bareIn);
  try {
    const table = names.quoteTable(name);
    await session.run(dialect.ddl.dropTable?.(table) ?? `DROP TABLE IF EXISTS ${table}`);
    await sqlCommits(dialect).forgetTable(session, name, keepsCommits);
  } catch (error) {
    throw statementError(`dropping ${id}`, error);
  }
}

/** Whether what a statement makes is known to be there. */
export async function isMade(
  ddl: Pick<DdlOfDialect, 'isMade'>,
  session: CommitSession,
  statement: string,
): Promise<boolean> {
  const query = ddl.isMade?.(statement);
  return query !== undefined && (await session.rows(query)).length > 0;
}
