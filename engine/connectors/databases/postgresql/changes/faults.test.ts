import { postgresql } from '../../../../../test/contract/changes/postgresql.ts';
import { ChangesUnderTest } from '../../../../../test/contract/changes/under-test.ts';
import type { ChangesFacet } from '../../../../contract/changes.ts';

let under: ChangesUnderTest;
const opened = new AsyncDisposableStack();
const never = new AbortController().signal;
const sql = (statement: string) => under.sql(statement);
beforeAll(async () => {
  under = await ChangesUnderTest.open(postgresql);
});
afterAll(async () => {
  await opened.disposeAsync();
  await under?.[Symbol.asyncDispose]();
});

const faultsOf = async (...objects: string[]) => {
  const faults = await under.changes.check({ ...under.stream([]), objects }, never);
  return faults.map(({ object, message }) => `${object ?? 'stream'}: ${message}`);
};

/** The facet as another user, whose rights are given by statements. */
async function as(user: string, publication: string, ...grants: string[]): Promise<ChangesFacet> {
  await sql(`CREATE ROLE ${user} LOGIN REPLICATION PASSWORD 'x'`).catch(() => {});
  for (const grant of grants) await sql(grant);
  const config = { ...under.fixture.config, username: user, password: 'x', publication };
  const open = opened.use(await under.open(config));
  const { changes } = open.facets;
  if (!changes) throw new Error('no changes facet');
  return changes;
}

test('what has no log of its own says so', async () => {
  await sql('CREATE TABLE plain (id int PRIMARY KEY)');
  await sql('CREATE VIEW shown AS SELECT * FROM plain');
  await sql('CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY)');
  await sql('CREATE TABLE parent (id int PRIMARY KEY)');
  await sql('CREATE TABLE child () INHERITS (parent)');
  const faults = await faultsOf('public.plain', 'public.shown', 'public.unlogged', 'public.parent');
  expect(faults).toEqual([
    expect.stringMatching(/^public.shown: it is a view/),
    expect.stringMatching(/^public.unlogged: .*SET LOGGED/),
    expect.stringMatching(/^public.parent: .*inherit/),
  ]);
});

test('a table that does not tell its rows apart says so, and a partition that does not', async () => {
  await sql('CREATE TABLE no_key (id int)');
  await sql('CREATE TABLE nothing (id int PRIMARY KEY)');
  await sql('ALTER TABLE nothing REPLICA IDENTITY NOTHING');
  await sql('CREATE TABLE whole (id int)');
  await sql('ALTER TABLE whole REPLICA IDENTITY FULL');
  await sql('CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id)');
  await sql('CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10)');
  expect(await faultsOf('public.whole', 'public.parted')).toEqual([]);
  await sql('ALTER TABLE part REPLICA IDENTITY NOTHING');
  const faults = await faultsOf('public.no_key', 'public.nothing', 'public.parted');
  expect(faults).toEqual([
    expect.stringMatching(/^public.no_key: it has no primary key.*REPLICA IDENTITY FULL/),
    expect.stringMatching(/^public.nothing: .*NOTHING.*"public"."nothing" REPLICA IDENTITY DEFAULT/),
    expect.stringMatching(/^public.parted: .*"public"."part"/),
  ]);
  // What would make the server refuse its writers is not published.
  await expect(
    under.changes.prepare({ ...under.stream([]), objects: ['public.no_key'] }, null, never),
  ).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('public.no_key') });
  await sql('INSERT INTO no_key VALUES (1)');
  await sql('DELETE FROM no_key');
});

test('rows that are hidden from the user but not from the log are a fault, and so is a table that may not be read', async () => {
  await sql('CREATE TABLE hidden (id int PRIMARY KEY)');
  await sql('CREATE TABLE shut (id int PRIMARY KEY)');
  await sql('ALTER TABLE hidden ENABLE ROW LEVEL SECURITY');
  await sql('CREATE PUBLICATION everything FOR ALL TABLES');
  const changes = await as('rls_reader', 'everything', 'GRANT SELECT ON hidden TO rls_reader');
  const faults = await changes.check(
    { ...under.stream([]), objects: ['public.hidden', 'public.shut'] },
    never,
  );
  expect(faults.map(({ message }) => message)).toEqual([
    expect.stringContaining('BYPASSRLS'),
    expect.stringContaining('GRANT SELECT'),
  ]);
  await sql('DROP PUBLICATION everything');
});

