import type { TableChange } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import { shortStatement } from '../../kit/short-statement.ts';
import type { CommitSession } from './commits.ts';
import type { DdlOfDialect } from './dialect.ts';

/** How a change is carried out: the dialect's words for it, and what an error is called. */
export interface Definer {
  readonly dialect: { readonly ddl: Pick<DdlOfDialect, 'isMade' | 'isDone'> };
  /** An error of a statement, in words: what was being done, and the server's message. */
  statementError(doing: string, error: unknown): Error;
}

/** Carries a change out, statement by statement, without those whose work is done. Throws `invalid` where it has conflicts. */
export async function carryOut(
  { dialect: { ddl }, statementError }: Definer,
  session: CommitSession,
  { statements, conflicts }: TableChange,
): Promise<void> {
  if (conflicts.length > 0) throw new SyncformError('invalid', conflicts.join('; '));
  for (const statement of statements)
    try {
      if (!(await isMade(ddl, session, statement))) await session.run(statement);
    } catch (error) {
      if (!ddl.isDone(error)) throw statementError(shortStatement(statement), error);
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
