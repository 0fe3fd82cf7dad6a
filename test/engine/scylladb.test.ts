import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BulkSyncInput, SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { describeNeeding } from '../needing.ts';
import { type CassandraService, missingCassandra, startCassandra } from '../services/cassandra/cassandra.ts';
import { inDuckdb } from './in-duckdb.ts';

/* Syncs from ScyllaDB to DuckDB, by the engine itself. The server is Apache Cassandra, whose protocol and language ScyllaDB speaks. */

describeNeeding(await missingCassandra(), 'syncs from ScyllaDB, at Apache Cassandra', () => {
  let dir: string;
  let engine: EngineApi;
  let server: CassandraService;
  let warehouse: string;
  let scylladb: string;

  beforeAll(async () => {
    server = await startCassandra();
    dir = await mkdtemp(join(tmpdir(), 'scylladb-syncs-'));
    engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
    const connection = async (name: string, type: string, configuration: JsonObject) =>
      (await engine.connections.create({ name, type, configuration })).id;
    await inDuckdb(join(dir, 'warehouse.duckdb'), ['SELECT 1']);
    warehouse = await connection('warehouse', 'duckdb', { path: 'warehouse.duckdb' });
    scylladb = await connection('scylladb', 'scylladb', server.configuration);
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  const cql = async (...statements: readonly string[]) => {
    for (const statement of statements) await server.client.execute(statement);
  };
  const found = async (query: string) =>
    (await engine.connections.query(warehouse, { query }, 100)).rows.map((row) => row.map(String).join('|'));

  test('a bulk sync by the time of writing loads what was written since, and its plan says what that does not tell of', async () => {
    await cql(
      'CREATE TABLE orders (id int PRIMARY KEY, name text, tags set<text>)',
      "INSERT INTO orders (id, name, tags) VALUES (1, 'one', {'x', 'y'})",
      "INSERT INTO orders (id, name) VALUES (2, 'two')",
    );
    const input: BulkSyncInput = {
      name: 'orders',
      active: true,
      mode: 'replicate',
      source: { connection_id: scylladb, configuration: { keyspace: server.keyspace, write_time: true } },
      destination: { connection_id: warehouse, configuration: { schema: 'main' } },
      schedule: { frequency: 'manual' },
      disable_record_timestamps: true,
      schemas: [
        {
          id: `${server.keyspace}.orders`,
          tracking_field: '_writetime',
          enabled: true,
          user_output_name: 'orders',
        },
      ],
    };
    const plan = await engine.bulkSyncs.plan(input);
    expect(plan.findings.map(({ code, message }) => `${code}: ${message}`).join('\n')).toMatch(
      /missed-changes: .*_writetime does not tell of everything.*changes of tags alone/,
    );
    const { id } = await engine.bulkSyncs.create(input);
    const run = async () => engine.executions.ended((await engine.bulkSyncs.start(id, {})).id);
    expect(await run()).toMatchObject({ status: 'completed', error: null });
    await cql(
      "UPDATE orders SET name = 'zwei' WHERE id = 2",
      "INSERT INTO orders (id, name) VALUES (3, 'three')",
    );
    expect(await run()).toMatchObject({
      status: 'completed',
      error: null,
      counts: { inserted: 1, updated: 1 },
    });
    expect(await found('SELECT id, name, tags::VARCHAR FROM orders ORDER BY id')).toEqual([
      '1|one|[x, y]',
      '2|zwei|null',
      '3|three|null',
    ]);
  });

  test('of a model sync’s filters the cluster applies those that it can, and DuckDB the others', async () => {
    await cql('CREATE TABLE people (country text, id bigint, name text, age int, PRIMARY KEY (country, id))');
    for (const [country, id, name, age] of [
      ['ch', 1, 'Anna', 20],
      ['ch', 2, 'Beat', 30],
      ['ch', 3, 'Carla', 40],
      ['de', 4, 'Arno', 50],
    ])
      await cql(
        `INSERT INTO people (country, id, name, age) VALUES ('${country}', ${id}, '${name}', ${age})`,
      );
    const model = await engine.models.create({
      name: 'people',
      connection_id: scylladb,
      configuration: { table: `${server.keyspace}.people` },
    });
    const source = (field: string) => ({ model_id: model.id, field });
    const sync = async (name: string, over: Partial<SyncInput>) => {
      const { id } = await engine.syncs.create({
        name,
        active: true,
        mode: 'updateOrCreate',
        schedule: { frequency: 'manual' },
        target: { connection_id: warehouse, create: { name: `main.${name}` } },
        fields: ['id', 'name'].map((field) => ({ target: field, source: source(field) })),
        identity: { source: source('id'), target: 'id', function: 'Equality' },
        ...over,
      });
      const ended = await engine.executions.ended((await engine.syncs.start(id, {})).id);
      expect(ended).toMatchObject({ status: 'completed', error: null });
      return found(`SELECT id, name FROM ${name} ORDER BY id`);
    };
    const country = { source: source('country'), function: 'Equality', value: 'ch' };
    const older = { source: source('age'), function: 'GreaterThan', value: 20 };
    const younger = { source: source('age'), function: 'LessThan', value: 40 };
    const withA = { source: source('name'), function: 'StringStartsWith', value: 'A' };
    expect(await sync('pushed', { filters: [country, older, younger] })).toEqual(['2|Beat']);
    expect(await sync('divided', { filters: [withA, country] })).toEqual(['1|Anna']);
    const either = [
      { ...withA, label: 'A' },
      { ...older, label: 'B' },
    ];
    expect(await sync('either', { filters: either, filter_logic: 'A OR B' })).toEqual([
      '1|Anna',
      '2|Beat',
      '3|Carla',
      '4|Arno',
    ]);
  });
});
