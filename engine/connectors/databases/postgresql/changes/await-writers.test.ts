import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { csvRows } from '../../../../../test/contract/changes/csv-cells.ts';
import { inWords } from '../../../../../test/contract/changes/replica.ts';
import { startPostgres } from '../../../../../test/services/postgres.ts';
import type { FollowedObject } from '../../../../contract/changes.ts';
import { openAt } from './testing/open-at.ts';

const never = new AbortController().signal;

test('a transaction that is in the log but not shown yet, as it waits for a standby, is in the rows', async () => {
  await using server = await startPostgres({ fsync: false });
  await using source = await openAt(server);
  const { changes, said } = source;
  const client = new pg.Client({ connectionString: server.connectionString });
  await client.connect();
  for (const statement of [
    'CREATE TABLE public.a (id int PRIMARY KEY)',
    'CREATE TABLE public.b (id int PRIMARY KEY)',
    `ALTER DATABASE ${server.database} SET synchronous_commit = local`,
    "ALTER SYSTEM SET synchronous_standby_names = 'nobody'",
    'SELECT pg_reload_conf()',
  ])
    await client.query(statement);
  const stream = (...objects: string[]) => ({ id: 'waiting', objects, configuration: {} });
  const read = async (id: string): Promise<{ followed: FollowedObject; rows: unknown }> => {
    const request = { object: id, fields: ['id'], configuration: {} };
    await using snapshot = await changes.snapshot(stream('public.a', 'public.b'), request, never);
    const csv = snapshot.extraction.offers.find(({ format }) => format === 'csv');
    if (csv?.format !== 'csv') throw new Error('no CSV');
    const rows = csvRows(await text(await csv.open(never)));
    return { followed: { id, fields: ['id'], key: ['id'], handover: snapshot.handover }, rows };
  };
  const follow = async (objects: readonly FollowedObject[], from: string) => {
    const until = await changes.head(never);
    const followed = stream(...objects.map(({ id }) => id));
    await using following = await changes.follow({ stream: followed, objects, from, until }, never);
    const words: string[] = [];
    let position = from;
    for await (const portion of following.events)
      for (const event of portion)
        if (event.type === 'commit') position = event.position;
        else words.push(inWords(event));
    return { words, position };
  };

  const from = await changes.prepare(stream('public.a'), null, never);
  const a = await read('public.a');
  const writer = new pg.Client({ connectionString: server.connectionString });
  await writer.connect();
  await writer.query('SET synchronous_commit = on');
  const writing = writer.query('INSERT INTO public.b VALUES (1)');
  const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
  while ((await client.query(waiting)).rows.length === 0) await sleep(10);
  // The stream passes the transaction by, whose table it does not know yet.
  const { position } = await follow([a.followed], from);
  await changes.prepare(stream('public.a', 'public.b'), position, never);
  const reading = read('public.b');
  while (said.length === 0) await sleep(50);
  expect(said.join()).toContain('public.b is read once the transactions that have written to it are over: 1');
  await client.query(`SELECT pg_cancel_backend(pid) FROM (${waiting}) w`);
  await writing;
  const b = await reading;
  expect(b.rows).toEqual([['1']]);
  expect((await follow([a.followed, b.followed], position)).words).toEqual([]);
  await writer.end();
  await client.end();
});