test('a publication that the user may neither make nor extend is asked for in SQL that runs', async () => {
  await sql('CREATE TABLE wanted (id int PRIMARY KEY)');
  await sql('CREATE TABLE also (id int PRIMARY KEY)');
  const changes = await as('no_owner', 'given', 'GRANT SELECT ON wanted, also TO no_owner');
  const check = async (...objects: string[]) =>
    (await changes.check({ ...under.stream([]), objects }, never)).map(({ message }) => message);
  const [missing] = await check('public.wanted');
  expect(missing).toContain('there is no publication given');
  const run = (message = '') => /run: (.*)\.$/.exec(message)?.[1] ?? '';
  await sql(run(missing));
  expect(await check('public.wanted')).toEqual([]);
  const [short] = await check('public.wanted', 'public.also');
  expect(short).toContain('does not hold public.also');
  await sql(run(short));
  expect(await check('public.wanted', 'public.also')).toEqual([]);
  await sql('DROP PUBLICATION given');
});

test('a publication that leaves out operations, rows or the partitioned table is a fault', async () => {
  await sql('CREATE TABLE some_rows (id int PRIMARY KEY)');
  await sql('CREATE TABLE in_parts (id int PRIMARY KEY) PARTITION BY RANGE (id)');
  await sql('CREATE TABLE in_parts_1 PARTITION OF in_parts FOR VALUES FROM (0) TO (10)');
  await sql(
    "CREATE PUBLICATION odd FOR TABLE some_rows WHERE (id > 5), in_parts WITH (publish = 'insert, update, delete')",
  );
  const open = await under.open({ ...under.fixture.config, publication: 'odd' });
  await using _ = open;
  const objects = ['public.some_rows', 'public.in_parts'];
  const faults = await open.facets.changes?.check({ ...under.stream([]), objects }, never);
  expect(faults?.map(({ message }) => message)).toEqual([
    expect.stringContaining('leaves out truncate'),
    expect.stringContaining('WHERE'),
    expect.stringContaining('publish_via_partition_root'),
  ]);
  await sql('DROP PUBLICATION odd');
});

test('a generated column, which the log does not have, is refused by name', async () => {
  await sql('CREATE TABLE generating (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED)');
  const stream = { ...under.stream([]), objects: ['public.generating'] };
  await under.changes.prepare(stream, null, never);
  const read = (fields: string[]) =>
    under.changes.snapshot(stream, { object: 'public.generating', fields, configuration: {} }, never);
  await expect(read(['id', 'twice'])).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('twice'),
  });
  const snapshot = await read(['id']);
  await snapshot[Symbol.asyncDispose]();
  // A filter may ask for it later.
  const followed = {
    id: 'public.generating',
    fields: ['id', 'twice'],
    key: ['id'],
    handover: snapshot.handover,
  };
  const from = snapshot.position;
  await expect(under.changes.follow({ stream, objects: [followed], from }, never)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('twice'),
  });
  await under.changes.release(stream.id, never);
});

test('a key that the log does not tell rows by, and fields that it does not bring, are known before', async () => {
  await sql(
    'CREATE TABLE asked (id int PRIMARY KEY, name text, twice int GENERATED ALWAYS AS (id * 2) STORED)',
  );
  const check = (fields: string[], key: string[]) =>
    under.changes.check(
      { ...under.stream([]), objects: ['public.asked'], wanted: { 'public.asked': { fields, key } } },
      never,
    );
  expect(await check(['id', 'name'], ['id'])).toEqual([]);
  const faults = await check(['id', 'name', 'twice'], ['name']);
  expect(faults).toEqual([
    {
      object: 'public.asked',
      message: expect.stringMatching(/by id, not by the key name.*REPLICA IDENTITY FULL/),
    },
    { object: 'public.asked', message: expect.stringContaining('does not bring twice') },
  ]);
});
