import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeNeeding } from '../../../../test/needing.ts';
import {
  type BigqueryService,
  missingBigquery,
  startBigquery,
} from '../../../../test/services/bigquery/bigquery.ts';
import type { SyncInput } from '../../../api/documents.ts';
import type { EngineApi } from '../../../api/engine-api.ts';
import { openEngine } from '../../../embedded.ts';

describeNeeding(await missingBigquery(), 'BigQuery through the engine, at bqemulator', () => {
  let server: BigqueryService;
  let dir: string;
  let engine: EngineApi;
  let files: string;
  let bigquery: string;
  beforeAll(async () => {
    server = await startBigquery();
    dir = await mkdtemp(join(tmpdir(), 'bigquery-engine-'));
    engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
    const connect = async (type: string, configuration: object) =>
      (await engine.connections.create({ name: type, type, configuration: configuration as never })).id;
    files = await connect('local_files', { path: '.' });
    bigquery = await connect('bigquery', server.configuration);
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
    await server?.[Symbol.asyncDispose]();
  });

  const completed = async (kind: 'syncs' | 'bulkSyncs', id: string) => {
    const { status, error, counts } = await engine.executions.ended((await engine[kind].start(id)).id);
    expect([status, error]).toEqual(['completed', null]);
    return counts;
  };
  const found = async (query: string) =>
    (await engine.connections.query(bigquery, { query }, 100, new AbortController().signal)).rows;
  const csv = (...lines: readonly string[]) =>
    writeFile(join(dir, 'people.csv'), `id,name,updated_at\n${lines.join('\n')}\n`);

  test('the connection shows its account and project', async () => {
    const connection = await engine.connections.get(bigquery);
    expect(connection?.configuration).toMatchObject({
      client_email: 'loader@project.iam.gserviceaccount.com',
      project_id: 'project',
    });
    expect(JSON.stringify(connection)).not.toContain('PRIVATE KEY');
  });

  test('a bulk sync fills a dataset that it makes; what a run finds unchanged is not written again', async () => {
    await csv('1,Ann,2024-01-01 00:00:00', '2,Bob,2024-01-02 00:00:00');
    const { id } = await engine.bulkSyncs.create({
      name: 'files',
      active: true,
      mode: 'replicate',
      schedule: { frequency: 'manual' },
      source: { connection_id: files },
      destination: { connection_id: bigquery, configuration: { schema: 'raw' } },
    });
    expect(await completed('bulkSyncs', id)).toMatchObject({ inserted: 2, rejected: 0 });
    expect(await found('SELECT id, name FROM raw.people ORDER BY id')).toEqual([
      ['1', 'Ann'],
      ['2', 'Bob'],
    ]);
    const [object] = (await engine.bulkSyncs.preview(id)).objects;
    expect(object?.reads).toBe('nothing: the source has not changed since the last run');
  });

  test('a query as a model goes into a table, in several modes; the preview says what reading costs', async () => {
    const model = await engine.models.create({
      name: 'people',
      connection_id: bigquery,
      configuration: {
        query: 'SELECT id, UPPER(name) AS name, CAST(NULL AS STRING) AS note FROM raw.people',
      },
    });
    const source = (field: string) => ({ model_id: model.id, field });
    const input = (
      mode: SyncInput['mode'],
      more: Pick<SyncInput, 'target'> & Partial<SyncInput>,
    ): SyncInput => ({
      name: mode,
      active: true,
      mode,
      schedule: { frequency: 'manual' },
      fields: [{ target: 'name', source: source('name') }],
      identity: { source: source('id'), target: 'id', function: 'Equality' },
      ...more,
    });
    const upsert = await engine.syncs.create(
      input('updateOrCreate', { target: { connection_id: bigquery, create: { name: 'marts.people' } } }),
    );
    const [previewed] = (await engine.syncs.preview(upsert.id)).objects;
    expect(previewed).toMatchObject({
      reads: 'all records of "people"; Google BigQuery processes 12.3 MB for "people"',
      counts: { read: 2, create: 2 },
    });
    expect(await completed('syncs', upsert.id)).toMatchObject({ inserted: 2 });
    await csv('1,Ann,2024-01-01 00:00:00', '3,Cid,2024-01-03 00:00:00');
    await completed('bulkSyncs', (await engine.bulkSyncs.list())[0]?.id ?? '');
    expect(await completed('syncs', upsert.id)).toMatchObject({ inserted: 1, updated: 0 });
    expect(await found('SELECT id, name FROM marts.people ORDER BY id')).toEqual([
      ['1', 'ANN'],
      ['2', 'BOB'],
      ['3', 'CID'],
    ]);
    const remove = await engine.syncs.create(
      input('remove', { target: { connection_id: bigquery, object: 'marts.people' } }),
    );
    expect(await completed('syncs', remove.id)).toMatchObject({ deleted: 2 });
    expect(await found('SELECT id FROM marts.people')).toEqual([['2']]);
  });

  test('a bulk sync from BigQuery reads what is new by its tracking field, and its preview what that costs', async () => {
    const file = await engine.connections.create({
      name: 'file',
      type: 'duckdb',
      configuration: { path: 'out.duckdb' },
    });
    const { id } = await engine.bulkSyncs.create({
      name: 'out',
      active: true,
      mode: 'replicate',
      schedule: { frequency: 'manual' },
      source: { connection_id: bigquery, configuration: { schema: 'marts' } },
      destination: { connection_id: file.id, configuration: { schema: 'main' } },
      schemas: [{ id: 'marts.people', enabled: true, tracking_field: 'id' }],
    });
    const [object] = (await engine.bulkSyncs.preview(id)).objects;
    expect(object?.reads).toBe('all rows, for which Google BigQuery processes 12.3 MB');
    expect(await completed('bulkSyncs', id)).toMatchObject({ inserted: 1 });
    const [next] = (await engine.bulkSyncs.preview(id)).objects;
    expect(next?.reads).toBe('rows whose id is at or after 2, for which Google BigQuery processes 12.3 MB');
  });
});
