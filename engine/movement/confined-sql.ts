import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { messageOf, SyncformError } from '../kit/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../kit/sql.ts';
import { type CatalogStubs, catalogStubs, type ViewStub } from './catalog-stubs.ts';
import { duckdbFailure } from './duckdb-failure.ts';
import { SESSION_SETTINGS } from './duckdb-hub.ts';

/*
 * SQL of users, and views and macros of DuckDB files, run in the process's one DuckDB, which has every file of the process
 * attached and can read every file of the machine. Whether such SQL keeps to its own source is found out beforehand, by
 * DuckDB itself: a second DuckDB, which has nothing but empty copies of the source's tables and no access to anything
 * outside of itself, is asked to plan the statement. What it cannot plan is not run.
 *
 * The statement cannot simply run in that second DuckDB: a file that is attached to two DuckDBs of one process is
 * corrupted (see duckdb-hub.ts).
 */

/**
 * What SQL may read: everything in an attached database (its quoted name; `isRemote` where it is a service's and no file),
 * or some temporary views of a session.
 */
export type OwnTables =
  | { readonly catalog: string; readonly isRemote: boolean }
  | { readonly views: readonly string[] };

/** How the SQL may be allowed more. */
const ALLOW = 'set allow_external_access = true on the connection';
const OWN_TABLES_ONLY = `Read the connection’s own tables only, or ${ALLOW}.`;

/** Table functions that read nothing but their arguments. All others that DuckDB has are refused. */
const HARMLESS_FUNCTIONS: ReadonlySet<string> = new Set([
  'generate_series',
  'icu_calendar_names',
  'json_each',
  'json_tree',
  'pg_timezone_names',
  'query',
  'query_table',
  'range',
  'repeat',
  'repeat_row',
  'seq_scan',
  'summary',
  'test_all_types',
  'test_vector_types',
  'unnest',
]);

/** What a query is called in sentences. */
export const QUERY = 'the query';

/** A DuckDB that plans SQL and can reach nothing but empty copies of a source's tables. */
export interface ConfinedDuckdb extends AsyncDisposable {
  /**
   * Throws `invalid` where a SELECT reads anything but its own source's tables: a file, an address, another connection's
   * database, what DuckDB tells of itself. Other errors are DuckDB's own, as planning the SELECT gives them. No row is read
   * and nothing outside is looked at. `what` begins the sentence: `the query`, `the view main.orders`.
   */
  check(select: string, what: string): Promise<void>;
}

