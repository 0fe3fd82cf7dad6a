import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { postgresql } from '../../../../../test/contract/changes/postgresql.ts';
import { inWords } from '../../../../../test/contract/changes/replica.ts';
import {
  ChangesUnderTest,
  EventReader,
  lastPosition,
} from '../../../../../test/contract/changes/under-test.ts';
import { startPostgres } from '../../../../../test/services/postgres.ts';
import { slotName } from './slot-name.ts';

let under: ChangesUnderTest;
const never = new AbortController().signal;
const sql = (statement: string) => under.sql(statement);
beforeAll(async () => {
  under = await ChangesUnderTest.open(postgresql);
});
afterAll(() => under?.[Symbol.asyncDispose]());

const slot = async (id: string) => {
  const [row] = await sql(
    `SELECT active, active_pid, confirmed_flush_lsn, plugin FROM pg_replication_slots WHERE slot_name = '${slotName(id)}'`,
  );
  return row && { active: row[0] === 't', pid: row[1], confirmed: row[2] as string, plugin: row[3] };
};

test('a slot is made once, is free as soon as following ends, and goes with the publication when it is released', async () => {
  const table = await under.filledTable();
  const { stream, followed, from } = await under.begin(table);
  expect(await slot(stream.id)).toMatchObject({ active: false, plugin: 'pgoutput', confirmed: from });
  const following = await under.changes.follow({ stream, objects: [followed], from }, never);
  const reader = new EventReader(following);
  await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
  const position = lastPosition(await reader.untilCommit());
  expect((await slot(stream.id))?.active).toBe(true);
  await following.acknowledge(position);
  expect((await slot(stream.id))?.confirmed).toBe(position);
  await following[Symbol.asyncDispose]();
  expect((await slot(stream.id))?.active).toBe(false);
  const published = () => sql('SELECT pubname FROM pg_publication');
  expect(await published()).toHaveLength(1);
  await under.changes.release(stream.id, never);
  expect(await slot(stream.id)).toBeUndefined();
  expect(await published()).toHaveLength(0);
});

test('a publication that somebody else made is used, and stays', async () => {
  const table = await under.filledTable();
  await sql(`CREATE PUBLICATION of_others FOR ALL TABLES WITH (publish_via_partition_root = true)`);
  const open = await under.open({ ...under.fixture.config, publication: 'of_others' });
  await using _ = open;
  const changes = open.facets.changes;
  if (!changes) throw new Error('no changes facet');
  const stream = under.stream([table]);
  const from = await changes.prepare(stream, null, never);
  await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
  const request = { object: `public.${table}`, fields: ['id'], configuration: {} };
  const snapshot = await changes.snapshot(stream, request, never);
  const { followed } = await under.readSnapshot(snapshot, request.object, request.fields);
  await sql(`INSERT INTO ${table} VALUES (4, 'four', 4)`);
  const until = await changes.head(never);
  await using following = await changes.follow({ stream, objects: [followed], from, until }, never);
  const events = await new EventReader(following).untilCommit();
  expect(events.find(({ type }) => type !== 'commit')).toMatchObject({ type: 'insert', values: ['4'] });
  await following[Symbol.asyncDispose]();
  await changes.release(stream.id, never);
  expect(await sql("SELECT 1 FROM pg_publication WHERE pubname = 'of_others'")).toHaveLength(1);
  await sql('DROP PUBLICATION of_others');
});

test('a slot that was recreated does not answer for what was before', async () => {
  const table = await under.filledTable();
  const { stream, followed, from } = await under.begin(table);
  await sql(`SELECT pg_drop_replication_slot('${slotName(stream.id)}')`);
  await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
  await sql(`SELECT pg_create_logical_replication_slot('${slotName(stream.id)}', 'pgoutput')`);
  const lost = { code: 'changes_lost', message: expect.stringContaining('recreated') };
  await expect(under.changes.prepare(stream, from, never)).rejects.toMatchObject(lost);
  await expect(under.changes.follow({ stream, objects: [followed], from }, never)).rejects.toMatchObject(
    lost,
  );
});

test('a slot of another plugin, and a position that the log has not come to, are losses', async () => {
  const table = await under.filledTable();
  const { stream, followed, from } = await under.begin(table);
  await expect(under.changes.prepare(stream, 'FFFFFF/0', never)).rejects.toMatchObject({
    code: 'changes_lost',
    message: expect.stringContaining('set back'),
  });
  await sql(`SELECT pg_drop_replication_slot('${slotName(stream.id)}')`);
  await sql(`SELECT pg_create_logical_replication_slot('${slotName(stream.id)}', 'test_decoding')`).catch(
    () => undefined,
  );
  if (await slot(stream.id))
    await expect(under.changes.follow({ stream, objects: [followed], from }, never)).rejects.toMatchObject({
      code: 'changes_lost',
    });
});

