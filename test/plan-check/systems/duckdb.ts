import { DuckDBBlobValue } from '@duckdb/node-api';
import type { DuckdbSession } from '../../../engine/contract/duckdb-session.ts';
import { openDuckdbSession } from '../../../engine/movement/duckdb-hub.ts';
import type { Family } from '../canon.ts';
import type { CatalogTable, Row, System, TableByHand } from '../system.ts';
import { unquoted } from './postgresql.ts';

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const never = new AbortController().signal;

type Session = Pick<DuckdbSession, 'run' | 'all'>;
/** Work with a database at hand. */
export type WithDatabase = <T>(work: (session: Session) => Promise<T>) => Promise<T>;

/** A DuckDB file: a schema a case. */
export function duckdbSystem(path: string, tempDir: string, connection: string): System {
  return { name: 'duckdb', connection, isDatabase: true, ...duckdbTables(inFile(path, tempDir)) };
}

/** Works with a file attached: one DuckDB a process may have it open, so that it is the engine's that is asked. */
export function inFile(path: string, tempDir: string): WithDatabase {
  return async (work) => {
    await using session = await openDuckdbSession({ tempDir });
    await session.run(`USE ${await session.attach(path, 'write', never)}`);
    return await work(session);
  };
}

/** The tables of a database of DuckDB. */
export function duckdbTables(withFile: WithDatabase): Omit<System, 'name' | 'connection' | 'isDatabase'> {
  const table = (place: string, name: string) => `${quote(place)}.${quote(name)}`;
  const run = (statements: readonly string[]) =>
    withFile(async (session) => {
      for (const statement of statements) await session.run(statement);
    });
  return {
    open: (place) => run([`CREATE SCHEMA ${quote(place)}`]),
    close: (place) => run([`DROP SCHEMA ${quote(place)} CASCADE`]),
    idOf: (place, name) => `${place}.${/[."]/.test(name) ? quote(name) : name}`,
    quote,
    table,
    literal,
    run,
    createTable: (place, wanted) => createTable(table(place, wanted.name), wanted),
    catalog: (place) =>
      withFile(async (session) => {
        const found: Record<string, CatalogTable> = {};
        const where = `schema_name = ${text(place)} AND database_name = current_database()`;
        const columns = await session.all(
          `SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns()
           WHERE ${where} ORDER BY table_name, column_index`,
        );
        const tables = await session.all(
          `SELECT table_name, comment, NULL FROM duckdb_tables() WHERE ${where}
           UNION ALL SELECT view_name, NULL, sql FROM duckdb_views() WHERE ${where}`,
        );
        const rules = await session.all(
          `SELECT table_name, constraint_type, constraint_text, to_json(constraint_column_names) FROM duckdb_constraints()
           WHERE ${where} AND constraint_type <> 'NOT NULL' ORDER BY constraint_index`,
        );
        for (const [name, comment, view] of tables) {
          const own = rules.filter(([of]) => of === name);
          const key = own.find(([, type]) => type === 'PRIMARY KEY')?.[3];
          const commented = /^syncform key: (\[.*\])$/s.exec(String(comment ?? ''))?.[1];
          found[String(name)] = {
            columns: columns
              .filter(([of]) => of === name)
              .map(([, column, type, nullable]) => ({
                name: String(column),
                type: String(type),
                nullable: nullable === true,
              })),
            key: JSON.parse(String(key ?? commented ?? '[]')) as string[],
            rest: [
              ...own.map((rule) => rule[2]),
              ...columns.filter(([of]) => of === name).map((column) => column[4]),
              view,
            ].join('\n'),
          };
        }
        return found;
      }),
    rows: (place, name) => withFile((session) => rowsOf(session, table(place, name))),
    nameOf: (place, id) => unquoted(id.startsWith(`${place}.`) ? id.slice(place.length + 1) : id),
  };
}

/** The rows of something that DuckDB reads, each value as text. */
export async function rowsOf(session: Session, from: string): Promise<readonly Row[]> {
  const columns = (await session.all(`DESCRIBE SELECT * FROM ${from}`)).map(
    ([name, type]) => [String(name), String(type)] as const,
  );
  const values = columns.map(([name, type]) => {
    if (type === 'BLOB') return `hex(${quote(name)})`;
    if (type.endsWith('[]')) return `CAST(to_json(${quote(name)}) AS VARCHAR)`;
    // As bytes: what decodes texts on their way to Node drops a byte order mark.
    return `encode(CAST(${quote(name)} AS VARCHAR))`;
  });
  const rows = await session.all(`SELECT ${values.join(', ')} FROM ${from}`);
  return rows.map((row) => Object.fromEntries(columns.map(([name], i) => [name, textOf(row[i])])));
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('utf8') : String(value);
}

function literal(value: string | null, family: Family, type: string): string {
  if (value === null) return 'NULL';
  if (family === 'bytes') return `unhex(${text(value)})`;
  if (family !== 'list') return `CAST(${text(value)} AS ${type})`;
  const items = (JSON.parse(value) as (string | number | null)[]).map((item) =>
    item === null ? 'NULL' : text(String(item)),
  );
  return `CAST([${items.join(', ')}] AS ${type})`;
}

/** A table by hand; with a key it has the constraint, which the engine's own tables have not. */
function createTable(table: string, { columns, key, constraints = [] }: TableByHand): readonly string[] {
  const lines = columns.map(
    ({ name, type, nullable, more = '' }) => `${quote(name)} ${type}${nullable ? '' : ' NOT NULL'} ${more}`,
  );
  if (key.length > 0) lines.push(`PRIMARY KEY (${key.map(quote).join(', ')})`);
  return [`CREATE TABLE ${table} (${[...lines, ...constraints].join(', ')})`];
}
