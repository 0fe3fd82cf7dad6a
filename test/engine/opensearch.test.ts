import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Execution, SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { describeNeeding } from '../needing.ts';
import {
  missingOpensearch,
  type OpensearchService,
  startOpensearch,
} from '../services/opensearch/opensearch.ts';
import { inDuckdb } from './in-duckdb.ts';

/* Syncs from and to OpenSearch, by the engine itself. */

describeNeeding(await missingOpensearch(), 'syncs with OpenSearch', () => {
  let dir: string;
  let engine: EngineApi;
  let server: OpensearchService;
  let warehouse: string;
  let opensearch: string;
  let names = 0;

  beforeAll(async () => {
    server = await startOpensearch();
    dir = await mkdtemp(join(tmpdir(), 'opensearch-syncs-'));
    engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
    const connection = async (name: string, type: string, configuration: JsonObject) =>
      (await engine.connections.create({ name, type, configuration })).id;
    await inDuckdb(join(dir, 'warehouse.duckdb'), ['SELECT 1']);
    warehouse = await connection('warehouse', 'duckdb', { path: 'warehouse.duckdb' });
    opensearch = await connection('opensearch', 'awsopensearch', {
      endpoint: server.url,
      aws_access_key_id: 'AKIDEXAMPLE',
      aws_secret_access_key: 'unasked',
      region: 'eu-west-1',
    });
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  async function made(
    query: string,
    documents: Readonly<Record<string, object>>,
    mode: SyncInput['mode'],
    fields: readonly string[],
    mappings: object = {},
  ) {
    const index = `${server.prefix}target_${++names}`;
    await server.ask('PUT', index, { mappings });
    for (const [id, document] of Object.entries(documents))
      await server.ask('PUT', `${index}/_doc/${id}?refresh=true`, document);
    const name = `model ${names}`;
    const model = await engine.models.create({ name, connection_id: warehouse, configuration: { query } });
    const source = (field: string) => ({ model_id: model.id, field });
    const sync = await engine.syncs.create({
      name,
      active: true,
      mode,
      schedule: { frequency: 'manual' },
      target: { connection_id: opensearch, object: index, configuration: { batch_size: 2 } },
      fields: fields.map((field) => ({ target: field === 'key' ? '_id' : field, source: source(field) })),
      ...(mode === 'append'
        ? {}
        : { identity: { source: source('key'), target: '_id', function: 'Equality' as const } }),
    });
    return {
      async run(changed = query): Promise<Execution> {
        await engine.models.update(model.id, {
          name,
          connection_id: warehouse,
          configuration: { query: changed },
        });
        return engine.executions.ended((await engine.syncs.start(sync.id, {})).id);
      },
      async documents(): Promise<readonly string[]> {
        await server.ask('POST', `${index}/_refresh`);
        const { hits } = (await server.ask('POST', `${index}/_search`, { size: 100 })) as {
          hits: { hits: { _id: string; _source: object }[] };
        };
        return hits.hits
          .map(({ _id, _source }) => `${mode === 'append' ? '' : _id} ${JSON.stringify(_source)}`)
          .sort();
      },
    };
  }

  const rows = (...values: readonly string[]) => `SELECT * FROM (VALUES ${values.join(', ')}) t(key, name)`;
  const there = { a: { name: 'one', kept: true }, z: { name: 'nine' } };

  test.each<[SyncInput['mode'], readonly string[], Partial<Execution['counts']>]>([
    [
      'create',
      ['a {"name":"one","kept":true}', 'b {"name":"two"}', 'z {"name":"nine"}'],
      { inserted: 1, updated: 0 },
    ],
    ['update', ['a {"name":"uno","kept":true}', 'z {"name":"nine"}'], { inserted: 0, updated: 1 }],
    [
      'updateOrCreate',
      ['a {"name":"uno","kept":true}', 'b {"name":"two"}', 'z {"name":"nine"}'],
      { inserted: 1, updated: 1 },
    ],
    ['remove', ['z {"name":"nine"}'], { deleted: 1 }],
  ])('mode %s, by _id', async (mode, expected, counts) => {
    const to = await made(rows("('a', 'uno')", "('b', 'two')"), there, mode, ['key', 'name']);
    expect(await to.run()).toMatchObject({ status: 'completed', error: null, counts });
    expect(await to.documents()).toEqual(expected);
    expect(await to.run()).toMatchObject({
      status: 'completed',
      counts: { inserted: 0, updated: 0, deleted: 0 },
    });
  });

  test('mode append makes documents with ids of its own', async () => {
    const to = await made(rows("('a', 'x')", "('a', 'y')", "('b', 'z')"), {}, 'append', ['name']);
    expect(await to.run()).toMatchObject({ status: 'completed', error: null, counts: { inserted: 3 } });
    expect(await to.documents()).toEqual([' {"name":"x"}', ' {"name":"y"}', ' {"name":"z"}']);
  });

  test('a record that OpenSearch refuses is named with its reason, and the others arrive', async () => {
    const mappings = { properties: { name: { type: 'integer' } } };
    const query = rows("('a', '1')", "('b', 'no number')", "('c', '3')");
    const to = await made(query, {}, 'updateOrCreate', ['key', 'name'], mappings);
    const execution = await to.run();
    expect(execution).toMatchObject({ status: 'errors', counts: { inserted: 2, rejected: 1 } });
    await using store = await openStoreForReading(join(dir, '.syncform'), systemClock);
    const rejected = await store.rejections.list({ sync_id: execution.sync_id });
    expect(rejected.map(({ key, reason }) => [key._id, reason])).toEqual([
      ['b', expect.stringMatching(/^failed to parse field \[name\] of type \[integer\]/)],
    ]);
    expect(await to.documents()).toEqual(['a {"name":"1"}', 'c {"name":"3"}']);
  });

  test('more fields than an index may have are refused by the plan', async () => {
    const index = `${server.prefix}narrow`;
    const keyword = { type: 'keyword' };
    await server.ask('PUT', index, {
      settings: { 'index.mapping.total_fields.limit': 4 },
      mappings: { properties: { name: { type: 'text', fields: { raw: keyword } }, who: { properties: {} } } },
    });
    const query = "SELECT 'a' AS key, 'x' AS name, 1 AS p, 2 AS q";
    const model = await engine.models.create({
      name: 'wide',
      connection_id: warehouse,
      configuration: { query },
    });
    const source = (field: string) => ({ model_id: model.id, field });
    const planned = (...fields: readonly string[]) =>
      engine.syncs.create({
        name: `wide ${fields.length}`,
        active: true,
        mode: 'updateOrCreate',
        schedule: { frequency: 'manual' },
        target: { connection_id: opensearch, object: index },
        identity: { source: source('key'), target: '_id', function: 'Equality' },
        fields: fields.map((field) => ({ target: field, source: source(field) })),
      });
    await expect(planned('name', 'p', 'q')).rejects.toThrow(
      `${index} has 3 of at most 4 fields, and the sync would add 2: have it write fewer, or raise the index’s index.mapping.total_fields.limit`,
    );
    const { id } = await planned('name', 'p');
    const execution = await engine.executions.ended((await engine.syncs.start(id, {})).id);
    expect(execution).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
  });

  test('values arrive exactly, and an object takes the place of the one that was there', async () => {
    const query = (doc: string) =>
      `SELECT 'a' AS key, 9007199254740993 AS big, 1.10::DECIMAL(5, 2) AS price, '${doc}'::JSON AS doc, TIMESTAMPTZ '2024-01-31 09:30:00.123456+00' AS at`;
    const mappings = { properties: { big: { type: 'long' }, at: { type: 'date_nanos' } } };
    const to = await made(
      query('{"x": 1}'),
      {},
      'updateOrCreate',
      ['key', 'big', 'price', 'doc', 'at'],
      mappings,
    );
    await to.run();
    expect(await to.run(query('{"y": [2]}'))).toMatchObject({ status: 'completed', counts: { updated: 1 } });
    expect(await to.documents()).toEqual([
      'a {"big":"9007199254740993","price":1.10,"doc":{"y":[2]},"at":"2024-01-31T09:30:00.123456Z"}'.replace(
        '1.10',
        '1.1',
      ),
    ]);
  });

  test('a bulk sync brings an index into tables, and what is new by its tracking field', async () => {
    const index = `${server.prefix}orders`;
    await server.ask('PUT', index, {
      mappings: { properties: { n: { type: 'long' }, tags: { type: 'keyword' } } },
    });
    const add = (id: string, document: object) =>
      server.ask('PUT', `${index}/_doc/${id}?refresh=true`, document);
    await add('a', { n: 1, tags: ['x', 'y'] });
    await add('b', { n: 2, tags: [] });
    const { id } = await engine.bulkSyncs.create({
      name: 'orders',
      active: true,
      mode: 'replicate',
      source: { connection_id: opensearch },
      destination: { connection_id: warehouse, configuration: { schema: 'main' } },
      schedule: { frequency: 'manual' },
      disable_record_timestamps: true,
      schemas: [{ id: index, tracking_field: 'n', enabled: true, user_output_name: 'orders' }],
    });
    const run = async () => engine.executions.ended((await engine.bulkSyncs.start(id, {})).id);
    expect(await run()).toMatchObject({ status: 'completed', error: null });
    await add('b', { n: 3, tags: ['z'] });
    expect(await run()).toMatchObject({
      status: 'completed',
      error: null,
      counts: { inserted: 0, updated: 1 },
    });
    const { rows: found } = await engine.connections.query(
      warehouse,
      { query: 'SELECT id, n::VARCHAR, tags::VARCHAR FROM orders ORDER BY id' },
      10,
    );
    expect(found).toEqual([
      ['a', '1', '[x, y]'],
      ['b', '3', '[z]'],
    ]);
  });
});