test('a publication that was recreated does not answer for what was before', async () => {
  const table = await under.filledTable();
  const { stream, followed, from } = await under.begin(table);
  const publication = under.fixture.config.publication as string;
  const quoted = `"${publication.replaceAll('"', '""')}"`;
  await sql(`DROP PUBLICATION ${quoted}`);
  const lost = { code: 'changes_lost', message: expect.stringContaining('publication') };
  await expect(under.changes.prepare(stream, from, never)).rejects.toMatchObject(lost);
  await sql(`CREATE PUBLICATION ${quoted} FOR TABLE ${table}`);
  await expect(under.changes.follow({ stream, objects: [followed], from }, never)).rejects.toMatchObject(
    lost,
  );
  await sql(`DROP PUBLICATION ${quoted}`);
});

test('a slot that somebody else reads from is said to be read, by whom', async () => {
  const table = await under.filledTable();
  const { stream, followed, from } = await under.begin(table);
  const { hostname, port, username, password, database } = under.fixture.plain as Record<string, string>;
  const options = { host: hostname, port: Number(port), user: username, password, database };
  const other = new pg.Client({
    ...options,
    application_name: 'somebody else',
    replication: 'database',
  } as unknown as pg.ClientConfig);
  other.on('error', () => {});
  await other.connect();
  const publication = (under.fixture.config.publication as string).replaceAll('"', '""');
  other
    .query(
      `START_REPLICATION SLOT ${slotName(stream.id)} LOGICAL 0/0 (proto_version '1', publication_names '"${publication}"')`,
    )
    .catch(() => {});
  while (!(await slot(stream.id))?.active);
  await expect(under.changes.follow({ stream, objects: [followed], from }, never)).rejects.toMatchObject({
    code: 'locked',
    message: expect.stringContaining('somebody else'),
  });
  (other as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  await using _ = await under.changes.follow({ stream, objects: [followed], from }, never);
});

test('a reader of our own whose process has died without a word is replaced', async () => {
  const table = await under.filledTable();
  const { stream, followed, from } = await under.begin(table);
  const orphan = await under.changes.follow({ stream, objects: [followed], from }, never);
  await using following = await under.changes.follow({ stream, objects: [followed], from }, never);
  await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
  expect((await new EventReader(following).untilCommit()).map(inWords)).toContain(
    `insert public.${table} 3,three,3`,
  );
  await expect(new EventReader(orphan).until(() => false)).rejects.toMatchObject({
    code: 'connection_failed',
  });
  await orphan[Symbol.asyncDispose]();
});

test('a slot that the server has given up is a loss, and the lag warns before', async () => {
  const server = await startPostgres({ fsync: false });
  await using _ = server;
  const config = { ...server.configuration, change_detection: true, publication: 'followed' };
  const open = await under.open(config);
  await using _open = open;
  const changes = open.facets.changes;
  if (!changes) throw new Error('no changes facet');
  const client = new pg.Client({ connectionString: server.connectionString });
  client.on('error', () => {});
  await client.connect();
  await client.query('CREATE TABLE public.t (id int PRIMARY KEY)');
  const stream = { id: randomUUID(), objects: ['public.t'], configuration: {} };
  const from = await changes.prepare(stream, null, never);
  await client.query("ALTER SYSTEM SET max_slot_wal_keep_size = '16MB'");
  await client.query("ALTER SYSTEM SET max_wal_size = '32MB'");
  await client.query("ALTER SYSTEM SET min_wal_size = '32MB'");
  await client.query('SELECT pg_reload_conf()');
  const seen: string[] = [];
  for (let i = 0; i < 12; i++) {
    await client.query("SELECT pg_logical_emit_message(false, 'filler', repeat('x', 8000000))");
    await client.query('CHECKPOINT');
    seen.push(...(await changes.lag(stream, never)).warnings);
  }
  expect(seen.join('\n')).toMatch(/max_slot_wal_keep_size/);
  await expect(changes.prepare(stream, from, never)).rejects.toMatchObject({
    code: 'changes_lost',
    message: expect.stringContaining('invalidated'),
  });
  // Begun again, it works again.
  await changes.prepare(stream, null, never);
  await changes.release(stream.id, never);
  await client.end();
});
