import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectorUnderTest, never } from '../../../../test/contract/open-connector.ts';
import type {
  CellValue,
  Extraction,
  LoadOperation,
  LoadRequest,
  TargetTable,
} from '../../../contract/contract.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import { mssql } from './definition.ts';
import { fixture } from './testing/contract-fixture.ts';
import { type SqlServerStandIn, startSqlServerStandIn } from './testing/stand-in.ts';

const FILE = join(import.meta.dirname, 'testing', 'statements.sql');
const HEAD = `-- What syncform sends to a SQL Server, batch by batch. No SQL Server runs where syncform is tested: this is for people who know
-- one. The test beside this folder compares it with what is sent; SYNCFORM_WRITE_STATEMENTS=1 writes it again.
`;

let server: SqlServerStandIn;
let under: ConnectorUnderTest;
let sections = '';
beforeAll(async () => {
  server = await startSqlServerStandIn();
  const there = await fixture.open();
  under = await ConnectorUnderTest.open(mssql as never, {
    ...fixture,
    open: async () => ({ ...there, config: server.configuration }),
  });
});
afterAll(async () => {
  await under?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** Notes what is sent while something is done; a batch that came in an earlier section is left out. */
async function section(title: string, work: () => Promise<unknown>): Promise<void> {
  const before = server.batches.length;
  await work();
  const known = new Set(server.batches.slice(0, before));
  const sent = server.batches
    .slice(before)
    // Tables have other numbers and logs other places each time.
    .map((batch) =>
      batch
        .replace(/0x[0-9A-F]{20}/g, '0x00000025000000010001')
        .replace(/(CHANGETABLE\([^,]*, |VERSION <= )\d+/g, '$17'),
    )
    .filter((batch, i, all) => !known.has(batch) && all.indexOf(batch) === i);
  sections += `\n-- ${title}\n\n${sent.map((batch) => `${batch.trim()}\nGO\n`).join('')}`;
}

const COLUMNS = [
  { name: 'id', type: 'bigint' },
  { name: 'code', type: 'string' },
  { name: 'active', type: 'boolean' },
  { name: 'price', type: 'decimal(12,2)' },
  { name: 'at', type: 'datetime_tz' },
  { name: 'weight', type: 'double' },
  { name: 'bytes', type: 'binary' },
];
const ROW = ['1', 'a', true, '1.50', '2024-01-02 03:04:05+00', 1.5, new Uint8Array([1])];

function load(table: TargetTable, operation: LoadOperation, more: Partial<LoadRequest> = {}) {
  return under.host.withSession((session) =>
    under.facet('load').load({
      table,
      operation,
      columns: table.columns.map(({ name, type }) => ({ name, type })),
      key: table.key,
      rows: {
        format: 'rows',
        async *open() {
          yield [ROW as readonly CellValue[]];
        },
      },
      batch: { scope: 'sync', id: operation },
      session,
      signal: never,
      onProgress: () => {},
      ...more,
    }),
  );
}

/** Follows a table of its own by one of the two methods. `keep` makes the stand-in keep its changes. */
async function changes(change_method: string, keep: string): Promise<void> {
  const name = `followed_by_${change_method}`;
  await server.run(`CREATE TABLE dbo.${name} (id bigint PRIMARY KEY, code nvarchar(20))`);
  await server.run(`SELECT ${keep}(CAST(N'dbo.${name}' AS regclass))`);
  const config = mssql.config.parse({ ...server.configuration, change_detection: true, change_method });
  await using open = await mssql.open(config, under.host);
  const facet = open.facets.changes;
  if (!facet) throw new Error('no changes facet');
  const stream = { id: 'stream', objects: [`dbo.${name}`], configuration: {} };
  expect(await facet.check(stream, never)).toEqual([]);
  const from = await facet.prepare(stream, null, never);
  const fields = ['id', 'code'];
  const taken = await facet.snapshot(stream, { object: `dbo.${name}`, fields, configuration: {} }, never);
  await under.rows(taken.extraction);
  await taken[Symbol.asyncDispose]();
  await server.run(`INSERT INTO dbo.${name} VALUES (1, N'a')`);
  const object = { id: `dbo.${name}`, fields, key: ['id'], handover: taken.handover };
  const until = await facet.head(never);
  await using following = await facet.follow({ stream, objects: [object], from, until }, never);
  const events = [];
  for await (const portion of following.events) events.push(...portion);
  expect(events[0]).toMatchObject({ type: 'insert', values: ['1', 'a'] });
}

test('what is sent to a SQL Server is what statements.sql shows; a stand-in takes it', async () => {
  const define = under.facet('define');
  const read = under.facet('read');
  const table = under.wanted('items', COLUMNS, ['id']);
  const byCode = under.wanted('by_code', COLUMNS.slice(0, 2), ['code']);
  const id = 'dbo.items';
  await section('Logging in', () => under.facet('test').test(never));
  await section('Listing and describing tables', () => under.facet('discover').list({}, never));
  await section('A new table; one in another schema, with a key of texts', async () => {
    await define.apply(define.change(table, null), never);
    await define.apply(define.change({ ...byCode, id: 'sales.by_code' }, null), never);
  });
  await section('A column more, and a wider one', async () => {
    const wider = {
      ...table,
      id: 'dbo.wider',
      columns: [...table.columns.slice(0, 1), { name: 'n', type: 'int', target_type: 'int', nullable: true }],
    };
    await define.apply(define.change(wider, null), never);
    const n = { name: 'n', type: 'bigint', target_type: 'bigint', nullable: true };
    const wanted = { ...wider, columns: [...table.columns.slice(0, 2), n] };
    await define.apply(define.change(wanted, await define.describe(wider.id, never)), never);
  });
  await section('updateOrCreate: staged by a bulk load, merged', () => load(table, 'upsert'));
  await section('create', () => load(table, 'insert'));
  await section('update', () => load(table, 'update'));
  await section('append', () => load({ ...table, key: [] }, 'append'));
  await section('replace', () => load(table, 'replace'));
  await section('remove', () => load(table, 'delete'));
  await section('A merge after which rows that did not come are deleted', () =>
    load(table, 'upsert', { deleteMissing: true, batch: { scope: 'sync', id: 'missing' } }),
  );
  await section('Has a batch been committed?', () =>
    under.facet('load').committed(id, { scope: 'sync', id: 'upsert' }, never),
  );
  await section('Reading a table, and where the next read goes on', async () => {
    await under.rows(
      await under.read(
        id,
        COLUMNS.map(({ name }) => name),
      ),
    );
    await largestOf(read, id, 'at', {}, never);
    await under.rows(await under.read(id, ['id'], { field: 'at', value: '2024-01-02 03:04:05+00' }));
  });
  await section('A query as a model, with filters', async () => {
    const model = { query: 'SELECT id, code, price, at FROM dbo.items' };
    const query = under.facet('query');
    const fields = await query.describe(model, never);
    const filters = [
      { field: 'code', function: 'Equality', value: 'a' },
      { field: 'code', function: 'StringContains', value: '100%' },
      { field: 'code', function: 'StringOneOf', value: ['a', 'b'] },
      { field: 'at', function: 'OnOrAfter', value: '2024-01-01' },
      { field: 'price', function: 'LessThan', value: 2 },
    ];
    await under.rows(
      (await query.extractFiltered?.(
        model,
        fields,
        { filters: filters as never, logic: undefined, fields, now: 0 },
        never,
      )) as Extraction,
    );
  });
  await section('Change tracking: check, a snapshot, and what changed since', () =>
    changes('change_tracking', 'sys.track_changes'),
  );
  await section('Change data capture: the same', () => changes('cdc', 'sys.capture_changes'));
  await section('Dropping a table', () => define.drop(id, never));

  const text = HEAD + sections;
  if (process.env.SYNCFORM_WRITE_STATEMENTS !== undefined) writeFileSync(FILE, text);
  expect(text).toBe(readFileSync(FILE, 'utf8'));
});
