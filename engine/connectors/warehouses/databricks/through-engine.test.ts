import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncInput } from '../../../api/documents.ts';
import type { EngineApi } from '../../../api/engine-api.ts';
import { openEngine } from '../../../embedded.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { withDuckdbSession } from '../../../movement/duckdb-hub.ts';
import { describeLoading, never } from './testing/loading.ts';

describeLoading('from DuckDB to Databricks, through the engine', (lab) => {
  let engine: EngineApi;
  let dir: string;
  let source: string;
  let target: string;
  let crm: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'databricks-engine-'));
    engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
    const connect = async (type: string, configuration: JsonObject) =>
      (await engine.connections.create({ name: type, type, configuration })).id;
    crm = `${lab.local.service.schema}_crm`;
    await inSource(`CREATE SCHEMA ${crm}`);
    await inSource(`CREATE TABLE ${crm}.people (id INTEGER PRIMARY KEY, name VARCHAR)`);
    await inSource(`INSERT INTO ${crm}.people VALUES (1, 'Ann'), (2, ''), (3, NULL)`);
    await inSource(`CREATE TABLE ${crm}.visits (place VARCHAR)`);
    await inSource(`INSERT INTO ${crm}.visits VALUES ('here'), ('')`);
    source = await connect('duckdb', { path: 'source.duckdb' });
    target = await connect('databricks', lab.settings);
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  const inSource = (sql: string) =>
    withDuckdbSession({ tempDir: dir }, async (session) => {
      const catalog = await session.attach(join(dir, 'source.duckdb'), 'write', never);
      await session.run(`USE ${catalog}`);
      await session.run(sql);
    });
  const completed = async (kind: 'syncs' | 'bulkSyncs', id: string, options?: { resync: boolean }) => {
    const execution = await engine.executions.ended((await engine[kind].start(id, options)).id);
    expect([execution.status, execution.error]).toEqual(['completed', null]);
    return execution.counts;
  };
  const properties = async (table: string) =>
    Object.fromEntries(await lab.sql(`SHOW TBLPROPERTIES ${table}`));

  test('each advanced setting shows in the tables', async () => {
    const { id } = await engine.bulkSyncs.create({
      name: 'advanced',
      active: true,
      mode: 'replicate',
      schedule: { frequency: 'manual' },
      source: { connection_id: source, configuration: {} },
      destination: {
        connection_id: target,
        configuration: {
          catalog: 'main',
          schema: 'not_this_one',
          mirror_schemas: true,
          advanced: {
            deleted_file_retention_days: 2,
            empty_strings_null: true,
            enable_change_data_feed: true,
            hard_deletes: true,
            log_file_retention_days: 9,
            set_retention_properties: true,
            table_prefix: 'raw_',
            truncate_existing: true,
          },
        },
      },
    });
    const [people, visits] = [`main.${crm}.raw_people`, `main.${crm}.raw_visits`];
    try {
      expect(await completed('bulkSyncs', id)).toMatchObject({ inserted: 5, rejected: 0 });
      for (const table of [people, visits])
        expect(await properties(table)).toMatchObject({
          'delta.enableChangeDataFeed': 'true',
          'delta.deletedFileRetentionDuration': 'interval 2 days',
          'delta.logRetentionDuration': 'interval 9 days',
        });
      expect(await lab.sql(`SELECT id, name FROM ${people} ORDER BY id`)).toEqual([
        ['1', 'Ann'],
        ['2', null],
        ['3', null],
      ]);
      expect(await lab.sql(`SELECT place FROM ${visits} ORDER BY place`)).toEqual([[null], ['here']]);

      await inSource(`DELETE FROM ${crm}.people WHERE id = 3`);
      await inSource(`UPDATE ${crm}.people SET name = 'Bob' WHERE id = 2`);
      lab.local.service.forgetStatements();
      await completed('bulkSyncs', id);
      expect(await lab.sql(`SELECT id, name FROM ${people} ORDER BY id`)).toEqual([
        ['1', 'Ann'],
        ['2', 'Bob'],
      ]);
      const sent = lab.local.service.statements.map(({ statement }) => statement);
      expect(sent).toContain(`TRUNCATE TABLE \`main\`.\`${crm}\`.\`raw_visits\``);
      expect(sent.filter((statement) => /^(TRUNCATE|INSERT OVERWRITE)/.test(statement))).toHaveLength(1);
      const [changes] = await lab.sql(
        `SELECT count_if(_change_type = 'delete'), count_if(_change_type = 'update_postimage') FROM table_changes('${people}', 0)`,
      );
      expect(changes).toEqual(['1', '1']);
    } finally {
      await lab.sql(`DROP SCHEMA IF EXISTS main.${crm} CASCADE`);
    }
  });

  test('a resync preserves the table, or recreates it', async () => {
    const { catalog, schema } = lab.local.service;
    const model = await engine.models.create({
      name: 'people',
      connection_id: source,
      configuration: { query: `SELECT id, name FROM ${crm}.people WHERE id < 3` },
      identifier: 'id',
    });
    const from = (field: string) => ({ model_id: model.id, field });
    const sync = (configuration: JsonObject): SyncInput => ({
      name: 'people',
      active: true,
      mode: 'updateOrCreate',
      schedule: { frequency: 'manual' },
      target: { connection_id: target, create: { name: 'resynced' }, configuration },
      identity: { source: from('id'), target: 'id', function: 'Equality' },
      fields: [{ source: from('name'), target: 'name' }],
    });
    const place = { catalog, schema };
    const table = `${lab.place()}.resynced`;
    const { id } = await engine.syncs.create(sync({ ...place, preserve_table_on_resync: true }));
    expect(await completed('syncs', id)).toMatchObject({ inserted: 2 });
    await lab.sql(`ALTER TABLE ${table} ADD COLUMN remark STRING`);
    await lab.sql(`INSERT INTO ${table} VALUES (99, 'Zoe', 'by hand')`);
    await lab.sql(`UPDATE ${table} SET name = 'changed by hand' WHERE id = 1`);

    expect(await completed('syncs', id, { resync: true })).toMatchObject({ inserted: 0, updated: 1 });
    expect(await lab.sql(`SELECT id, name, remark FROM ${table} ORDER BY id`)).toEqual([
      ['1', 'Ann', null],
      ['2', 'Bob', null],
      ['99', 'Zoe', 'by hand'],
    ]);

    await engine.syncs.update(id, sync(place));
    expect(await completed('syncs', id, { resync: true })).toMatchObject({ inserted: 2, updated: 0 });
    expect(await lab.sql(`SELECT * FROM ${table} ORDER BY id`)).toEqual([
      ['1', 'Ann'],
      ['2', 'Bob'],
    ]);
    // And a run that is no resync makes nothing again.
    await lab.sql(`INSERT INTO ${table} VALUES (98, 'Yan')`);
    await completed('syncs', id);
    expect(await lab.sql(`SELECT count(*) FROM ${table}`)).toEqual([['3']]);
  });
});
