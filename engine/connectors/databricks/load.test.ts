import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { missingS3, type S3Service, startS3 } from '../../../test/services/s3/s3.ts';
import type { JsonObject } from '../../types/json.ts';
import type { LoadColumn, LoadFacet, LoadOutcome } from '../contract.ts';
import { openDatabricks } from './open.ts';
import { ConnectorHostForTests } from './testing/host.ts';
import { type LoadWork, loadRows } from './testing/load-rows.ts';
import { describeWarehouse, startWarehouse, type TestWarehouse } from './testing/warehouse.ts';

const noS3 = await missingS3();
const columns: readonly LoadColumn[] = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
];
const none = { inserted: 0, updated: 0, deleted: 0, rejected: [] };
const never = new AbortController().signal;

type Death = readonly [
  last: string,
  statement: RegExp,
  isDone: (table: string) => Promise<boolean>,
  how: Partial<LoadWork>,
  outcome: object,
  after: readonly unknown[],
];

describeWarehouse('loading into Databricks', () => {
  if (noS3 !== undefined) {
    test.skip(noS3, () => {});
    return;
  }
  let s3: S3Service;
  let local: TestWarehouse;
  let host: ConnectorHostForTests;
  let open: Awaited<ReturnType<typeof openDatabricks>>;
  let settings: JsonObject;
  let tables = 0;
  const load = (work: Omit<LoadWork, 'columns' | 'batch'> & Partial<LoadWork>): Promise<LoadOutcome> =>
    loadRows(host, open.facets.load as LoadFacet, { columns, batch: `batch-${++tables}`, ...work });
  const sql = (statement: string) => local.service.run(statement);
  const contents = (table: string) => sql(`SELECT * FROM ${table} ORDER BY 1, 2`);

  beforeAll(async () => {
    s3 = await startS3();
    process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
    local = await startWarehouse({ storage: { s3: s3.endpoint } });
    host = await ConnectorHostForTests.make();
    settings = {
      ...local.settings,
      cloud_provider: 'aws',
      s3_bucket_name: `s3://${s3.bucket}/loads`,
      s3_bucket_region: s3.region,
      aws_access_key_id: s3.accessKeyId,
      aws_secret_access_key: s3.secretAccessKey,
    };
    open = await openDatabricks(local.config(settings), host);
  });
  afterEach(async () => {
    local.service.clearFaults();
    expect(await s3.keys()).toEqual([]);
    expect(await stages()).toEqual([]);
  });
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL_S3;
    await open?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await local?.[Symbol.asyncDispose]();
    await s3?.stop();
  });

  const place = () => `${local.service.catalog}.${local.service.schema}`;
  const stages = () => sql(`SHOW TABLES IN ${place()} LIKE '_syncform_stage_*'`);
  /** A table of `id, name` with `1, one` and `2, two`. */
  async function newTable(ddl = 'id INT, name STRING', rows = "(1, 'one'), (2, 'two')"): Promise<string> {
    const table = `${place()}.t${++tables}`;
    await sql(`CREATE TABLE ${table} (${ddl}) USING DELTA`);
    if (rows) await sql(`INSERT INTO ${table} (id, name) VALUES ${rows}`);
    return table;
  }

  const upsert = { operation: 'upsert', key: ['id'] } as const;

  describe('what is refused', () => {
    const sized: readonly LoadColumn[] = [...columns, { name: 'size', type: 'number' }];
    const ddl = 'id INT, name STRING, size DECIMAL(5,2)';

    test('a value that its column cannot hold keeps out its own record alone', async () => {
      const table = await newTable(ddl);
      const rows = [
        [1, 'one', '1.005'],
        [2, 'two', '1.50'],
        [3, 'three', 'NaN'],
      ] as const;
      const outcome = await load({ ...upsert, table, columns: sized, rows });
      expect(outcome).toEqual({
        ...none,
        updated: 1,
        rejected: [
          { key: { id: '1' }, reason: 'column "size" is DECIMAL(5,2) and cannot hold 1.005' },
          { key: { id: '3' }, reason: 'column "size" is DECIMAL(5,2) and cannot hold NaN' },
        ],
      });
      expect(await contents(table)).toEqual([
        ['1', 'one', null],
        ['2', 'two', '1.50'],
      ]);
    });

    test('a record that was refused is not missing', async () => {
      const table = await newTable(ddl);
      const rows = [
        [1, 'changed', '1000'],
        [4, 'four', '4'],
      ] as const;
      const outcome = await load({ ...upsert, table, columns: sized, rows, deleteMissing: true });
      expect(outcome).toMatchObject({
        inserted: 1,
        updated: 0,
        deleted: 1,
        rejected: [{ key: { id: '1' } }],
      });
      expect(await contents(table)).toEqual([
        ['1', 'one', null],
        ['4', 'four', '4.00'],
      ]);
    });
  });

  describe('what is asked of rows', () => {
    test('deleted rows are marked once, and counted as deleted', async () => {
      const table = await newTable('id INT, name STRING, gone TIMESTAMP');
      const marks = [{ name: 'gone', type: 'datetime_tz', value: '2026-01-01 00:00:00.000001+00' }];
      const work = { ...upsert, table, rows: [[1, 'uno']], deleteMissing: true, marks } as const;
      expect(await load(work)).toEqual({ ...none, updated: 1, deleted: 1 });
      expect(await load(work)).toEqual(none);
      expect(await load({ ...work, operation: 'delete', deleteMissing: false })).toEqual({
        ...none,
        deleted: 1,
      });
      expect(
        await sql(`SELECT id, name, gone = TIMESTAMP'2026-01-01 00:00:00.000001Z' FROM ${table} ORDER BY 1`),
      ).toEqual([
        ['1', 'uno', 'true'],
        ['2', 'two', 'true'],
      ]);
    });

    test('columns of new rows, of old rows, and stamps', async () => {
      const table = await newTable('id INT, name STRING, size INT, at TIMESTAMP');
      const modes: readonly LoadColumn[] = [
        { name: 'id', type: 'int' },
        { name: 'name', type: 'string', only: 'create' },
        { name: 'size', type: 'int', only: 'update' },
        { name: 'at', type: 'datetime_tz', isStamp: true },
      ];
      const at = '2026-01-01 00:00:00+00';
      const rows = [
        [1, 'uno', 7, at],
        [3, 'three', 7, at],
      ] as const;
      expect(await load({ ...upsert, table, columns: modes, rows })).toEqual({
        ...none,
        inserted: 1,
        updated: 1,
      });
      const later = [[1, 'uno', 7, '2027-01-01 00:00:00+00']] as const;
      expect(await load({ ...upsert, table, columns: modes, rows: later })).toEqual(none);
      expect(await sql(`SELECT id, name, size, year(at) FROM ${table} ORDER BY 1`)).toEqual([
        ['1', 'one', '7', '2026'],
        ['2', 'two', null, null],
        ['3', 'three', null, '2026'],
      ]);
    });

    test('write_record_timestamps, empty_strings_null, and a staging schema that is made', async () => {
      const schema = `${local.service.schema}_staging`;
      const over = { ...settings, use_bulk_sync_staging_schema: true, bulk_sync_staging_schema: schema };
      await using other = await openDatabricks(local.config(over), host);
      const table = await newTable('id INT, name STRING, born TIMESTAMP, _updated_at TIMESTAMP');
      const configuration = {
        write_record_timestamps: true,
        created_column: 'born',
        updated_column: '',
        advanced: { empty_strings_null: true },
      };
      const rows = [
        [1, ''],
        [3, 'three'],
      ] as const;
      local.service.forgetStatements();
      const work = { ...upsert, table, columns, rows, batch: 'stamped', configuration };
      expect(await loadRows(host, other.facets.load as LoadFacet, work)).toEqual({
        ...none,
        inserted: 1,
        updated: 1,
      });
      expect(
        await sql(`SELECT id, name, born IS NULL, _updated_at IS NULL FROM ${table} ORDER BY 1`),
      ).toEqual([
        ['1', null, 'true', 'false'],
        ['2', 'two', 'true', 'true'],
        ['3', 'three', 'false', 'false'],
      ]);
      const made = local.service.statements.map(({ statement }) => statement);
      expect(made).toContain(`CREATE SCHEMA IF NOT EXISTS \`main\`.\`${schema}\``);
      expect(
        made.filter((statement) => statement.startsWith(`DROP TABLE IF EXISTS \`main\`.\`${schema}\``)),
      ).toHaveLength(1);
      await sql(`DROP SCHEMA main.${schema} CASCADE`);
    });
  });

  describe('what goes wrong', () => {
    const rows = [
      [2, 'zwei'],
      [3, 'three'],
    ] as const;
    const outcome = { ...none, inserted: 1, updated: 1 };
    const merged = [
      ['1', 'one'],
      ['2', 'zwei'],
      ['3', 'three'],
    ];

    test('a warehouse that has too much to do is waited for, a session that ended replaced', async () => {
      const table = await newTable();
      local.service.fault({ kind: 'status', status: 503, retryAfter: 1, statement: /^COPY/, times: 1 });
      local.service.fault({ kind: 'status', status: 429, retryAfter: 1, statement: /^MERGE/, times: 1 });
      local.service.fault({
        kind: 'pause',
        statement: /^CREATE TABLE .*_stage_/,
        times: 1,
        until: () => local.service.expireSessions(),
      });
      await load({ ...upsert, table, rows }).then(
        (loaded) => expect(loaded).toEqual(outcome),
        // The statement under way ended with its session; another load goes through.
        async () => expect(await load({ ...upsert, table, rows })).toEqual(outcome),
      );
      expect(await contents(table)).toEqual(merged);
    });

    test('a MERGE whose answer was lost is repeated, which changes nothing more', async () => {
      const table = await newTable();
      local.service.fault({ kind: 'disconnect', when: 'after', statement: /^MERGE/, times: 1 });
      expect(await load({ ...upsert, table, rows })).toMatchObject({ deleted: 0, rejected: [] });
      expect(await contents(table)).toEqual(merged);
    });

    test('a MERGE that another commit got in the way of is repeated', async () => {
      const table = await newTable();
      local.service.fault({
        kind: 'error',
        statement: /^MERGE/,
        times: 1,
        message: '[DELTA_CONCURRENT_APPEND] Files were added by a concurrent update. SQLSTATE: 2D521',
      });
      expect(await load({ ...upsert, table, rows })).toEqual(outcome);
    });

    test('a table that is altered meanwhile, or gone, is an error that asks for a plan', async () => {
      const table = await newTable();
      await sql(`ALTER TABLE ${table} SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')`);
      local.service.fault({
        kind: 'pause',
        statement: /^MERGE/,
        times: 1,
        until: async () => {
          await sql(`ALTER TABLE ${table} DROP COLUMN name`);
        },
      });
      const altered = { code: 'source_changed', hint: 'Plan again.' };
      await expect(load({ ...upsert, table, rows })).rejects.toMatchObject(altered);
      expect(await sql(`SELECT count(*) FROM ${table}`)).toEqual([['2']]);
      await expect(load({ ...upsert, table, rows })).rejects.toMatchObject(altered);
      await sql(`DROP TABLE ${table}`);
      await expect(load({ ...upsert, table, rows })).rejects.toMatchObject(altered);
    });

    test('files that the warehouse may not read: said without the key, nothing loaded, nothing left', async () => {
      const table = await newTable();
      const message = `[UNAUTHORIZED_ACCESS] cannot read with ${s3.secretAccessKey}. SQLSTATE: 42501`;
      local.service.fault({ kind: 'error', statement: /^COPY/, times: 1, message });
      const error = await load({ ...upsert, table, rows }).catch((e: Error) => e);
      expect(String(error)).toContain('UNAUTHORIZED_ACCESS');
      expect(String(error)).not.toContain(s3.secretAccessKey);
      expect(await contents(table)).toHaveLength(2);
    });

    test('a run that is cancelled in a MERGE leaves nothing', async () => {
      const table = await newTable();
      const controller = new AbortController();
      local.service.fault({
        kind: 'pause',
        statement: /^MERGE/,
        times: 1,
        until: () => controller.abort(),
      });
      const work = { ...upsert, table, columns, rows, batch: 'cancelled' };
      const cancelled = loadRows(host, open.facets.load as LoadFacet, work, controller.signal);
      await expect(cancelled).rejects.toMatchObject({ code: 'canceled' });
    });

    test('a bucket that takes nothing is an error before the warehouse is asked to load', async () => {
      const table = await newTable();
      await using other = await openDatabricks(
        local.config({ ...settings, aws_secret_access_key: 'wrong' }),
        host,
      );
      const work = { ...upsert, table, columns, rows, batch: 'refused' };
      await expect(loadRows(host, other.facets.load as LoadFacet, work)).rejects.toMatchObject({
        part: 'bucket',
        hint: expect.stringContaining('aws_secret_access_key'),
      });
    });
  });

  describe('a process that dies', () => {
    const rows = [
      [2, 'zwei'],
      [3, 'three'],
      [3, 'again'],
    ] as const;
    const merged = { ...none, inserted: 1, updated: 1, rejected: [expect.anything()] };
    const upserted = [
      ['1', 'one'],
      ['2', 'zwei'],
      ['3', 'three'],
    ];
    const appended = [['1', 'one'], ['2', 'two'], ['2', 'zwei'], ...upserted.slice(2), ['3', 'again']].sort();
    const replaced = [
      ['2', 'zwei'],
      ['3', 'three'],
    ];
    const replace = { operation: 'replace', key: ['id'] } as const;
    const truncate = { ...replace, configuration: { advanced: { truncate_existing: true } } } as const;
    const count = async (rest: string) => Number((await sql(`SELECT count(*) FROM ${rest}`))[0]?.[0]);
    const isNoted = (table: string) =>
      count(`${place()}._syncform_commits WHERE scope = 'sync/${table}' AND batch_id = 'killed'`).then(
        (n) => n > 0,
      );
    const hasThree = (table: string) => count(`${table} WHERE id = 3`).then((n) => n > 0);
    const append = { operation: 'append' } as const;
    const added = { ...none, inserted: 3 };
    const two = { inserted: 2, updated: 0 };
    /** The last statement that the process sent, and how to see that the warehouse has carried it out without it. */
    const deaths: readonly Death[] = [
      [
        'making the staging table',
        /^CREATE TABLE .*_stage_/,
        async () => (await stages()).length > 0,
        upsert,
        merged,
        upserted,
      ],
      [
        'COPY INTO it',
        /^COPY INTO/,
        async () => (await count(`${place()}.${(await stages())[0]?.[1]}`)) > 0,
        upsert,
        merged,
        upserted,
      ],
      // The local warehouse's driver cannot read the history's conditions: what was merged before is not counted there.
      ['MERGE', /^MERGE/, hasThree, upsert, { deleted: 0, rejected: [expect.anything()] }, upserted],
      ['noting an upsert', /^INSERT INTO .*_commits/, isNoted, upsert, merged, upserted],
      [
        'dropping the staging table',
        /^DROP TABLE .*_stage_/,
        async () => (await stages()).length === 0,
        upsert,
        merged,
        upserted,
      ],
      ['COPY INTO the target', /^COPY INTO/, hasThree, append, added, appended],
      ['noting an append', /^INSERT INTO .*_commits/, isNoted, append, added, appended],
      ['INSERT OVERWRITE', /^INSERT OVERWRITE/, hasThree, replace, two, replaced],
      ['TRUNCATE', /^TRUNCATE/, async (table) => (await count(table)) === 0, truncate, two, replaced],
      ['INSERT after TRUNCATE', /^INSERT INTO .*`t\d+` /, hasThree, truncate, two, replaced],
    ];
    test.each(deaths)(
      'after %s: nothing is lost, doubled or left',
      async (_, last, isDone, how, outcome, after) => {
        const table = await newTable();
        const work = { table, columns, rows, batch: 'killed', operation: 'append', ...how } as LoadWork;
        await killedAt(last, work);
        while (!(await isDone(table))) await new Promise((soon) => setTimeout(soon, 100));
        expect(await load(work)).toMatchObject(outcome);
        expect(await contents(table)).toEqual(after);
        // The next run asks first.
        const batch = { scope: `sync/${table}`, id: 'killed' };
        expect(await open.facets.load?.committed(table, batch, never)).toMatchObject(outcome);
        expect(await load(work)).toMatchObject(outcome);
        expect(await contents(table)).toEqual(after);
      },
    );

    /** Has a process load, and kills it when this statement is at the warehouse, which carries it out all the same. */
    async function killedAt(last: RegExp, work: LoadWork): Promise<void> {
      let child: ChildProcess | undefined;
      let words = '';
      const died = new Promise<void>((resolve, reject) => {
        local.service.fault({
          kind: 'pause',
          statement: last,
          times: 1,
          until: async () => {
            child?.kill('SIGKILL');
            await ended;
          },
        });
        const script = join(import.meta.dirname, 'testing/load-and-be-killed.ts');
        child = spawn(process.execPath, [script, JSON.stringify({ config: settings, work })], {
          stdio: ['ignore', 'ignore', 'pipe'],
          env: process.env,
        });
        child.stderr?.on('data', (text: Buffer) => {
          words += text;
        });
        const ended = new Promise<void>((gone) => {
          child?.once('exit', (_code, signal) => {
            gone();
            if (signal === 'SIGKILL') resolve();
            else reject(new Error(`it was not killed: ${words}`));
          });
        });
      });
      await died;
    }
  });
});
