import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectorUnderTest, never } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import {
  type BigqueryService,
  missingBigquery,
  type SentJob,
  startBigquery,
} from '../../../../test/services/bigquery/bigquery.ts';
import type { Extraction, LoadOperation, LoadRequest, TargetTable } from '../../../contract/contract.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import { bigquery } from './definition.ts';
import { exportStatement } from './export.ts';
import { byJobs, fixture, fixtureAt } from './testing/contract-fixture.ts';

const FILE = join(import.meta.dirname, 'testing', 'statements.sql');
const HEAD = `-- The jobs that syncform has BigQuery run. No BigQuery runs where syncform is tested: this is for people who know it. The test beside
-- this folder compares it with what is sent; SYNCFORM_WRITE_STATEMENTS=1 writes it again. Digests and ids stand as <…>. Datasets and
-- tables are listed and described by requests, which are no jobs.
`;

const COLUMNS = [
  { name: 'id', type: 'bigint' },
  { name: 'day', type: 'date' },
  { name: 'code', type: 'string' },
  { name: 'active', type: 'boolean' },
  { name: 'price', type: 'decimal(12,2)' },
  { name: 'at', type: 'datetime_tz' },
  { name: 'tags', type: 'array<string>' },
  { name: 'data', type: 'json' },
];
const ROW = ['1', '2024-01-02', 'a', true, '1.50', '2024-01-02 03:04:05+00', '["x"]', '{"a": 1}'];

describeNeeding(await missingBigquery(), 'BigQuery’s statements in a file', () => {
  let server: BigqueryService;
  let under: ConnectorUnderTest;
  let sections = '';
  beforeAll(async () => {
    server = await startBigquery();
    under = await ConnectorUnderTest.open(bigquery as never, {
      ...fixture,
      open: async () => ({ ...fixtureAt(server), config: byJobs(server) }),
    });
  });
  afterAll(() => under?.[Symbol.asyncDispose]());

  const shown = ({ jobReference: { jobId = '' }, configuration }: SentJob): string => {
    const { query, load, dryRun } = configuration;
    const id = /^syncform_merge_/.test(jobId) ? `-- as job ${jobId}\n` : '';
    const text = load
      ? `-- load job: ${JSON.stringify(load, undefined, 1).replace(/\n\s*/g, ' ')}`
      : `${dryRun ? '-- dry run\n' : ''}${query?.query.trim().replace(/;$/, '')};`;
    return `${id}${text}\n`
      .replace(/_syncform_stage_[0-9a-f]+_[0-9a-f]+/g, '_syncform_stage_<scope>_<load>')
      .replace(/syncform_merge_[0-9a-f]+_/g, 'syncform_merge_<table, scope and batch>_');
  };
  /** Notes what is sent while something is done; a job that came in an earlier section is left out. */
  async function section(title: string, work: () => Promise<unknown>): Promise<void> {
    const before = (await server.jobs()).length;
    await work();
    const all = (await server.jobs()).map(shown);
    const known = new Set(all.slice(0, before));
    const sent = all.slice(before).filter((job, i, jobs) => !known.has(job) && jobs.indexOf(job) === i);
    sections += `\n-- ${title}\n\n${sent.join('\n')}`;
  }
  function load(table: TargetTable, operation: LoadOperation, more: Partial<LoadRequest> = {}) {
    return under.host.withSession((session) =>
      under.facet('load').load({
        table,
        operation,
        columns: table.columns.map(({ name, type }) => ({ name, type })),
        key: table.key,
        rows: {
          format: 'rows',
          async *open() {
            yield [ROW];
          },
        },
        batch: { scope: 'sync', id: operation },
        session,
        signal: never,
        onProgress: () => {},
        ...more,
      }),
    );
  }

  test('the jobs that BigQuery gets are those that statements.sql shows; a stand-in takes them', async () => {
    const define = under.facet('define');
    const table = under.wanted('items', COLUMNS, ['id']);
    const id = 'contract.items';
    await section('The connection’s test', () => under.facet('test').test(never));
    await section('A new table', () => define.apply(define.change(table, null), never));
    await section('A column more, and a wider one', async () => {
      const wider = under.wanted('wider', [{ name: 'n', type: 'decimal(5,2)' }], []);
      await define.apply(define.change(wider, null), never);
      const wanted = under.wanted(
        'wider',
        [{ name: 'n', type: 'decimal(12,2)' }, ...COLUMNS.slice(2, 3)],
        [],
      );
      await define.apply(define.change(wanted, await define.describe(wider.id, never)), never);
    });
    await section('updateOrCreate: a load job, the search for records at fault, the merge', () =>
      load(table, 'upsert'),
    );
    await section('create', () => load(table, 'insert'));
    await section('update', () => load(table, 'update'));
    await section('append', () => load({ ...table, key: [] }, 'append'));
    await section('replace', () => load(table, 'replace'));
    await section('remove', () => load(table, 'delete'));
    await section('A merge after which rows that did not come are deleted', () =>
      load(table, 'upsert', { deleteMissing: true, batch: { scope: 'sync', id: 'missing' } }),
    );
    await section('A merge into a table that is partitioned by a column of the key', async () => {
      const days = { ...table, id: 'contract.days', key: ['id', 'day'] };
      const { statements } = define.change(days, null);
      await define.apply(
        {
          action: 'create',
          conflicts: [],
          statements: statements.map((statement) =>
            statement.replace(
              /\nCLUSTER BY .*/,
              '\nPARTITION BY `day`\nOPTIONS (require_partition_filter = TRUE)',
            ),
          ),
        },
        never,
      );
      await load(days, 'upsert', { batch: { scope: 'sync', id: 'days' } });
    });
    await section('Has a batch been committed?', () =>
      under.facet('load').committed(id, { scope: 'sync', id: 'upsert' }, never),
    );
    await section('Reading a table, and where the next read goes on', async () => {
      const names = COLUMNS.map(({ name }) => name);
      await under.rows(await under.read(id, names));
      await largestOf(under.facet('read'), id, 'at', {}, never);
      await under.rows(await under.read(id, ['id'], { field: 'at', value: '2024-01-02 03:04:05+00' }));
    });
    await section('A query as a model, with filters', async () => {
      const model = { query: 'SELECT id, code, price, at, tags FROM contract.items' };
      const query = under.facet('query');
      const fields = await query.describe(model, never);
      const filters = [
        { field: 'code', function: 'Equality', value: 'a' },
        { field: 'code', function: 'StringContains', value: '100%' },
        { field: 'code', function: 'StringOneOf', value: ['a', 'b'] },
        { field: 'at', function: 'OnOrAfter', value: '2024-01-01' },
        { field: 'price', function: 'LessThan', value: 2 },
        { field: 'tags', function: 'ArrayContains', value: 'x' },
      ];
      await under.rows(
        (await query.extractFiltered?.(
          model,
          fields,
          { filters: filters as never, logic: undefined, fields, now: 0 },
          never,
        )) as Extraction,
      );
    });
    await section('Dropping a table', () => define.drop(id, never));
    sections += `\n-- Reading by export, into a folder that is removed again\n\n${exportStatement('SELECT `id` AS c0 FROM `contract`.`items`', 'gs://bucket/_syncform_export/<id>/')};\n`;

    const text = HEAD + sections;
    if (process.env.SYNCFORM_WRITE_STATEMENTS !== undefined) writeFileSync(FILE, text);
    expect(text).toBe(readFileSync(FILE, 'utf8'));
  });
});
