import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgresql } from '../../../../../test/contract/changes/postgresql.ts';
import {
  ChangesUnderTest,
  EventReader,
  lastPosition,
} from '../../../../../test/contract/changes/under-test.ts';
import { testNeeding } from '../../../../../test/needing.ts';
import { startPostgres } from '../../../../../test/services/postgres.ts';
import { missingSshd, sshSettings, startSshd } from '../../../../../test/services/sshd.ts';
import { openAt } from './testing/open-at.ts';

let under: ChangesUnderTest;
const never = new AbortController().signal;
const sql = (statement: string) => under.sql(statement);
beforeAll(async () => {
  under = await ChangesUnderTest.open(postgresql);
});
afterAll(() => under?.[Symbol.asyncDispose]());

/** Follows a table over a connection with other settings, through inserts of large rows. */
async function follows(changes: object): Promise<void> {
  const table = await under.filledTable();
  const { stream, followed, from } = await under.begin(table);
  const open = await under.open({ ...under.fixture.config, ...changes });
  await using _ = open;
  const following = await open.facets.changes?.follow({ stream, objects: [followed], from }, never);
  if (!following) throw new Error('no changes facet');
  await using _following = following;
  await sql(`INSERT INTO ${table} SELECT g, repeat('é', 90), g FROM generate_series(3, 20002) g`);
  const events = await new EventReader(following).untilCommit();
  expect(events.filter(({ type }) => type === 'insert')).toHaveLength(20_000);
  await following.acknowledge(lastPosition(events));
}

test('changes are followed over TLS', async () => {
  await using server = await startPostgres();
  const { caCert } = server;
  await follows({ ssl: true, ca_cert: caCert });
});

const missing = missingSshd();
testNeeding(missing, 'changes are followed through SSH, with TLS from end to end', async () => {
  const sshd = await startSshd();
  await using server = await startPostgres();
  const { caCert } = server;
  await follows({ ...sshSettings(sshd), hostname: 'localhost', ssl: true, ca_cert: caCert });
  await follows(sshSettings(sshd));
  await sshd.stop();
});

test('a reader that is slow is not taken for gone', async () => {
  const [row] = await sql('SELECT current_database()');
  await sql(`ALTER DATABASE ${row?.[0]} SET wal_sender_timeout = '3s'`);
  const table = await under.filledTable();
  const { stream, followed, from } = await under.begin(table);
  await sql(`INSERT INTO ${table} SELECT g, repeat('x', 90), g FROM generate_series(3, 100002) g`);
  const until = await under.changes.head(never);
  await using following = await under.changes.follow({ stream, objects: [followed], from, until }, never);
  const reader = new EventReader(following);
  await reader.until(() => true);
  await sleep(7_000);
  expect((await reader.untilCommit()).length).toBeGreaterThan(90_000);
  await sql(`ALTER DATABASE ${row?.[0]} RESET wal_sender_timeout`);
});

test('while a batch is long under way, what is safe is noted by the server without the events being read', async () => {
  const table = await under.filledTable();
  const { stream, followed, from } = await under.begin(table);
  await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
  await using following = await under.changes.follow({ stream, objects: [followed], from }, never);
  const first = lastPosition(await new EventReader(following).untilCommit());
  await sql(`INSERT INTO ${table} SELECT g, repeat('x', 90), g FROM generate_series(4, 200003) g`);
  // The server stands still with a full line by then.
  await sleep(500);
  await following.acknowledge(first);
  expect(await under.changes.prepare(stream, first, never)).toBe(first);
});

test('a server that shuts down is not held up by what it cannot have read yet', async () => {
  await using server = await startPostgres({ fsync: false });
  await using source = await openAt(server);
  const { changes } = source;
  const client = new pg.Client({ connectionString: server.connectionString });
  client.on('error', () => {});
  await client.connect();
  await client.query('CREATE TABLE public.t (id int PRIMARY KEY)');
  const stream = { id: 'shut down', objects: ['public.t'], configuration: {} };
  const from = await changes.prepare(stream, null, never);
  const request = { object: 'public.t', fields: ['id'], configuration: {} };
  const snapshot = await changes.snapshot(stream, request, never);
  await snapshot[Symbol.asyncDispose]();
  const followed = { id: 'public.t', fields: ['id'], key: ['id'], handover: snapshot.handover };
  const following = await changes.follow({ stream, objects: [followed], from }, never);
  const reader = new EventReader(following);
  await client.query('INSERT INTO public.t VALUES (1)');
  await reader.untilCommit();
  const { rows } = await client.query("SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1) AS pid");
  process.kill(Number(rows[0].pid), 'SIGINT');
  await expect(reader.until(() => false)).rejects.toMatchObject({ code: 'connection_failed' });
  await following[Symbol.asyncDispose]();
  while (isAlive(Number(rows[0].pid))) await sleep(50);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
