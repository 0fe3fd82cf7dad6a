import pg from 'pg';
import type { PostgresService } from '../../services/postgres.ts';
import type { Family } from '../canon.ts';
import type { Catalog, CatalogTable, Row, System, TableByHand } from '../system.ts';

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** What the connection reads by which changes are followed; each case that follows adds its tables. */
export const PUBLICATION = 'plan_check';

/** A Postgres database: a schema a case. */
export async function postgresqlSystem(
  service: PostgresService,
  connection: string,
): Promise<System & AsyncDisposable> {
  const client = new pg.Client({
    connectionString: service.connectionString,
    types: { getTypeParser: () => String as never },
  });
  client.on('error', () => {});
  await client.connect();
  await client.query(`SET TimeZone = 'UTC'; SET standard_conforming_strings = on`);
  await client.query(`CREATE PUBLICATION ${PUBLICATION}`);
  const table = (place: string, name: string) => `${quote(place)}.${quote(name)}`;
  return {
    name: 'postgresql',
    connection,
    isDatabase: true,
    open: async (place) => void (await client.query(`CREATE SCHEMA ${quote(place)}`)),
    close: async (place) => void (await client.query(`DROP SCHEMA ${quote(place)} CASCADE`)),
    idOf: (place, name) => `${place}.${/[."]/.test(name) ? quote(name) : name}`,
    quote,
    table,
    literal,
    async run(statements) {
      for (const statement of statements) await client.query(statement);
    },
    createTable: (place, wanted) => [createTable(table(place, wanted.name), wanted)],
    async catalog(place) {
      const { rows } = await client.query<{ name: string; json: string }>(CATALOG, [place]);
      return Object.fromEntries(
        rows.map(({ name, json }) => [name, JSON.parse(json) as CatalogTable]),
      ) satisfies Catalog;
    },
    async rows(place, name) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT to_json(array(SELECT ARRAY[a.attname::text, format_type(a.atttypid, a.atttypmod)] FROM pg_attribute a
           WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)) AS row`,
        [table(place, name)],
      );
      const columns = JSON.parse(rows[0]?.row ?? '[]') as [string, string][];
      if (columns.length === 0) return [];
      const values = columns.map(([column, type]) =>
        type.endsWith('[]') ? `to_json(${quote(column)})::text` : `${quote(column)}::text`,
      );
      const found = await client.query({
        text: `SELECT ${values.join(', ')} FROM ${table(place, name)}`,
        rowMode: 'array',
      });
      return found.rows.map(
        (row: (string | null)[]): Row =>
          Object.fromEntries(columns.map(([column], i) => [column, row[i] ?? null])),
      );
    },
    nameOf: (place, id) => unquoted(id.startsWith(`${place}.`) ? id.slice(place.length + 1) : id),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

function literal(value: string | null, family: Family, type: string): string {
  if (value === null) return 'NULL';
  if (family === 'bytes') return `'\\x${value}'::bytea`;
  if (family !== 'list') return text(value);
  const items = (JSON.parse(value) as (string | number | null)[]).map((item) =>
    item === null ? 'NULL' : typeof item === 'number' ? String(item) : text(item),
  );
  return `ARRAY[${items.join(', ')}]::${type}`;
}

function createTable(table: string, { columns, key, constraints = [] }: TableByHand): string {
  const lines = columns.map(
    ({ name, type, nullable, more = '' }) => `${quote(name)} ${type}${nullable ? '' : ' NOT NULL'} ${more}`,
  );
  if (key.length > 0) lines.push(`PRIMARY KEY (${key.map(quote).join(', ')})`);
  return `CREATE TABLE ${table} (${[...lines, ...constraints].join(', ')})`;
}

/** An id's last part as it is called. */
export function unquoted(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
}

const CATALOG = `
SELECT c.relname AS name, json_build_object(
  'columns', coalesce((SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
      'nullable', NOT a.attnotnull) ORDER BY a.attnum)
    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'::json),
  'key', coalesce((SELECT json_agg(a.attname ORDER BY k.n) FROM pg_constraint p, unnest(p.conkey) WITH ORDINALITY AS k(attnum, n)
    JOIN pg_attribute a ON a.attnum = k.attnum WHERE p.conrelid = c.oid AND p.contype = 'p' AND a.attrelid = c.oid), '[]'::json),
  'rest', concat_ws(E'\\n', c.relkind,
    (SELECT string_agg(pg_get_constraintdef(p.oid), '; ' ORDER BY p.conname) FROM pg_constraint p
     WHERE p.conrelid = c.oid AND p.contype NOT IN ('p', 'n')),
    (SELECT string_agg(pg_get_expr(d.adbin, d.adrelid), '; ' ORDER BY d.adnum) FROM pg_attrdef d WHERE d.adrelid = c.oid),
    (SELECT string_agg(t.tgname, '; ' ORDER BY t.tgname) FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
    CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END)) AS json
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm')`;
