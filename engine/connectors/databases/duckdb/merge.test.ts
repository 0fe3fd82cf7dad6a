import { join } from 'node:path';
import { testHost } from '../../../../test/contract/open-connector.ts';
import type {
  CellValue,
  LoadColumn,
  LoadFacet,
  LoadOutcome,
  LoadRequest,
} from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { openDuckdbSession } from '../../../movement/duckdb-hub.ts';
import { duckdb } from './definition.ts';

const never = new AbortController().signal;
let host: Awaited<ReturnType<typeof testHost>>;
let session: DuckdbSession;
let load: LoadFacet;

beforeEach(async () => {
  host = await testHost();
  session = await openDuckdbSession({ tempDir: host.tempDir });
  const connector = await duckdb.open(
    { path: 'lake.duckdb', allow_external_access: false },
    { ...host, withSession: (work) => work(session) },
  );
  load = connector.facets.load as LoadFacet;
  await session.run(`USE ${await session.attach(join(host.baseDir, 'lake.duckdb'), 'write', never)}`);
});
afterEach(async () => {
  await session[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
});

/** What `t` has: a key, a value, when it was changed; when it came and was written; two that no batch brings. */
const COLUMNS =
  'id BIGINT, name VARCHAR, changed INTEGER, came VARCHAR, written VARCHAR, own INTEGER DEFAULT 7';
const BROUGHT: readonly LoadColumn[] = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
  { name: 'changed', type: 'int' },
  { name: 'came', type: 'string', only: 'create', isStamp: true },
  { name: 'written', type: 'string', isStamp: true },
];

async function merge(
  rows: readonly (readonly [number, string | null, number | null])[],
  more: Partial<LoadRequest> = {},
): Promise<LoadOutcome> {
  const stamped = rows.map((row): CellValue[] => [...row, 'now', 'now']);
  return load.load({
    table: { id: 't', columns: [], key: ['id'] },
    operation: 'upsert',
    columns: BROUGHT,
    key: ['id'],
    rows: {
      format: 'rows',
      async *open() {
        yield stamped;
      },
    },
    batch: { scope: 'test', id: 'one' },
    session,
    signal: never,
    onProgress: () => {},
    ...more,
  });
}

const counts = ({ inserted, updated, deleted }: LoadOutcome) => ({ inserted, updated, deleted });
const table = async () =>
  (await session.all('SELECT * FROM t ORDER BY id')).map((row) => row.map(String).join(' '));

describe.each([
  ['DELETE and INSERT of the rows that the key finds', ''],
  ['UPDATE where the table has constraints', ', CHECK (id > 0)'],
  ['UPDATE where the table has a generated column', ', twice BIGINT AS (id * 2)'],
])('a merge by %s', (_title, more) => {
  beforeEach(async () => {
    await session.run(`CREATE TABLE t (${COLUMNS}${more})`);
    await session.run(`INSERT INTO t (id, name, changed, came, written, own) VALUES
      (1, 'a', 10, 'then', 'then', 1), (2, 'b', 20, 'then', 'then', 2), (3, 'c', NULL, 'then', 'then', 3), (4, NULL, 40, 'then', 'then', 4)`);
  });
  const first = async () => (await table()).map((row) => row.split(' ').slice(0, 6).join(' '));

  const arriving = [
    [1, 'A', 11], // changed, and says so
    [2, 'b', 20], // as it was
    [3, 'C', null], // changed, and says nothing
    [4, 'd', 40], // changed at the same moment
    [5, 'e', 50], // new
  ] as const;
  const merged = [
    '1 A 11 then now 1',
    '2 b 20 then then 2',
    '3 C null then now 3',
    '4 d 40 then now 4',
    '5 e 50 now now 7',
  ];

  it.each([undefined, 'changed', 'name', 'written', 'nothing'])(
    'writes what differs, keeps the rest and leaves equal rows alone; told that records change with %s',
    async (changesWith) => {
      const outcome = await merge(arriving, changesWith === undefined ? {} : { changesWith });
      expect(counts(outcome)).toEqual({ inserted: 1, updated: 3, deleted: 0 });
      expect(await first()).toEqual(merged);
    },
  );

  it('updates what is there and no more', async () => {
    const outcome = await merge(arriving, { operation: 'update' });
    expect(counts(outcome)).toEqual({ inserted: 0, updated: 3, deleted: 0 });
    expect(await first()).toEqual(merged.slice(0, 4));
  });

  it('deletes what did not come', async () => {
    const outcome = await merge(arriving.slice(2), { deleteMissing: true });
    expect(counts(outcome)).toEqual({ inserted: 1, updated: 2, deleted: 2 });
    expect(await first()).toEqual(merged.slice(2));
  });

  it('writes only in new rows, or only in old ones, what is for those', async () => {
    const columns = BROUGHT.map(
      (column): LoadColumn => (column.name === 'name' ? { ...column, only: 'update' } : column),
    );
    await merge(arriving, { columns, changesWith: 'changed' });
    expect(await first()).toEqual([...merged.slice(0, 4), '5 null 50 now now 7']);
  });
});

it('a batch that lies in a table of the session already is merged from there', async () => {
  await session.run(`CREATE TABLE t (${COLUMNS})`);
  await session.run("INSERT INTO t VALUES (1, 'a', 10, 'then', 'then', 1)");
  await session.run(
    "CREATE TEMP TABLE waiting AS SELECT 1::BIGINT AS id, 'A' AS name, 11 AS changed, 'now' AS came, 'now' AS written",
  );
  const outcome = await merge([], {
    isKeyUnique: true,
    changesWith: 'changed',
    rows: {
      format: 'relation',
      table: 'temp.main.waiting',
      attach: async () => 'SELECT * FROM temp.main.waiting',
    },
  });
  expect(counts(outcome)).toEqual({ inserted: 0, updated: 1, deleted: 0 });
  expect(await table()).toEqual(['1 A 11 then now 1']);
  expect(await session.all('SELECT count(*) FROM temp.main.waiting')).toEqual([[1n]]);
});
