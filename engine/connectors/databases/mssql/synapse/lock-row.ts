import { scopeDigest } from '../../../../families/sql/commits.ts';
import { quoteIdentifier, quoteLiteral } from '../sql.ts';

/*
 * A dedicated SQL pool knows no locks that a program names (sp_getapplock). So each scope has a row among the commits, of no batch: who
 * writes to it in a transaction waits until the other transactions have ended that wrote to it, at whatever isolation level.
 */

/** Commits that are older than a month are forgotten: this row never is. */
const NEVER = "CAST('9999-12-31' AS datetime2)";

/** The table of commits beside a table. Both names are in brackets. */
function commitsBeside(table: string): string {
  const schema = /^\[(?:[^\]]|\]\])*\]/.exec(table)?.[0] ?? '';
  return `${schema}.${quoteIdentifier('_syncform_commits')}`;
}

function writeTo(scope: string, table: string): string {
  return `UPDATE ${commitsBeside(table)} SET outcome = CONVERT(nvarchar(30), SYSUTCDATETIME(), 121) WHERE scope_digest = ${quoteLiteral(scopeDigest(scope))} AND batch_id = N''`;
}

/** Writes to the row, which is there, and makes it where it is not. Of two who make it at once both rows are a lock. */
export function lockRow(
  scope: string,
  table: string,
  id: string,
): { readonly find: string; readonly make: string } {
  const digest = quoteLiteral(scopeDigest(scope));
  return {
    find: writeTo(scope, table),
    make: `INSERT INTO ${commitsBeside(table)} (scope_digest, scope, batch_id, table_id, outcome, committed_at) SELECT ${digest}, ${quoteLiteral(scope)}, N'', ${quoteLiteral(id)}, N'', ${NEVER}`,
  };
}

/** Waits for the row, in a transaction; where there is no table of commits, nobody has loaded anything. */
export function takeLock(scope: string, table: string): string {
  return `IF OBJECT_ID(${quoteLiteral(commitsBeside(table))}) IS NOT NULL EXEC(${quoteLiteral(writeTo(scope, table))})`;
}