/** Starts one for what a session has attached or made. The session must not be in a transaction. */
export async function openConfinedDuckdb(session: DuckdbSession, own: OwnTables): Promise<ConfinedDuckdb> {
  const path = join(session.tempDir, `confined-${randomUUID()}.duckdb`);
  try {
    const contents = await contentsOf(session, path, own);
    const { connection, unmade, stop } = await startConfined(contents);
    return {
      async check(select, what) {
        try {
          await refuseForbiddenFunctions(connection, select, what);
        } catch (error) {
          const [view, ...behind] = unmadeBehind(error, unmade);
          if (!view) throw explained(error, what);
          throw explained((behind.at(-1) ?? view).error, `the view ${view.name}`);
        }
      },
      async [Symbol.asyncDispose]() {
        stop();
        await rm(path, { force: true });
      },
    };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** What a confined DuckDB gets of its source. */
function contentsOf(session: DuckdbSession, path: string, own: OwnTables): Promise<CatalogStubs> {
  if ('views' in own) return stubsOf(session, own.views);
  return own.isRemote ? remoteCatalog(session, own.catalog) : copyCatalog(session, path, own.catalog);
}

async function remoteCatalog(session: DuckdbSession, catalog: string): Promise<CatalogStubs> {
  const { statements, views } = await catalogStubs(session, catalog);
  return { statements: [`ATTACH ':memory:' AS ${catalog}; USE ${catalog}`, ...statements], views };
}

/** Copies an attached database's tables without their rows, its views and macros into a file; answers how to attach it. */
async function copyCatalog(session: DuckdbSession, path: string, catalog: string): Promise<CatalogStubs> {
  const copy = quoteIdentifier(`confined ${randomUUID()}`);
  await session.run(`ATTACH ${quoteLiteral(path)} AS ${copy} (STORAGE_VERSION 'latest')`);
  try {
    await session.run(`COPY FROM DATABASE ${catalog} TO ${copy} (SCHEMA)`);
  } finally {
    await session.run(`DETACH ${copy}`);
  }
  return { statements: [`ATTACH ${quoteLiteral(path)} AS ${catalog}; USE ${catalog}`], views: [] };
}

/** Statements that make an empty table for each of a session's temporary views. */
async function stubsOf(session: DuckdbSession, views: readonly string[]): Promise<CatalogStubs> {
  const statements: string[] = [];
  for (const view of views) {
    const name = quoteIdentifier(view);
    const columns = await session.all(`SELECT column_name, column_type FROM (DESCRIBE ${name})`);
    const fields = columns.map(([column, type]) => `${quoteIdentifier(String(column))} ${type}`);
    statements.push(`CREATE TEMP TABLE ${name} (${fields.join(', ')})`);
  }
  return { statements, views: [] };
}

/** A view that could not be made where nothing outside can be reached, and why. */
interface UnmadeView {
  readonly name: string;
  readonly error: unknown;
}

/** Starts a DuckDB that has run these statements and can reach nothing any more, whatever SQL it is given. */
async function startConfined({ statements, views }: CatalogStubs): Promise<{
  readonly connection: DuckDBConnection;
  readonly unmade: readonly UnmadeView[];
  stop(): void;
}> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '256MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const stop = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    for (const setting of SESSION_SETTINGS) await connection.run(`SET ${setting}`);
    for (const statement of statements) await connection.run(statement);
    // What the optimizer would leave out of the plan, because the copies are empty, has to be seen too.
    await connection.run('PRAGMA disable_optimizer');
    await connection.run('SET enable_external_access = false; SET lock_configuration = true');
    return { connection, unmade: await makeViews(connection, views), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Makes views as far as that goes: in rounds, because one may read another. */
async function makeViews(
  connection: DuckDBConnection,
  views: readonly ViewStub[],
): Promise<readonly UnmadeView[]> {
  for (let left = views; ; ) {
    const failed: (UnmadeView & ViewStub)[] = [];
    for (const view of left) {
      try {
        await connection.run(view.statement);
      } catch (error) {
        failed.push({ ...view, error });
      }
    }
    if (failed.length === 0 || failed.length === left.length) return failed;
    left = failed;
  }
}

/** The view that DuckDB misses because it could not be made, then the one that this missed, and so on. */
function unmadeBehind(error: unknown, unmade: readonly UnmadeView[]): readonly UnmadeView[] {
  const view = unmade.find(({ name }) => isMissing(name, error));
  if (!view) return [];
  return [
    view,
    ...unmadeBehind(
      view.error,
      unmade.filter((other) => other !== view),
    ),
  ];
}

/** Whether DuckDB says that there is no table or view of that name. */
function isMissing(name: string, error: unknown): boolean {
  const [missing, table] = [
    /Table with name (\S+) does not exist/.exec(messageOf(error))?.[1],
    name.split('.').at(-1),
  ];
  return missing !== undefined && missing.toLowerCase() === table?.toLowerCase();
}

interface PlanNode {
  readonly name: string;
  readonly children?: readonly PlanNode[];
}

/** Plans a SELECT, in which files are refused, and looks through the plan for functions that are not harmless. */
async function refuseForbiddenFunctions(
  connection: DuckDBConnection,
  select: string,
  what: string,
): Promise<void> {
  const functions = await connection.runAndReadAll(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table'",
  );
  const names = functions.getRows().map(([name]) => String(name));
  const forbidden = new Set(
    names.filter((name) => !HARMLESS_FUNCTIONS.has(name)).map((name) => name.toUpperCase()),
  );
  const plan = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${select}`);
  const nodes = plan.getRows().flatMap(([, text]) => JSON.parse(String(text)) as PlanNode[]);
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const name = node.name.trim();
    if (forbidden.has(name))
      throw new SyncformError(
        'invalid',
        `${what} uses ${name.toLowerCase()}(), which tells more than the connection’s tables hold`,
        { hint: OWN_TABLES_ONLY },
      );
    nodes.push(...(node.children ?? []));
  }
}

/** What the confined DuckDB's refusal means. */
function explained(error: unknown, what: string): unknown {
  const message = messageOf(error);
  const file = /Cannot access (?:file|directory) "([\s\S]*?)" - file system operations are disabled/.exec(
    message,
  );
  if (file)
    return new SyncformError('invalid', `${what} reads ${file[1]}, which is not the connection’s`, {
      hint: OWN_TABLES_ONLY,
    });
  const extension = /exists in the (\w+) extension/.exec(message)?.[1];
  if (extension)
    return new SyncformError(
      'invalid',
      `${what} needs DuckDB’s extension ${extension}, which is not loaded`,
      {
        hint: `Do without it, or ${ALLOW} where it is installed.`,
      },
    );
  const catalog = /Catalog "([^"]*)" does not exist/.exec(message)?.[1];
  if (catalog !== undefined)
    return new SyncformError('invalid', `${what} reads ${catalog}, which is not the connection’s`, {
      hint: OWN_TABLES_ONLY,
    });
  // Of the query, whoever asked says more.
  return what === QUERY ? error : duckdbFailure(`${what} cannot be read`, error);
}
