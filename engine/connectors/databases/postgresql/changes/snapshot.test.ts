import { buffer } from 'node:stream/consumers';
import { postgresql } from '../../../../../test/contract/changes/postgresql.ts';
import { ChangesUnderTest } from '../../../../../test/contract/changes/under-test.ts';
import type { Format } from '../../../../contract/contract.ts';
import { transfer } from '../../../../movement/transfer.ts';

let under: ChangesUnderTest;
const never = new AbortController().signal;
const sql = (statement: string) => under.sql(statement);
beforeAll(async () => {
  under = await ChangesUnderTest.open(postgresql);
});
afterAll(() => under?.[Symbol.asyncDispose]());

/** Begins to read a table of 1000 rows, which then are deleted. */
async function begun(more: object = {}) {
  const table = await under.table();
  await sql(`INSERT INTO ${table} SELECT g, 'row ' || g, g FROM generate_series(1, 1000) g`);
  const stream = under.stream([table]);
  const from = await under.changes.prepare(stream, null, never);
  const fields = ['id', 'name', 'n'];
  const request = { object: `public.${table}`, fields, configuration: {}, ...more };
  const snapshot = await under.changes.snapshot(stream, request, never);
  await sql(`DELETE FROM ${table}`);
  return { stream, from, snapshot, request };
}

test('rows that are split by a field are of the snapshot’s moment, in both parts', async () => {
  const { stream, from, snapshot, request } = await begun({ partitionBy: 'id' });
  const offers = snapshot.extraction.offers.filter(({ format }) => format === 'relation');
  expect(offers).toHaveLength(1);
  const count = await under.host.withSession(async (session) => {
    const extraction = { ...snapshot.extraction, offers };
    const { rows } = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
    let n = 0;
    if (rows.format === 'rows') for await (const batch of rows.open(never)) n += batch.length;
    return n;
  });
  expect(count).toBe(1000);
  await snapshot[Symbol.asyncDispose]();
  const followed = { id: request.object, fields: request.fields, key: ['id'], handover: snapshot.handover };
  expect(await under.wordsUntilNow(stream, [followed], from)).toHaveLength(1000);
});

test('rows for another Postgres come in its own format', async () => {
  const takes: Format[] = ['pgcopy'];
  const { snapshot } = await begun({ takes });
  const binary = snapshot.extraction.offers.find(({ format }) => format === 'pgcopy');
  if (binary?.format !== 'pgcopy') throw new Error('no pgcopy');
  const bytes = await buffer(await binary.open(never));
  expect(bytes.subarray(0, 6).toString('latin1')).toBe('PGCOPY');
  expect(bytes.length).toBeGreaterThan(20_000);
  await snapshot[Symbol.asyncDispose]();
});

test('a snapshot that is left off half-way lets go of its table', async () => {
  const { snapshot, request } = await begun();
  const csv = snapshot.extraction.offers.find(({ format }) => format === 'csv');
  if (csv?.format !== 'csv') throw new Error('no CSV');
  const stream = await csv.open(never);
  stream.once('readable', () => {});
  await snapshot[Symbol.asyncDispose]();
  stream.destroy();
  // It would wait for the snapshot's lock.
  await expect(sql(`DROP TABLE ${request.object}`)).resolves.toEqual([]);
});
