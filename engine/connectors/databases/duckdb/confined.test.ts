import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CellValue,
  ConnectorHost,
  Extraction,
  Facets,
  OpenConnector,
} from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import { openDuckdbSession, withDuckdbSession } from '../../../movement/duckdb-hub.ts';
import { transfer } from '../../../movement/transfer.ts';
import { localFiles } from '../../files/local_files/definition.ts';
import { duckdb } from './definition.ts';

/* SQL of users and of foreign files reads its own source only, in whatever way it is asked to read more. */

const never = new AbortController().signal;
let dir: string;
let secret: string;
let host: ConnectorHost;
/** Holds another connection's file, as a sync that runs at the same time does. */
let other: DuckdbSession;
let files: Facets;
let database: Facets;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'confined-'));
  const tempDir = join(dir, 'temp');
  secret = join(dir, 'secret.key');
  await writeFile(secret, 'the secret');
  await writeFile(join(dir, 'secret.csv'), 'word\nthe secret\n');
  await mkdir(join(dir, 'data'));
  await writeFile(join(dir, 'data', 'orders.csv'), 'id,price\n1,1.5\n2,2.5\n');
  host = {
    baseDir: dir,
    knownHosts: join(dir, 'known_hosts'),
    slot: async () => ({ [Symbol.asyncDispose]: async () => {} }),
    tempDir,
    withSession: (work) => withDuckdbSession({ tempDir }, work),
    log: () => {},
  };
  other = await openDuckdbSession({ tempDir });
  const catalog = await other.attach(join(dir, 'other.duckdb'), 'write', never);
  await other.run(`CREATE TABLE ${catalog}.salaries AS SELECT 'the secret' AS word`);
  database = facetsOf(await openDatabase(false));
  files = facetsOf(await openFiles(false));
  await sql('CREATE TABLE orders AS SELECT 1 AS id, 2.5 AS price', 'CREATE SEQUENCE ids');
});
afterEach(async () => {
  await other[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

function openDatabase(allow_external_access: boolean): Promise<OpenConnector> {
  return duckdb.open({ path: 'foreign.duckdb', allow_external_access }, host);
}

function openFiles(allow_external_access: boolean): Promise<OpenConnector> {
  return localFiles.open(localFiles.config.parse({ path: 'data', allow_external_access }), host);
}

function facetsOf(connector: OpenConnector): Facets {
  return connector.facets as Facets;
}

/** Runs statements in the foreign file, as its maker did. */
async function sql(...statements: string[]): Promise<void> {
  await host.withSession(async (session) => {
    await session.run(`USE ${await session.attach(join(dir, 'foreign.duckdb'), 'write', never)}`);
    for (const statement of statements) await session.run(statement);
  });
}

async function rowsOf(extraction: Extraction): Promise<readonly (readonly CellValue[])[]> {
  return host.withSession(async (session) => {
    const { rows } = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
    const all: (readonly CellValue[])[] = [];
    if (rows.format === 'rows') for await (const batch of rows.open(never)) all.push(...batch);
    return all;
  });
}

async function rowsOfQuery({ query: facet }: Facets, query: string) {
  const fields = await facet.describe({ query }, never);
  return rowsOf(await facet.extract({ query }, fields, never));
}

/** Queries that reach for more, and what the refusal names. */
const reaching = (): readonly (readonly [query: string, named: string])[] => [
  [`SELECT content FROM read_text('${secret}')`, secret],
  [`SELECT content FROM read_blob('${secret}')`, secret],
  [`SELECT * FROM read_csv('${secret}', columns = {'a': 'VARCHAR'}, auto_detect = false)`, secret],
  [`SELECT * FROM '${join(dir, 'secret.csv')}'`, 'secret.csv'],
  [`SELECT * FROM read_json_objects('${secret}')`, secret],
  [`SELECT file FROM glob('${dir}/*')`, dir],
  [`SELECT * FROM sniff_csv('${join(dir, 'secret.csv')}')`, 'sniff_csv()'],
  [`SELECT id FROM orders WHERE false OR id IN (SELECT length(content) FROM read_text('${secret}'))`, secret],
  [`WITH a AS (SELECT content FROM read_text('${secret}')) SELECT * FROM a`, secret],
  [`SELECT * FROM query('SELECT content FROM read_text(''${secret}'')')`, secret],
  [`SELECT * FROM read_duckdb('${join(dir, 'other.duckdb')}', table_name = 'salaries')`, 'other.duckdb'],
  ['SELECT word FROM other.salaries', 'salaries'],
  ['SELECT word FROM other.main.salaries', 'other'],
  ['SELECT * FROM duckdb_secrets()', 'duckdb_secrets()'],
  ['SELECT path FROM duckdb_databases()', 'duckdb_databases()'],
  ['SELECT * FROM information_schema.tables', 'duckdb_'],
  ['FROM (SHOW ALL TABLES)', 'duckdb_'],
];

test('queries on a DuckDB file read nothing but the file', async () => {
  for (const [query, named] of reaching())
    await expect(database.query.describe({ query }, never)).rejects.toMatchObject({
      code: 'invalid',
      path: ['query'],
      message: expect.stringContaining(named),
    });
});

test('queries on files read nothing but the connection’s files', async () => {
  for (const [query, named] of reaching())
    await expect(files.query.describe({ query }, never)).rejects.toMatchObject({
      code: 'invalid',
      path: ['query'],
      message: expect.stringContaining(named),
    });
});

test('a refusal says how to allow it, and so it is allowed', async () => {
  const query = `SELECT content FROM read_text('${secret}')`;
  await expect(database.query.describe({ query }, never)).rejects.toMatchObject({
    message: `the query reads ${secret}, which is not the connection’s`,
    hint: 'Read the connection’s own tables only, or set allow_external_access = true on the connection.',
  });
  for (const open of [openDatabase, openFiles])
    expect(await rowsOfQuery(facetsOf(await open(true)), query)).toEqual([['the secret']]);
});

test('ordinary queries run, in all that DuckDB has for its own tables', async () => {
  await sql(
    'CREATE SCHEMA raw',
    'CREATE VIEW raw.prices AS SELECT id, price FROM main.orders',
    'CREATE MACRO twice(x) AS x * 2',
    'CREATE MACRO cheap(most) AS TABLE SELECT id FROM orders WHERE price < most',
    'CREATE VIEW doubled AS SELECT twice(id) AS id FROM raw.prices',
  );
  const queries = [
    'SELECT id FROM raw.prices',
    'SELECT id FROM doubled -- a comment',
    'SELECT id FROM cheap(10);',
    'FROM range(1)',
    "SELECT nextval('ids') AS id",
    "SELECT j.value FROM json_each('[7]') j",
    'FROM (PIVOT orders ON id IN (1) USING max(price))',
    'SELECT unnest([1, 2]) AS id',
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t',
    'SELECT g FROM orders, LATERAL (SELECT g FROM generate_series(1, id) AS s(g))',
  ];
  for (const query of queries) expect(await rowsOfQuery(database, query)).not.toEqual([]);
  const onFiles = ['SELECT id FROM orders', 'SELECT sum(price) AS s FROM "orders.csv" WHERE id > 1'];
  for (const query of onFiles) expect(await rowsOfQuery(files, query)).not.toEqual([]);
});

test('views of a foreign file read nothing but the file, however they are made', async () => {
  await sql(
    `CREATE VIEW open_secret AS SELECT content FROM read_text('${secret}')`,
    'CREATE VIEW behind AS SELECT * FROM open_secret',
    `CREATE MACRO told() AS (SELECT content FROM read_text('${secret}'))`,
    'CREATE VIEW by_macro AS SELECT told() AS content',
    'CREATE VIEW elsewhere AS SELECT * FROM other.main.salaries',
  );
  for (const id of ['open_secret', 'behind', 'by_macro', 'elsewhere']) {
    const refused = { code: 'invalid', message: expect.stringContaining(`the view ${id} reads`) };
    await expect(database.discover.describe([id], {}, never)).rejects.toMatchObject(refused);
    await expect(database.query.describe({ table: id }, never)).rejects.toMatchObject(refused);
    await expect(largestOf(database.read, id, 'content', {}, never)).rejects.toMatchObject(refused);
    const request = { object: id, fields: ['content'], configuration: {} };
    await expect(database.read.extract(request, never)).rejects.toMatchObject(refused);
  }
  const { discover } = facetsOf(await openDatabase(true));
  expect(await discover.describe(['open_secret'], {}, never)).toHaveLength(1);
  expect((await database.discover.describe(['orders'], {}, never))[0]?.id).toBe('orders');
});

test('a view that became another since it was described is refused when it is read', async () => {
  await sql('CREATE VIEW v AS SELECT price::VARCHAR AS content FROM orders');
  const read = await database.read.extract({ object: 'v', fields: ['content'], configuration: {} }, never);
  const model = { query: 'SELECT content FROM v' };
  const fields = await database.query.describe(model, never);
  const queried = await database.query.extract(model, fields, never);
  await sql(`CREATE OR REPLACE VIEW v AS SELECT content FROM read_text('${secret}')`);
  for (const extraction of [read, queried])
    await expect(rowsOf(extraction)).rejects.toMatchObject({ message: expect.stringContaining(secret) });
});
