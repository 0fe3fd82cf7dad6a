import { changedColumns } from '../../contract/changed-columns.ts';
import type { ExistingTable, LoadRequest, TableChange } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { messageOf, SyncformError } from '../../kit/errors.ts';
import { Mutex } from '../../kit/mutex.ts';
import { shortStatement } from '../../kit/short-statement.ts';
import { forgetTable } from './commits.ts';
import { qualifyTable, quoteTable, type TableName, tableName } from './names.ts';

/*
 * How the statements that `define` planned are carried out: by themselves, or in the transaction of the rows.
 */

/** One definition at a time: two transactions that both make a schema would conflict, even with IF NOT EXISTS. */
const defining = new Mutex();

export const CREATE_SCHEMA = 'CREATE SCHEMA IF NOT EXISTS ';

/**
 * Makes the schemas of a change, in a transaction of their own: two that make one in theirs would conflict, also where each is
 * open for as long as its rows take.
 */
export async function makeSchemas(
  session: DuckdbSession,
  catalog: string,
  { statements, conflicts }: TableChange,
): Promise<void> {
  if (conflicts.length > 0) throw new SyncformError('invalid', conflicts.join('; '));
  const makers = statements.filter((statement) => statement.startsWith(CREATE_SCHEMA));
  const within = makers.map((statement) => statement.replace(CREATE_SCHEMA, `${CREATE_SCHEMA}${catalog}.`));
  if (within.length > 0) await defineAlone(session, within);
}

/**
 * Carries out the change of a table within the open transaction, from anywhere; its schema is there. An error names the
 * statement at fault, but where all are sent together.
 */
export async function carryOut(
  session: DuckdbSession,
  catalog: string,
  id: string,
  { statements, drops }: TableChange,
  { isTogether = false }: { readonly isTogether?: boolean } = {},
): Promise<void> {
  const name = tableName(id);
  // Each names the table once, before anything else that is quoted.
  const qualified = (statement: string) =>
    statement.replace(quoteTable(name), () => qualifyTable(catalog, name));
  const wanted = statements.filter((statement) => !statement.startsWith(CREATE_SCHEMA));
  if (drops !== undefined) await dropTable(session, catalog, tableName(drops));
  if (isTogether) {
    if (wanted.length > 0) await session.run(wanted.map(qualified).join('; '));
    return;
  }
  for (const statement of wanted)
    try {
      await session.run(qualified(statement));
    } catch (error) {
      throw statementFailure(statement, error);
    }
}

/** Drops a table within the open transaction, with what the engine keeps about it. */
export async function dropTable(session: DuckdbSession, catalog: string, name: TableName): Promise<void> {
  const statement = `DROP TABLE IF EXISTS ${qualifyTable(catalog, name)}`;
  try {
    await session.run(statement);
  } catch (error) {
    throw statementFailure(statement, error);
  }
  await forgetTable(session, catalog, name);
}

function statementFailure(statement: string, error: unknown): SyncformError {
  return new SyncformError('failed', `${shortStatement(statement)}: ${messageOf(error)}`, { cause: error });
}

/** Carries out statements in a transaction of their own, while no others are. */
export function defineAlone(session: DuckdbSession, statements: readonly string[]): Promise<void> {
  return defining.run(async () => {
    try {
      await session.run(`BEGIN; ${statements.join('; ')}; COMMIT`);
    } catch {
      await session.run('ROLLBACK').catch(() => undefined);
      await oneByOne(session, statements);
    }
  });
}

/** The same with an error, should it come again, that names the statement at fault. */
function oneByOne(session: DuckdbSession, statements: readonly string[]): Promise<void> {
  return inTransaction(session, async () => {
    for (const statement of statements)
      await session.run(statement).catch((error: unknown) => {
        throw statementFailure(statement, error);
      });
  });
}

/** Does work in a transaction of its own, which is undone where the work fails. */
export async function inTransaction<T>(session: DuckdbSession, work: () => Promise<T> | T): Promise<T> {
  await session.run('BEGIN');
  try {
    const result = await work();
    await session.run('COMMIT');
    return result;
  } catch (error) {
    // After some errors DuckDB has rolled back by itself, and says that there is nothing to roll back.
    await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The table's columns once the request's change was made; undefined of a table that is not there and is not made. */
export function columnsAfter(
  { table, change }: LoadRequest,
  there: ExistingTable['columns'] | undefined,
): ExistingTable['columns'] | undefined {
  if (!change || (change.action === 'create' && there)) return there;
  return there || change.action === 'create'
    ? changedColumns(there ?? [], table, change, (name) => name.toLowerCase())
    : undefined;
}
