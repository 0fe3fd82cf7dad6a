import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { inDuckdb } from './in-duckdb.ts';

/*
 * A model that is a table of a DuckDB file is read twice: for keys and hashes, and for what changed. A view on the same
 * table is read once. Both have to come to the same, run by run.
 */
let folder: string;
let engine: EngineApi;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-twice-'));
  engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const FIELDS = ['id', 'name', 'score', 'price', 'tags', 'seen'];

async function syncOf(
  table: string,
  connection: { source: string; target: string },
  over: Partial<SyncInput>,
) {
  const model = await engine.models.create({
    name: table,
    connection_id: connection.source,
    configuration: { table },
    identifier: 'id',
  });
  const from = (field: string) => ({ model_id: model.id, field });
  return engine.syncs.create({
    name: table,
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: connection.target, create: { name: `from_${table}` } },
    identity: { source: from('id'), target: 'id', function: 'Equality' },
    fields: FIELDS.map((name) => ({ target: name, source: from(name) })),
    ...over,
  });
}

const CHANGES: readonly (readonly string[])[] = [
  [],
  [`UPDATE people SET name = 'changed' WHERE id % 50 = 0`],
  ['UPDATE people SET score = -0.0::DOUBLE WHERE id = 4', `UPDATE people SET name = NULL WHERE id = 5`],
  [`INSERT INTO people VALUES (9001, 'new', 'NaN', 1.5, ['x'], NULL)`, 'DELETE FROM people WHERE id = 9'],
  // Of two records with one identity, one is as it was; of others none is; of two equal ones any will do.
  [
    `INSERT INTO people VALUES (10, 'second', 0, 0, [], NULL)`,
    `INSERT INTO people VALUES (9002, 'a', 1, 1, [], NULL), (9002, 'b', 1, 1, [], NULL)`,
    `INSERT INTO people VALUES (9003, 'equal', 1, 1, [], NULL), (9003, 'equal', 1, 1, [], NULL)`,
    `INSERT INTO people VALUES (NULL, 'nobody', 1, 1, [], NULL)`,
  ],
  ['DELETE FROM people WHERE id IS NULL OR id >= 9002'],
  [`UPDATE people SET price = price + 1, tags = ['more', NULL]`],
];

test.each(['updateOrCreate', 'create'] as const)(
  'a model that is read twice comes to what one that is read once comes to, mode %s',
  async (mode) => {
    const file = (name: string) => join(folder, name);
    await inDuckdb(file('source.duckdb'), [
      `CREATE TABLE people AS SELECT i AS id, 'person ' || i AS name, (i - 4) / 7.0::DOUBLE AS score,
       (i / 4)::DECIMAL(10,2) AS price, ['a', 'b' || i] AS tags,
       '2024-01-01T00:00:00.000001Z'::TIMESTAMPTZ + to_days(i::INT) AS seen FROM range(1000) t(i)`,
      'CREATE VIEW seen_people AS SELECT * FROM people',
    ]);
    const connect = async (name: string) =>
      (
        await engine.connections.create({
          name,
          type: 'duckdb',
          configuration: { path: file(`${name}.duckdb`) },
        })
      ).id;
    const connection = { source: await connect('source'), target: await connect('target') };
    const twice = await syncOf('people', connection, { mode });
    const once = await syncOf('seen_people', connection, { mode });
    for (const changes of CHANGES) {
      await inDuckdb(file('source.duckdb'), [...changes, 'SELECT 1']);
      const ended = [];
      for (const { id } of [twice, once]) {
        const { id: execution } = await engine.syncs.start(id);
        const { status, counts } = await engine.executions.ended(execution);
        ended.push({ status, counts });
      }
      expect(ended[0]).toEqual(ended[1]);
      expect(ended[0]?.status).toMatch(/completed|errors/);
      const rows = (table: string) =>
        inDuckdb(file('target.duckdb'), [
          `SELECT md5(t::VARCHAR), id FROM ${table} t WHERE id < 9002 ORDER BY ALL`,
        ]);
      expect(await rows('from_people')).toEqual(await rows('from_seen_people'));
    }
    const [[left] = []] = await inDuckdb(file('target.duckdb'), [
      `ATTACH '${file('source.duckdb')}' AS source (READ_ONLY)`,
      `SELECT count(*) FROM (FROM source.people WHERE id <> 10 EXCEPT FROM from_people)`,
    ]);
    // A record that is there is left as it is in mode create.
    expect(Number(left)).toBe(mode === 'create' ? 999 : 0);
  },
);
