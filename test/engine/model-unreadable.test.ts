import { systemClock } from '../../engine/kit/clock.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

let on: PostgresEngine;
beforeEach(async () => {
  on = await postgresEngine();
});
afterEach(() => on[Symbol.asyncDispose]());

const rejected = async () => {
  await using store = await openStoreForReading(on.dataDir, systemClock);
  return (await store.rejections.list()).map(({ key, reason, attempts }) => ({ key, reason, attempts }));
};

async function created(query: string, mode: 'updateOrCreate' | 'replace' = 'updateOrCreate') {
  const model = await on.engine.models.create({
    name: 'readings',
    connection_id: on.connection,
    configuration: { query },
  });
  const source = (field: string) => ({ model_id: model.id, field });
  const { id } = await on.engine.syncs.create({
    name: 'readings',
    active: true,
    mode,
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connection, create: { name: 'public.copies' } },
    fields: ['id', 'v'].map((name) => ({ target: name, source: source(name) })),
    identity: { source: source('id'), target: 'id', function: 'Equality' },
  });
  return () => on.run('syncs', id);
}

// DuckDB, in which records are compared, has no place for these.
describe.each([
  ['numeric(10,2)', '1.50', 'NaN'],
  ['numeric(10,2)[]', '{1.50}', '{NaN}'],
  ['int[]', '{1,2}', '{{1,2},{3,4}}'],
  ['text[]', '{a}', '{{a,b},{c,d}}'],
  ['timestamp', '2024-01-01 00:00:00', '294276-12-31 23:59:59'],
])('a %s of a Postgres source that is %s in one record and %s in another', (type, good, bad) => {
  const rows = async (v: string) =>
    on.sql(`INSERT INTO readings VALUES (1, '${good}'), (2, '${v}'), (3, NULL)`);
  beforeEach(() => on.sql(`CREATE TABLE readings (id int PRIMARY KEY, v ${type})`));

  test('keeps out the second record alone, until it is well', async () => {
    await rows(bad);
    const run = await created('SELECT * FROM readings');
    const refused = { key: { id: '2' }, reason: expect.stringContaining('column "v" is ') };
    expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 2, rejected: 1 } });
    expect(await rejected()).toEqual([{ ...refused, attempts: 1 }]);
    await on.sql(`UPDATE readings SET v = '${good}' WHERE id = 3`);
    expect(await run()).toMatchObject({ status: 'errors', counts: { updated: 1, rejected: 1 } });
    expect(await rejected()).toEqual([{ ...refused, attempts: 2 }]);
    await on.sql(`UPDATE readings SET v = '${good}'`);
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 1, rejected: 0 } });
    expect(await rejected()).toEqual([]);
    expect(await on.sql('SELECT id, v::text FROM copies ORDER BY id')).toEqual(
      ['1', '2', '3'].map((id) => [id, good]),
    );
  });

  test('removes nothing of it by mode replace', async () => {
    await rows(good);
    const run = await created('SELECT * FROM readings', 'replace');
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 3 } });
    await on.sql(`UPDATE readings SET v = '${bad}' WHERE id = 2`);
    for (let i = 0; i < 2; i++)
      expect(await run()).toMatchObject({
        status: 'errors',
        counts: { inserted: 0, updated: 0, deleted: 0, rejected: 1 },
      });
    expect(await on.sql('SELECT count(*) FROM copies')).toEqual([['3']]);
  });
});
