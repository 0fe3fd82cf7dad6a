import { join } from 'node:path';
import { testHost } from '../../../../test/contract/open-connector.ts';
import type { CellValue, Facets, LoadColumn, LoadRequest } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { generatedColumns, indexParts } from '../../../families/duckdb/table-rules.ts';
import { openDuckdbSession } from '../../../movement/duckdb-hub.ts';
import { duckdb } from './definition.ts';

/*
 * What a table's own constraints and indexes make of rows.
 */

const never = new AbortController().signal;
let host: Awaited<ReturnType<typeof testHost>>;
let facets: Facets;
let keepAlive: DuckdbSession;

beforeEach(async () => {
  host = await testHost();
  keepAlive = await openDuckdbSession({ tempDir: host.tempDir });
  facets = (await duckdb.open({ path: 'lake.duckdb', allow_external_access: false }, host)).facets as Facets;
});
afterEach(async () => {
  await keepAlive[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
});

async function sql(...statements: string[]): Promise<readonly (readonly unknown[])[]> {
  return host.withSession(async (session) => {
    await session.run(`USE ${await session.attach(join(host.baseDir, 'lake.duckdb'), 'write', never)}`);
    let rows: readonly (readonly unknown[])[] = [];
    for (const statement of statements) rows = await session.all(statement);
    return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  });
}

const columns: readonly LoadColumn[] = [
  { name: 'id', type: 'int' },
  { name: 'n', type: 'int' },
  { name: 'name', type: 'string' },
];
let batches = 0;
type Work = Pick<LoadRequest, 'operation' | 'deleteMissing'> & { rows: readonly (readonly CellValue[])[] };
const load = ({ rows, ...work }: Work, key: readonly string[] = ['id']) =>
  host.withSession((session) =>
    facets.load.load({
      ...work,
      table: {
        id: 'main.t',
        key,
        columns: columns.map((column) => ({
          ...column,
          ...facets.define.columnType(column.type),
          nullable: true,
        })),
      },
      columns,
      key,
      rows: {
        format: 'rows',
        async *open() {
          yield rows;
        },
      },
      isRepeatable: true,
      batch: { scope: 'sync/1', id: `batch ${++batches}` },
      session,
      signal: never,
      onProgress: () => {},
    }),
  );
const reasons = (rejected: readonly { key: object; reason: string }[]) =>
  rejected.map(({ key, reason }) => [...Object.values(key), reason]);

test.each(['upsert', 'insert', 'replace', 'append'] as const)(
  'a row that CHECK, UNIQUE, an index or FOREIGN KEY refuses keeps out itself alone, of %s',
  async (operation) => {
    await sql(
      'CREATE TABLE parent (name VARCHAR PRIMARY KEY)',
      `INSERT INTO parent VALUES ('a'), ('b')`,
      `CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER CHECK (n > 0 AND t.n < big), name VARCHAR REFERENCES parent (name),
         big INTEGER DEFAULT 1000, double INTEGER AS (n * 2))`,
      'CREATE UNIQUE INDEX by_n ON t (n)',
      `INSERT INTO t (id, n, name) VALUES (100, 100, 'a')`,
    );
    const outcome = await load(
      {
        operation,
        rows: [
          [1, 1, 'a'],
          [2, -2, 'a'],
          [3, 3, 'nobody'],
          [4, 1, 'b'],
          [5, 100, null],
          [6, 2000, 'a'],
          [8, null, 'b'],
        ],
      },
      operation === 'append' ? [] : undefined,
    );
    const refused = new Map(reasons(outcome.rejected).map(([id, ...rest]) => [id, rest.at(-1)]));
    expect(Object.fromEntries(refused)).toEqual({
      2: 'CHECK(((n > 0) AND (t.n < big))) does not hold',
      3: 'parent has no row whose (name) is (nobody), as its (name) says',
      4: 'another record of the same batch has the same (n)',
      ...(operation === 'replace' ? {} : { 5: 'another row has the same (n): (100)' }),
      6: 'CHECK(((n > 0) AND (t.n < big))) does not hold',
    });
    expect(outcome.inserted).toBe(operation === 'replace' ? 3 : 2);
    expect(await sql('SELECT id FROM t ORDER BY id')).toEqual(
      (operation === 'replace' ? [1, 5, 8] : [1, 8, 100]).map((id) => [String(id)]),
    );
  },
);

test.each(['upsert', 'insert', 'replace', 'append'] as const)(
  'a row that a unique index over expressions refuses keeps out itself alone, of %s',
  async (operation) => {
    await sql(
      `CREATE TABLE t (id INTEGER, n INTEGER, name VARCHAR)`,
      'CREATE UNIQUE INDEX by_name ON t (lower(name))',
      `CREATE UNIQUE INDEX by_both ON t ((n + 1), concat(name, ', ('))`,
      `INSERT INTO t VALUES (100, 100, 'There')`,
    );
    const outcome = await load(
      {
        operation,
        rows: [
          [1, 1, 'Bob'],
          [2, 2, 'bob'],
          [3, 3, 'there'],
          [4, null, null],
          [5, null, null],
        ],
      },
      operation === 'append' ? [] : undefined,
    );
    const refused = reasons(outcome.rejected).map(([id, ...rest]) => [id, rest.at(-1)]);
    expect(refused.toSorted()).toEqual(
      [
        ...(operation === 'replace' ? [] : [['3', 'another row has the same (lower("name")): (there)']]),
        ['2', 'another record of the same batch has the same (lower("name"))'],
      ].toSorted(),
    );
    expect(await sql('SELECT id FROM t ORDER BY id')).toEqual(
      (operation === 'replace' ? [1, 3, 4, 5] : [1, 4, 5, 100]).map((id) => [String(id)]),
    );
  },
);

test('the parts of an index are read off its statement', () => {
  expect(
    indexParts(
      `CREATE UNIQUE INDEX "a, (b" ON s."T ""("((("b, c" + 1)), "name", (concat("name", ', )''')), "q""x");`,
    ),
  ).toEqual(['(("b, c" + 1))', '"name"', `(concat("name", ', )'''))`, '"q""x"']);
});

test.each(['upsert', 'update'] as const)(
  'a row that is there is judged as it would be, and stays where it is refused, of %s',
  async (operation) => {
    await sql(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, name VARCHAR UNIQUE, low INTEGER, CHECK (n > low))',
      `INSERT INTO t VALUES (1, 5, 'one', 0), (2, 5, 'two', 4), (3, 5, 'three', NULL)`,
    );
    const outcome = await load({
      operation,
      rows: [
        [1, 3, 'uno'],
        [2, 3, 'two'],
        [3, 3, 'two'],
      ],
    });
    expect(outcome.updated).toBe(1);
    expect(reasons(outcome.rejected)).toEqual([
      ['2', 'CHECK((n > low)) does not hold'],
      ['3', 'another row has the same (name): (two)'],
    ]);
    expect(await sql('SELECT id, n, name FROM t ORDER BY id')).toEqual([
      ['1', '3', 'uno'],
      ['2', '5', 'two'],
      ['3', '5', 'three'],
    ]);
  },
);

