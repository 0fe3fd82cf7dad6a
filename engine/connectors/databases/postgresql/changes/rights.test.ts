import { randomBytes } from 'node:crypto';
import { postgresql } from '../../../../../test/contract/changes/postgresql.ts';
import { inWords } from '../../../../../test/contract/changes/replica.ts';
import {
  ChangesUnderTest,
  EventReader,
  lastPosition,
} from '../../../../../test/contract/changes/under-test.ts';

let under: ChangesUnderTest;
const never = new AbortController().signal;
const sql = (statement: string) => under.sql(statement);
beforeAll(async () => {
  under = await ChangesUnderTest.open(postgresql);
});
afterAll(() => under?.[Symbol.asyncDispose]());

/** Follows a table from beginning to end as a user who is no superuser. */
async function followsAs(user: string, table: string, publication: string): Promise<void> {
  const open = await under.open({ ...under.fixture.config, username: user, password: 'x', publication });
  await using _ = open;
  const { changes, test: connection } = open.facets;
  if (!changes || !connection) throw new Error('no changes facet');
  await connection.test(never);
  const stream = under.stream([table]);
  expect(await changes.check(stream, never)).toEqual([]);
  const from = await changes.prepare(stream, null, never);
  const request = { object: `public.${table}`, fields: ['id', 'name', 'n'], configuration: {} };
  const snapshot = await changes.snapshot(stream, request, never);
  const { followed, rows } = await under.readSnapshot(snapshot, request.object, request.fields);
  expect(rows).toHaveLength(2);
  await sql(`DELETE FROM ${table} WHERE id = 1`);
  const following = await changes.follow({ stream, objects: [followed], from }, never);
  const events = await new EventReader(following).untilCommit();
  expect(events.map(inWords)).toContain(`delete public.${table} 1,?,?`);
  await following.acknowledge(lastPosition(events));
  await following[Symbol.asyncDispose]();
  expect((await changes.lag(stream, never)).warnings).toEqual([]);
  await changes.release(stream.id, never);
}

test('a user who may replicate and owns the tables needs no more: the publication is made and dropped', async () => {
  const user = `owner_${randomBytes(4).toString('hex')}`;
  const table = await under.filledTable();
  await sql(`CREATE ROLE ${user} LOGIN REPLICATION PASSWORD 'x'`);
  const [row] = await sql('SELECT current_database()');
  await sql(`GRANT CREATE ON DATABASE ${row?.[0]} TO ${user}`);
  await sql(`ALTER TABLE ${table} OWNER TO ${user}`);
  await followsAs(user, table, 'made_by_owner');
  expect(await sql("SELECT 1 FROM pg_publication WHERE pubname = 'made_by_owner'")).toEqual([]);
});

test('a user who may replicate and read needs no more where the publication is there', async () => {
  const user = `reader_${randomBytes(4).toString('hex')}`;
  const table = await under.filledTable();
  await sql(`CREATE ROLE ${user} LOGIN REPLICATION PASSWORD 'x'`);
  await sql(`GRANT SELECT ON ${table} TO ${user}`);
  await sql(`CREATE PUBLICATION given_to_reader FOR TABLE ${table}`);
  await followsAs(user, table, 'given_to_reader');
  expect(await sql("SELECT 1 FROM pg_publication WHERE pubname = 'given_to_reader'")).toHaveLength(1);
});
