import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testHost } from '../../../../test/contract/open-connector.ts';
import type { CellValue, ConnectorHost, Extraction, Facets } from '../../../contract/contract.ts';
import { quoteLiteral } from '../../../kit/sql.ts';
import { transfer } from '../../../movement/transfer.ts';
import { motherduckConfig } from './config.ts';
import { openMotherduck } from './open.ts';

/*
 * The DuckDB that talks to MotherDuck runs on this machine and could read its files: SQL of users, and views of the
 * database, read the database only. A database of DuckDB's own is attached in the service's place.
 */

const never = new AbortController().signal;
let host: ConnectorHost & AsyncDisposable;
let secret: string;
const made = [
  'CREATE TABLE orders AS SELECT 1 AS id, 2.5::DECIMAL(9,2) AS price',
  "CREATE TABLE kinds AS SELECT 'a'::ENUM('a', 'b') AS kind, {'x': 1} AS parts, [1, 2] AS list",
  'CREATE SCHEMA "raw data"',
  'CREATE VIEW "raw data".prices AS SELECT id, price FROM main.orders',
  'CREATE MACRO twice(x) AS x * 2',
  'CREATE MACRO cheap(most) AS TABLE SELECT id FROM orders WHERE price < most',
  'CREATE VIEW doubled AS SELECT twice(id) AS id FROM "raw data".prices',
];

beforeEach(async () => {
  host = await testHost();
  secret = join(host.tempDir, 'secret.key');
  await writeFile(secret, 'the secret');
});
afterEach(() => host[Symbol.asyncDispose]());

async function withFacets(
  allow_external_access: boolean,
  more: readonly string[],
  work: (facets: Facets) => Promise<void>,
): Promise<void> {
  const config = motherduckConfig.parse({ access_token: 'token', database: 'sales', allow_external_access });
  await using open = await openMotherduck(config, host, async (session) => {
    await session.run("ATTACH ':memory:' AS sales; USE sales");
    for (const statement of [...made, ...more]) await session.run(statement);
  });
  await work(open.facets as Facets);
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
  return rowsOf(await facet.extract({ query }, await facet.describe({ query }, never), never));
}

test('queries read the database and no file of this machine, unless that is allowed', async () => {
  const query = `SELECT content FROM read_text(${quoteLiteral(secret)})`;
  await withFacets(false, [], async (facets) => {
    for (const [reaching, named] of [
      [query, secret],
      [
        `SELECT id FROM orders WHERE id IN (SELECT length(content) FROM read_text(${quoteLiteral(secret)}))`,
        secret,
      ],
      [`SELECT * FROM glob(${quoteLiteral(`${host.tempDir}/*`)})`, host.tempDir],
      ['SELECT * FROM duckdb_secrets()', 'duckdb_secrets()'],
      ["SELECT value FROM duckdb_settings() WHERE name = 'motherduck_token'", 'duckdb_settings()'],
    ] as const)
      await expect(facets.query.describe({ query: reaching }, never)).rejects.toMatchObject({
        code: 'invalid',
        path: ['query'],
        message: expect.stringContaining(named),
      });
  });
  await withFacets(true, [], async (facets) => {
    expect(await rowsOfQuery(facets, query)).toEqual([['the secret']]);
  });
});

test('queries run on the database’s tables, views and macros', async () => {
  await withFacets(false, [], async (facets) => {
    for (const [query, rows] of [
      ['SELECT id FROM "raw data".prices', [[1]]],
      ['SELECT id FROM doubled;', [[2]]],
      ['SELECT id FROM sales.main.cheap(10)', [[1]]],
      ['SELECT kind, parts.x AS x, list[2] AS second FROM kinds', [['a', 1, 2]]],
      ['SELECT 1 AS one', [[1]]],
    ] as const)
      expect([query, await rowsOfQuery(facets, query)]).toEqual([query, rows]);
  });
});

test('views that read a file of this machine are refused by name, those beside them are read', async () => {
  const views = [
    `CREATE VIEW open_secret AS SELECT content FROM read_text(${quoteLiteral(secret)})`,
    'CREATE VIEW behind AS SELECT * FROM open_secret',
  ];
  await withFacets(false, views, async ({ discover, query, read }) => {
    for (const id of ['open_secret', 'behind']) {
      const refused = { code: 'invalid', message: expect.stringContaining(`the view ${id} reads ${secret}`) };
      await expect(discover.describe([id], {}, never)).rejects.toMatchObject(refused);
      await expect(query.describe({ table: id }, never)).rejects.toMatchObject(refused);
      const request = { object: id, fields: ['content'], configuration: {} };
      await expect(read.extract(request, never)).rejects.toMatchObject(refused);
    }
    expect((await discover.describe(['doubled'], {}, never)).map(({ id }) => id)).toEqual(['doubled']);
  });
});
