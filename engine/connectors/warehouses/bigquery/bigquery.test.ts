import { ConnectorUnderTest, never } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import {
  type BigqueryService,
  missingBigquery,
  startBigquery,
} from '../../../../test/services/bigquery/bigquery.ts';
import { type GcsService, missingGcs, startGcs } from '../../../../test/services/gcs.ts';
import type { CellValue, Extraction, TargetTable } from '../../../contract/contract.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import { testConnection } from '../../../families/sql/testing/connection-tests.ts';
import { filteredBySystem, foundAmongNamed } from '../../../families/sql/testing/filtered-rows.ts';
import { bigqueryConfig } from './config.ts';
import { bigquery } from './definition.ts';
import { byJobs, fixture, fixtureAt } from './testing/contract-fixture.ts';

describeNeeding(
  (await missingBigquery()) ?? (await missingGcs()),
  'BigQuery’s statements and requests, run by bqemulator on a DuckDB',
  () => {
    let gcs: GcsService;
    let server: BigqueryService;
    /** A connection under which lists are REPEATED, as they are by default. */
    let under: ConnectorUnderTest;
    beforeAll(async () => {
      gcs = await startGcs();
      process.env.STORAGE_EMULATOR_HOST = gcs.endpoint;
      server = await startBigquery({ storage: gcs.endpoint });
      under = await ConnectorUnderTest.open(bigquery as never, {
        ...fixture,
        open: async () => ({ ...fixtureAt(server), config: byJobs(server) }),
      });
      await run('CREATE SCHEMA IF NOT EXISTS contract');
    });
    afterAll(async () => {
      delete process.env.STORAGE_EMULATOR_HOST;
      await under?.[Symbol.asyncDispose]();
      await gcs?.stop();
    });

    const open = (changes: object) =>
      bigquery.open(bigqueryConfig.parse({ ...byJobs(server), ...changes }), under.host);
    const run = (sql: string) => server.sql(sql);
    const existing = async (id: string, key: readonly string[] = []): Promise<TargetTable> => {
      const there = await under.facet('define').describe(id, never);
      return {
        id,
        key,
        columns: (there?.columns ?? []).map(({ name, type, target_type, nullable }) => ({
          name,
          type,
          target_type,
          nullable,
        })),
      };
    };
    const contents = async (extraction: Extraction) =>
      (await under.rows(extraction)).map((row) => row.join('|')).sort();
    const stages = async () => {
      const path = `${server.configuration.endpoint}/bigquery/v2/projects/${server.project}/datasets/contract/tables`;
      const answer = await fetch(path, { headers: { authorization: 'Bearer token' } });
      const { tables } = (await answer.json()) as { tables: { tableReference: { tableId: string } }[] };
      return tables.map((of) => of.tableReference.tableId).filter((id) => id.startsWith('_syncform_stage'));
    };

    test('REPEATED and RECORD columns take lists and documents, which have to fit them', async () => {
      await run(
        'CREATE TABLE contract.nested (id INT64 NOT NULL, tags ARRAY<STRING>, at STRUCT<x INT64, y STRING>, lines ARRAY<STRUCT<n INT64, s STRING>>)',
      );
      const into = await existing('contract.nested', ['id']);
      expect(into.columns.map(({ type }) => type)).toEqual([
        'bigint',
        'array<string>',
        'object{}',
        'jsonarray',
      ]);
      const outcome = await under.load(into, 'append', [
        ['1', '["a","b"]', '{"x": 9007199254740993, "y": "q"}', '[{"n": 1, "s": "one"}, {"n": 2}]'],
        ['2', '[]', null, '[]'],
        ['3', '["a",null]', null, '[]'],
        ['4', '[]', '{"x": "many"}', '[]'],
        ['5', '[]', '{"x": 1, "z": 2}', '[]'],
        ['6', '[]', null, '[{"n": "many"}]'],
        ['7', '[]', '[1]', '[]'],
      ]);
      expect(outcome).toMatchObject({ inserted: 2 });
      expect(outcome.rejected.map(({ key: { id }, reason }) => `${id} ${/"\w+"/.exec(reason)?.[0]}`)).toEqual(
        ['3 "tags"', '4 "at"', '5 "at"', '6 "lines"', '7 "at"'],
      );
      const rows = await under.rows(await under.read(into.id, ['id', 'tags', 'at', 'lines']));
      expect(rows.map((row) => row.slice(0, 3)).sort()).toEqual([
        ['1', '["a","b"]', '{"x":9007199254740993,"y":"q"}'],
        ['2', '[]', null],
      ]);
      // What is there equals what comes, NULL for an empty list included.
      await under.load(into, 'upsert', [['2', null, null, null]]);
      expect(await under.load(into, 'upsert', [['2', null, null, '[]']])).toMatchObject({ updated: 0 });
    });

    test('new lists are REPEATED, or JSON where the connection says so; the plan tells what the first lose', async () => {
      const define = under.facet('define');
      expect(define.columnType('array<bigint>')).toEqual({
        target_type: 'ARRAY<INT64>',
        lossy: expect.stringContaining('NULL'),
      });
      await using other = await open({ structured_values_as_json: true });
      expect(other.facets.define?.columnType('array<bigint>').target_type).toBe('JSON');
      await run('CREATE TABLE contract.lists (id INT64, tags ARRAY<STRING>)');
      const described = await other.facets.discover?.describe(['contract.lists'], {}, never);
      expect(described?.[0]?.fields.map(({ type }) => type)).toEqual(['bigint', 'jsonarray']);
    });

    test('partitions: a filter is said where one is needed, and a key reads its own partitions alone', async () => {
      await run(
        'CREATE TABLE contract.days (id INT64 NOT NULL, day DATE NOT NULL, n INT64) PARTITION BY day OPTIONS (require_partition_filter = TRUE)',
      );
      const into = await existing('contract.days', ['id', 'day']);
      const rows = [
        ['1', '2024-01-01', '1'],
        ['2', '2024-01-02', '2'],
      ];
      expect(await under.load(into, 'upsert', rows)).toMatchObject({ inserted: 2, updated: 0 });
      const changed = [['2', '2024-01-02', '3'], ...rows.slice(0, 1), ['2', '2024-01-03', '4']];
      expect(await under.load(into, 'upsert', changed)).toMatchObject({ inserted: 1, updated: 1 });
      const scripts = (await server.jobs())
        .map(({ configuration }) => configuration.query?.query ?? '')
        .filter((query) => query.includes('MERGE INTO `contract`.`days`'));
      expect(scripts.at(-1)).toContain('t.`day` BETWEEN syncform_first AND syncform_last');
      expect(await under.load({ ...into, key: ['id'] }, 'update', [['1', '2024-01-01', '9']])).toMatchObject({
        updated: 1,
      });
      expect(await contents(await under.read(into.id, ['id', 'day', 'n']))).toEqual([
        '1|2024-01-01|9',
        '2|2024-01-02|3',
        '2|2024-01-03|4',
      ]);
      const sent = (await server.jobs()).map(({ configuration }) => configuration.query?.query ?? '');
      expect(sent.at(-1)).toContain('(`day` IS NOT NULL OR `day` IS NULL)');
      expect(await under.load({ ...into, key: [] }, 'replace', rows)).toMatchObject({
        inserted: 2,
        deleted: 3,
      });
    });

    test('a batch whose job was taken already is not written again', async () => {
      const into = under.wanted('once', [{ name: 'id', type: 'bigint' }], []);
      await under.create(into);
      await under.load(into, 'append', [['1']], { batch: 'one' });
      const merges = async () =>
        (await server.jobs()).filter(({ jobReference: { jobId } }) => jobId?.startsWith('syncform_merge_'));
      const before = await merges();
      // As after a crash before the outcome was read: the table of commits knows of it.
      await under.load(into, 'append', [['1']], { batch: 'one' });
      expect(await merges()).toHaveLength(before.length);
      expect(await contents(await under.read(into.id, ['id']))).toEqual(['1']);
      // Where what was committed is forgotten, as with a table that is made again, the batch is written by another job.
      await run(`DELETE FROM contract._syncform_commits WHERE batch_id = 'one'`);
      await under.load(into, 'append', [['1']], { batch: 'one' });
      expect((await merges()).slice(-2).map(({ jobReference: { jobId } }) => jobId?.slice(-2))).toEqual([
        '_0',
        '_1',
      ]);
      expect(await stages()).toEqual([]);
    });

    test('a load that fails leaves no table beside its target, nor does one that was killed', async () => {
      const into = under.wanted('left', [{ name: 'id', type: 'bigint' }], ['id']);
      await under.create(into);
      const broken: Extraction = {
        columns: [{ name: 'id', type: 'bigint' }],
        offers: [
          {
            format: 'rows',
            async *open() {
              yield [['1']];
              throw new Error('the line went dead');
            },
          },
        ],
      };
      await expect(under.loadFrom(into, 'upsert', broken)).rejects.toThrow('the line went dead');
      expect(await stages()).toEqual([]);
      await under.load(into, 'upsert', [['1']]);
      const loads = (await server.jobs()).flatMap(({ configuration: { load } }) => load ?? []);
      const { destinationTable } = loads.at(-1) as {
        readonly destinationTable: { readonly tableId: string };
      };
      const name = destinationTable.tableId.replace(/_[^_]*$/, '_killed');
      await run(`CREATE TABLE contract.${name} (r INT64)`);
      expect(await stages()).toHaveLength(1);
      await under.load(into, 'upsert', [['2']]);
      expect(await stages()).toEqual([]);
    });

    test('changes are read by a tracking field, to the microsecond, and not beyond now', async () => {
      await run('CREATE TABLE contract.tracked (id INT64, at TIMESTAMP, b BYTES)');
      await run(
        `INSERT INTO contract.tracked (id, at, b) VALUES (1, TIMESTAMP '0001-01-01 00:00:00+00', FROM_HEX('00ff')), (2, TIMESTAMP '2024-03-31 01:30:00.123456+00', NULL), (3, TIMESTAMP '9999-01-01 00:00:00+00', NULL)`,
      );
      const largest = await largestOf(under.facet('read'), 'contract.tracked', 'at', {}, never);
      expect(largest).toBe('2024-03-31 01:30:00.123456+00');
      const later = await under.read('contract.tracked', ['id', 'at'], {
        field: 'at',
        value: String(largest),
      });
      expect(await contents(later)).toEqual(['2|2024-03-31 01:30:00.123456+00', '3|9999-01-01 00:00:00+00']);
    });

    test('filters are BigQuery’s own conditions, and leave the same rows as their meaning says', async () => {
      await run(
        'CREATE TABLE contract.filtered (id INT64, s STRING, n NUMERIC, f FLOAT64, tags ARRAY<STRING>)',
      );
      await run(
        `INSERT INTO contract.filtered VALUES (1, 'a%b', NUMERIC '1.5', CAST('nan' AS FLOAT64), ['x']), (2, ' Ab ', NUMERIC '2', 2, []), (3, NULL, NULL, NULL, ['y', 'x'])`,
      );
      const model = { table: 'contract.filtered' };
      const found = (filter: object) => filteredBySystem(under, model, filter);
      expect(await found({ field: 's', function: 'StringContains', value: '%' })).toEqual(['1']);
      expect(await found({ field: 'n', function: 'LessThan', value: 2 })).toEqual(['1']);
      expect(await found({ field: 'f', function: 'GreaterThan', value: 100 })).toEqual(['1']);
      expect(await found({ field: 'tags', function: 'ArrayContains', value: 'x' })).toEqual(['1', '3']);
      expect(await found({ field: 's', function: 'IsNull' })).toEqual(['3']);
    });

    test('records are found by their keys, as BigQuery compares them, among the rows that a filter lets through', async () => {
      const columns = [
        { name: 'id', type: 'bigint' },
        { name: 'name', type: 'string' },
      ];
      const into = under.wanted('sought', columns, ['id']);
      await under.create(into);
      await under.load(into, 'append', [
        ['1', 'one'],
        ['2', 'two'],
        ['3', 'three'],
      ]);
      expect(await foundAmongNamed(under, into, ['1', '2', '9'], 'two')).toEqual({
        found: [1],
        rejected: [],
      });
      expect(await stages()).toEqual([]);
    });

    test('a new record is refused whose key is another record’s', async () => {
      const columns = [
        { name: 'id', type: 'bigint' },
        { name: 'name', type: 'string' },
      ];
      const into = under.wanted('held', columns, ['id']);
      await under.create(into);
      await under.load(into, 'upsert', [
        ['7', 'seven'],
        ['8', 'eight'],
      ]);
      const rowsOf = (rows: readonly (readonly CellValue[])[]) => ({
        format: 'rows' as const,
        async *open() {
          yield rows;
        },
      });
      const outcome = await under.host.withSession((session) =>
        under.facet('load').load({
          table: into,
          operation: 'upsert',
          // To the table 07 is 7.
          columns: columns.map(({ name }) => ({ name, type: 'string' })),
          key: ['id'],
          rows: rowsOf([
            ['07', 'thief'],
            ['08', 'its own'],
          ]),
          numbered: rowsOf([
            ['07', 'thief', '5'],
            ['08', 'its own', '6'],
          ]),
          isRepeatable: true,
          holders: { firstNew: 5, keys: rowsOf([['7']]) },
          batch: { scope: 'held', id: 'thief' },
          session,
          signal: never,
          onProgress: () => {},
        }),
      );
      expect(outcome).toMatchObject({
        updated: 1,
        rejected: [{ number: 5, reason: expect.stringMatching(/that of another record/) }],
      });
      expect(await contents(await under.read(into.id, ['id', 'name']))).toEqual(['7|seven', '8|its own']);
      expect(await stages()).toEqual([]);
    });

    test('use_extract: rows come by a bucket, the same as page by page; nothing is left there', async () => {
      const types = [
        'bigint',
        'double',
        'boolean',
        'string',
        'date',
        'time',
        'datetime',
        'datetime_tz',
        'decimal(12,2)',
        'binary',
        'json',
        'array<bigint>',
      ];
      const columns = types.map((type, i) => ({ name: `c${i}`, type }));
      const into = under.wanted('exported', [{ name: 'id', type: 'bigint' }, ...columns], ['id']);
      await under.create(into);
      await under.load(into, 'append', [
        [
          '1',
          '9007199254740993',
          0.1,
          true,
          'ü',
          '0001-01-01',
          '12:34:56.5',
          '9999-12-31 23:59:59.999999',
          '2024-03-31 01:30:00.123456+00',
          '1.50',
          new Uint8Array([0, 255]),
          '{"a":1}',
          '[9223372036854775807]',
        ],
        ['2', null, null, null, null, null, null, null, null, null, null, null, '[]'],
      ]);
      const names = into.columns.map(({ name }) => name);
      const byPages = await under.rows(await under.read(into.id, names));
      await using other = await open({ use_extract: true, bucket: `gs://${gcs.bucket}/a folder` });
      await testConnection(open, { use_extract: true, bucket: gcs.bucket });
      const extraction = (await other.facets.read?.extract(
        { object: into.id, fields: names, configuration: {} },
        never,
      )) as Extraction;
      expect(extraction.offers.map(({ format }) => format)).toEqual(['relation', 'csv']);
      const byFiles = await under.rows(extraction);
      const sorted = (rows: typeof byFiles) => rows.map((row) => row.map(String).join('|')).sort();
      expect(byFiles.map((row) => row.length)).toEqual(byPages.map((row) => row.length));
      expect(sorted(byFiles)).toEqual(sorted(byPages));
      expect(await gcs.objects()).toEqual([]);
      const model = { query: 'SELECT * FROM contract.exported WHERE id > 5' };
      const fields = (await other.facets.query?.describe(model, never)) ?? [];
      const none = (await other.facets.query?.extract(model, fields.slice(0, 2), never)) as Extraction;
      expect(await under.rows(none)).toEqual([]);
      await expect(
        testConnection(open, { use_extract: true, bucket: 'no-such-bucket' }),
      ).rejects.toMatchObject({ part: 'bucket' });
    });

    test('columns are added and widened, and get rid of NOT NULL; what BigQuery cannot change is a conflict', async () => {
      await run(
        'CREATE TABLE contract.old (id INT64 NOT NULL, n NUMERIC(5, 2), s STRING(10), req INT64 NOT NULL, d DATE)',
      );
      const define = under.facet('define');
      const there = await define.describe('contract.old', never);
      const wanted = (columns: readonly (readonly [string, string])[]): TargetTable => ({
        id: 'contract.old',
        key: [],
        columns: columns.map(([name, type]) => ({ name, type, ...define.columnType(type), nullable: true })),
      });
      const change = define.change(
        wanted([
          ['n', 'decimal(12,2)'],
          ['s', 'string'],
          ['req', 'bigint'],
          ['added', 'datetime'],
        ]),
        there,
      );
      expect(change).toMatchObject({ action: 'alter', conflicts: [] });
      expect(change.statements).toEqual([
        'ALTER TABLE `contract`.`old` ALTER COLUMN `n` SET DATA TYPE NUMERIC(12, 2)',
        'ALTER TABLE `contract`.`old` ALTER COLUMN `s` SET DATA TYPE STRING',
        'ALTER TABLE `contract`.`old` ALTER COLUMN `req` DROP NOT NULL',
        'ALTER TABLE `contract`.`old` ADD COLUMN IF NOT EXISTS `added` DATETIME',
      ]);
      expect(define.change(wanted([['d', 'string']]), there).conflicts).toEqual([
        expect.stringContaining('"d"'),
      ]);
    });

    test('names: columns that differ by case alone are one, and some beginnings are BigQuery’s own', () => {
      const define = under.facet('define');
      const conflicts = (...names: readonly string[]) =>
        define
          .change(
            under.wanted(
              'named',
              names.map((name) => ({ name, type: 'string' })),
              [],
            ),
            null,
          )
          .conflicts.join();
      expect(conflicts('Name', 'name')).toContain('cannot tell apart');
      expect(conflicts('_PARTITIONTIME')).toContain('_PARTITIONTIME');
      expect(conflicts('x'.repeat(301))).toContain('300 characters');
      expect(conflicts('x'.repeat(300), 'größe #1')).toBe('');
      const long = { ...under.wanted('named', [{ name: 'a', type: 'string' }], []) };
      expect(define.change({ ...long, id: `contract.${'t'.repeat(1025)}` }, null).conflicts.join()).toContain(
        '1025',
      );
    });
  },
);
