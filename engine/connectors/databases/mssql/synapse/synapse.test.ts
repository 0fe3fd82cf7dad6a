import pg from 'pg';
import { ConnectorUnderTest, never } from '../../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../../test/needing.ts';
import { missingAzurite } from '../../../../../test/services/azurite.ts';
import type { CellValue, LoadFacet, LoadRequest, TargetTable } from '../../../../contract/contract.ts';
import { startEntra } from '../azuresql/testing/entra.ts';
import { synapseConfig } from './config.ts';
import type { Container } from './container.ts';
import { copyStatement } from './copy.ts';
import { synapse } from './definition.ts';
import { isRowError } from './failures.ts';
import { openPool } from './testing/contract-fixture.ts';

const COLUMNS = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
];

describeNeeding(
  await missingAzurite(),
  'a dedicated SQL pool, at a stand-in that is a Postgres and Azurite',
  () => {
    let there: Awaited<ReturnType<typeof openPool>>;
    let under: ConnectorUnderTest;
    let behind: pg.Client;
    let names = 0;
    beforeAll(async () => {
      there = await openPool();
      under = await ConnectorUnderTest.open(synapse as never, {
        connector: 'synapse',
        open: async () => there,
      });
      behind = new pg.Client(there.server.postgres.connectionString);
      await behind.connect();
    });
    afterAll(async () => {
      await behind?.end();
      await under?.[Symbol.asyncDispose]();
    });

    const read = async (id: string) =>
      (await under.rows(await under.read(id, ['id', 'name']))).map((row) => row.join('|')).sort();
    async function table(columns = COLUMNS, key: readonly string[] = ['id']): Promise<TargetTable> {
      const made = under.wanted(`t${++names}`, columns, key);
      await under.create(made);
      return made;
    }
    const rowsOf = (rows: readonly (readonly CellValue[])[]): LoadRequest['rows'] => ({
      format: 'rows',
      async *open() {
        yield rows;
      },
    });
    /** Loads rows by a connection of its own with these settings. */
    async function load(
      into: TargetTable,
      rows: LoadRequest['rows'],
      settings: object = {},
      more: Partial<LoadRequest> = {},
    ) {
      const config = synapseConfig.parse({ ...(there.config as object), ...settings });
      await using open = await synapse.open(config, under.host);
      return await under.host.withSession((session) =>
        (open.facets.load as LoadFacet).load({
          table: into,
          operation: 'upsert',
          columns: into.columns.map(({ name, type }) => ({ name, type })),
          key: into.key,
          rows,
          batch: { scope: into.id, id: `batch ${++names}` },
          session,
          signal: never,
          onProgress: () => {},
          ...more,
        }),
      );
    }
    const sentSince = (from: number) => there.server.batches.slice(from);

    test.each(['shared_access_signature', 'storage_account_key'])(
      'rows are copied from a Parquet file that is read with %s, and the container is empty afterwards',
      async (copy_credential) => {
        const into = await table();
        const from = there.server.batches.length;
        const outcome = await load(
          into,
          rowsOf([
            ['1', "it's"],
            ['2', null],
            ['3', '漢🦆\n"x"'],
          ]),
          { copy_credential },
        );
        expect(outcome).toMatchObject({ inserted: 3, rejected: [] });
        expect(await read(into.id)).toEqual(["1|it's", '2|', '3|漢🦆\n"x"']);
        expect(sentSince(from).filter((batch) => /^(COPY INTO|INSERT BULK)/i.test(batch))).toEqual([
          expect.stringMatching(/^COPY INTO #_syncform_rows_texts FROM 'http:[^']*\.parquet' WITH/),
        ]);
        expect(await there.azure.blobs()).toEqual([]);
      },
    );

    test('the container is empty after a load that failed, and what a killed one left there goes', async () => {
      const into = await table();
      const broken: LoadRequest['rows'] = {
        format: 'rows',
        async *open() {
          yield [['2', 'two']];
          throw new Error('the line went dead');
        },
      };
      await expect(load(into, broken)).rejects.toThrow('the line went dead');
      await expect(
        load(into, rowsOf([['1', 'one']]), { copy_credential: 'managed_identity' }),
      ).rejects.toThrow(/loading dbo\.t\d+/);
      expect(await there.azure.blobs()).toEqual([]);
      expect(await read(into.id)).toEqual([]);
    });

    test('without a container rows come by INSERTs of many, NULLs and quotes as they are', async () => {
      const into = await table();
      const rows = Array.from({ length: 250 }, (_, i) => [String(i), i % 3 === 0 ? null : `it's ${i}`]);
      const from = there.server.batches.length;
      expect(await load(into, rowsOf(rows), { use_blob_storage: false })).toMatchObject({ inserted: 250 });
      const inserts = sentSince(from).filter((batch) =>
        batch.startsWith('INSERT INTO #_syncform_rows_texts SELECT'),
      );
      expect(inserts.map((batch) => batch.split(' UNION ALL ').length)).toEqual([100, 100, 50]);
      expect(await read(into.id)).toEqual(rows.map((row) => row.join('|')).sort());
    });

    test('commits are believed under the lock of their sync alone, for a pool reads what others may still undo', async () => {
      const into = await table();
      const from = there.server.batches.length;
      await load(into, rowsOf([['1', 'one']]), {}, { batch: { scope: 'sync', id: 'a' } });
      const sent = sentSince(from);
      const lock = sent.findIndex((batch) => batch.startsWith('IF OBJECT_ID') && batch.includes('EXEC('));
      const asked = sent.findIndex((batch) => batch.startsWith('SELECT outcome FROM'));
      expect(sent[lock - 1]).toBe('BEGIN TRANSACTION');
      expect(asked).toBeGreaterThan(lock);
      const again = await load(into, rowsOf([['1', 'another']]), {}, { batch: { scope: 'sync', id: 'a' } });
      expect(again).toMatchObject({ inserted: 1 });
      expect(await read(into.id)).toEqual(['1|one']);
    });

    test('who asks for a commit waits until the load of the same sync has ended', async () => {
      const into = await table();
      const batch = { scope: `held ${into.id}`, id: 'second' };
      await load(into, rowsOf([['1', 'one']]), {}, { batch: { ...batch, id: 'first' } });
      await behind.query('BEGIN');
      await behind.query(
        `UPDATE dbo._syncform_commits SET outcome = 'held' WHERE batch_id = '' AND scope = '${batch.scope}'`,
      );
      let isAnswered = false;
      const asked = under
        .facet('load')
        .committed(into.id, batch, never)
        .then((outcome) => {
          isAnswered = true;
          return outcome;
        });
      const waiting = async () =>
        (
          await behind.query(
            "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'tds'",
          )
        ).rows[0].n;
      while ((await waiting()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(isAnswered).toBe(false);
      await behind.query('COMMIT');
      expect(await asked).toBeUndefined();
    });

    test('a record whose value no column takes is rejected by itself; the others are written', async () => {
      const into = await table([...COLUMNS, { name: 'n', type: 'int' }]);
      const outcome = await load(
        into,
        rowsOf([
          ['1', 'one', '1'],
          ['2', 'two', 'many'],
          ['3', 'three', null],
        ]),
        {},
        {
          columns: [...COLUMNS, { name: 'n', type: 'string' }],
        },
      );
      expect(outcome).toMatchObject({ inserted: 2 });
      expect(outcome.rejected).toEqual([
        { key: { id: '2' }, reason: expect.stringMatching(/^column "n": .*many/) },
      ]);
    });

    test('an application of Microsoft Entra logs in with a token, and one with a wrong secret is named', async () => {
      const { username, password, ...pool } = there.config as Record<string, string>;
      await using entra = await startEntra({ user: username ?? '', password: password ?? '' });
      const open = (more: object) =>
        synapse.open(synapseConfig.parse({ ...pool, ...entra.login, ...more }), under.host);
      await using right = await open({});
      await expect(right.facets.test?.test(never)).resolves.toBeUndefined();
      await using wrong = await open({ client_secret: 'wrong' });
      await expect(wrong.facets.test?.test(never)).rejects.toMatchObject({ part: 'user or password' });
    });

    test('a new table is a heap, distributed by its key, which is not enforced', () => {
      const define = under.facet('define');
      const statements = (key: readonly string[]) =>
        define.change(under.wanted('made', COLUMNS, key), null).statements.join('\n');
      expect(statements(['id'])).toContain(
        'PRIMARY KEY NONCLUSTERED ([id]) NOT ENFORCED\n) WITH (DISTRIBUTION = HASH([id]), HEAP)',
      );
      expect(statements([])).toContain(
        '[name] nvarchar(max) NULL\n) WITH (DISTRIBUTION = ROUND_ROBIN, HEAP)',
      );
    });

    test('tables are listed with how many rows the nodes have; who may not ask them gets the tables', async () => {
      const into = await table();
      await load(into, rowsOf(Array.from({ length: 7 }, (_, i) => [String(i), 'x'])));
      await behind.query(`ANALYZE ${into.id}`);
      const listed = async () =>
        (await under.facet('discover').list({}, never)).find(({ id }) => id === into.id);
      expect(await listed()).toMatchObject({ estimated_rows: 7 });
      await behind.query('ALTER VIEW sys.pdw_nodes_tables RENAME TO hidden');
      expect(await listed()).toMatchObject({ id: into.id });
      expect((await listed())?.estimated_rows).toBeUndefined();
      await behind.query('ALTER VIEW sys.hidden RENAME TO pdw_nodes_tables');
    });
  },
);

const CONTAINER: Container = {
  account: 'acme',
  key: 'c2VjcmV0',
  container: 'loads',
  endpoint: 'https://acme.blob.core.windows.net',
  readBy: 'managed_identity',
};

test('a managed identity reads Parquet at the address of the file system', () => {
  expect(copyStatement('#t', CONTAINER, 'a/b.parquet')).toBe(
    "COPY INTO #t FROM 'https://acme.dfs.core.windows.net/loads/a/b.parquet' WITH (FILE_TYPE = 'PARQUET', COMPRESSION = 'Snappy', CREDENTIAL = (IDENTITY = 'Managed Identity'))",
  );
});

test.each([
  [245, 'Conversion failed when converting the nvarchar value', true],
  [110806, 'A distributed query failed: Error converting data type nvarchar to bigint.', true],
  [110802, 'An internal DMS error occurred: String or binary data would be truncated.', true],
  [110802, 'An internal DMS error occurred: the node is gone.', false],
  [1205, 'Transaction was deadlocked', false],
])('error %i (%s) is of a row: %s', (number, message, expected) => {
  expect(isRowError(Object.assign(new Error(message), { number }))).toBe(expected);
});