test('a row that another table refers to is not let go, and a refused record’s row stays', async () => {
  await sql(
    'CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER CHECK (n > 0), name VARCHAR)',
    `INSERT INTO t VALUES (1, 1, 'one'), (2, 2, 'two'), (3, 3, 'three')`,
    'CREATE TABLE child (parent INTEGER REFERENCES t (id))',
    'INSERT INTO child VALUES (2)',
  );
  const refers = 'a row of child refers to it by its (parent)';
  const outcome = await load({
    operation: 'upsert',
    deleteMissing: true,
    rows: [
      [3, -3, 'x'],
      [4, 4, 'four'],
    ],
  });
  expect(outcome).toMatchObject({ inserted: 1, updated: 0, deleted: 1 });
  expect(reasons(outcome.rejected)).toEqual([
    ['3', 'CHECK((n > 0)) does not hold'],
    ['2', refers],
  ]);
  expect(await sql('SELECT id FROM t ORDER BY id')).toEqual([['2'], ['3'], ['4']]);
  const gone = await load({ operation: 'delete', rows: [2, 3].map((id) => [id, null, null]) });
  expect(gone).toMatchObject({ deleted: 1 });
  expect(reasons(gone.rejected)).toEqual([['2', refers]]);
});

test('a column’s own words are not taken for its being generated', () => {
  const statement = `CREATE TABLE main.t(id INTEGER DEFAULT(length(', x GENERATED ALWAYS AS(')), "a, ""b"" GENERATED ALWAYS AS(1)" INTEGER, g INTEGER GENERATED ALWAYS AS(CAST((id * 2) AS INTEGER)), "g 2" INTEGER GENERATED ALWAYS AS(1), UNIQUE(id, "a"));`;
  expect([...generatedColumns(statement)]).toEqual(['g', 'g 2']);
});
