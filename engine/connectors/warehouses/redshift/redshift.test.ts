import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ConnectorUnderTest, never, testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { redshiftOnPostgres, startRedshiftStandIn } from '../../../../test/services/redshift.ts';
import { startRedshiftProxy } from '../../../../test/services/redshift-proxy.ts';
import { missingS3, type S3Service, startS3 } from '../../../../test/services/s3/s3.ts';
import { missingSshd, sshSettings, startSshd } from '../../../../test/services/sshd.ts';
import type { CellValue, Extraction, Facets, LoadRequest, TargetTable } from '../../../contract/contract.ts';
import { s3StagingArea } from '../../../families/object-store/staging/s3.ts';
import { connectionFailure, testConnection } from '../../../families/sql/testing/connection-tests.ts';
import { filteredBySystem, foundAmongNamed } from '../../../families/sql/testing/filtered-rows.ts';
import { transfer } from '../../../movement/transfer.ts';
import { redshiftConfig } from './config.ts';
import { type Bucket, copyStatement, stagedByCopy } from './copy.ts';
import { redshift } from './definition.ts';
import { quoteLiteral } from './literal.ts';
import { fixture } from './testing/contract-fixture.ts';
import { unloaded, unloadStatement } from './unload.ts';
import { holds } from './widening.ts';

const COLUMNS = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
];

describeNeeding(
  await missingS3(),
  'Redshift, of whose statements a Postgres runs what it can, and a proxy COPY and UNLOAD',
  () => {
    let under: ConnectorUnderTest;
    let names = 0;
    beforeAll(async () => {
      under = await ConnectorUnderTest.open(redshift as never, fixture);
    });
    afterAll(() => under?.[Symbol.asyncDispose]());

    const contents = async (extraction: Extraction) =>
      (await under.rows(extraction)).map((row) => row.join('|')).sort();
    const read = async ({ id, columns }: TargetTable) =>
      contents(
        await under.read(
          id,
          columns.map(({ name }) => name),
        ),
      );
    async function table(columns = COLUMNS): Promise<TargetTable> {
      const made = under.wanted(`t${++names}`, columns, ['id']);
      await under.create(made);
      return made;
    }
    const load = (
      into: TargetTable,
      rows: readonly (readonly CellValue[])[],
      more: Partial<LoadRequest> = {},
    ) =>
      under.host.withSession((session) =>
        under.facet('load').load({
          table: into,
          operation: 'upsert',
          columns: into.columns.map(({ name, type }) => ({ name, type })),
          key: ['id'],
          rows: rowsOf(rows),
          batch: { scope: into.id, id: `batch ${++names}` },
          session,
          signal: never,
          onProgress: () => {},
          ...more,
        }),
      );
    const rowsOf = (rows: readonly (readonly CellValue[])[]): LoadRequest['rows'] => ({
      format: 'rows',
      async *open() {
        yield rows;
      },
    });

    test('rows whose key does not come are deleted, but not those of a record that was rejected', async () => {
      const into = await table([...COLUMNS, { name: 'n', type: 'smallint' }]);
      await load(into, [
        ['1', 'one', 1],
        ['2', 'two', 2],
        ['3', 'three', 3],
      ]);
      const columns = [...COLUMNS, { name: 'n', type: 'string' }];
      const outcome = await load(
        into,
        [
          ['1', 'one', '1'],
          ['2', 'two', 'many'],
        ],
        { deleteMissing: true, columns },
      );
      expect(outcome).toMatchObject({ inserted: 0, updated: 0, deleted: 1 });
      expect(outcome.rejected).toEqual([
        { key: { id: '2' }, reason: expect.stringMatching(/^column "n": .*many/) },
      ]);
      expect(await read(into)).toEqual(['1|one|1', '2|two|2']);
    });

    test('rows are marked instead, once', async () => {
      const into = await table([...COLUMNS, { name: 'gone_at', type: 'datetime_tz' }]);
      await load(
        into,
        [
          ['1', 'one'],
          ['2', 'two'],
        ],
        { columns: COLUMNS },
      );
      const marks = [{ name: 'gone_at', type: 'datetime_tz', value: '2024-01-02 03:04:05+00' }];
      const again = { columns: COLUMNS, deleteMissing: true, marks };
      expect(await load(into, [['1', 'one']], again)).toMatchObject({ updated: 0, deleted: 1 });
      expect(await load(into, [['1', 'one']], again)).toMatchObject({ updated: 0, deleted: 0 });
      expect(await read(into)).toEqual(['1|one|', '2|two|2024-01-02 03:04:05+00']);
    });

    test('a new record is refused whose key is another record’s', async () => {
      const into = await table();
      await load(into, [['7', 'seven']]);
      const outcome = await load(into, [['7', 'thief']], {
        numbered: rowsOf([['7', 'thief', '5']]),
        isRepeatable: true,
        holders: { firstNew: 5, keys: rowsOf([['7']]) },
      });
      expect(outcome.rejected).toMatchObject([
        { number: 5, reason: expect.stringMatching(/that of another record/) },
      ]);
      expect(await read(into)).toEqual(['7|seven']);
    });

    test('records are found by their keys, among the rows that a filter lets through', async () => {
      const into = await table();
      await load(into, [
        ['1', 'one'],
        ['2', 'two'],
        ['3', 'three'],
      ]);
      const found = await foundAmongNamed(under, into, ['1', '2', '9'], 'two');
      expect(found).toEqual({ found: [1], rejected: [] });
    });

    test('filters are evaluated by the server, of tables and of queries', async () => {
      const into = await table([...COLUMNS, { name: 'tags', type: 'json' }]);
      await load(into, [
        ['1', 'back\\slash', '["a"]'],
        ['2', "it's", '["b"]'],
        ['3', null, 'null'],
      ]);
      const model = { query: `SELECT * FROM ${into.id};` };
      const where = (filter: object) => filteredBySystem(under, model, filter);
      expect(await where({ field: 'name', function: 'Equality', value: 'back\\slash' })).toEqual(['1']);
      expect(await where({ field: 'name', function: 'StringContains', value: "'" })).toEqual(['2']);
      expect(await where({ field: 'name', function: 'IsNull' })).toEqual(['3']);
    });

    test('a text becomes longer, and any other change of a type is a conflict', async () => {
      const define = under.facet('define');
      const into = await table();
      const wanted = (type: string): TargetTable => ({
        ...into,
        columns: [
          into.columns[0] as never,
          { name: 'name', type: 'string', target_type: type, nullable: true },
        ],
      });
      const short = { ...into, id: 'public.short', columns: wanted('varchar(5)').columns };
      await under.create(short);
      const change = define.change(
        { ...short, columns: wanted('varchar(50)').columns },
        await define.describe(short.id, never),
      );
      expect(change.statements).toEqual([
        'ALTER TABLE "public"."short" ALTER COLUMN "name" TYPE varchar(50)',
      ]);
      await define.apply(change, never);
      expect((await define.describe(short.id, never))?.columns[1]?.target_type).toBe('character varying(50)');
      const refused = await load(short, [['1', 'x'.repeat(51)]]);
      expect(refused.rejected).toMatchObject([
        { reason: expect.stringMatching(/^column "name": value too long/) },
      ]);
      const narrow = {
        ...into,
        id: 'public.narrow',
        columns: [{ name: 'id', type: 'int', target_type: 'integer', nullable: false }],
      };
      await under.create(narrow);
      const wide = {
        ...narrow,
        columns: [{ ...(narrow.columns[0] as never as object), target_type: 'bigint' } as never],
      };
      expect(define.change(wide, await define.describe(narrow.id, never)).conflicts).toEqual([
        'column "id" of public.narrow has to become bigint, and is integer, which Redshift cannot do to a column that is there: choose another name for it',
      ]);
    });

    test('a name that is too long is a conflict', () => {
      const define = under.facet('define');
      const long = 'x'.repeat(128);
      expect(define.change(under.wanted(long, COLUMNS, ['id']), null).conflicts).toEqual([
        `the name "${long}" has 128 bytes, more than 127, which Redshift does not take`,
      ]);
      expect(define.change(under.wanted('x'.repeat(127), COLUMNS, ['id']), null).conflicts).toEqual([]);
    });

    describeNeeding(missingSshd(), 'through SSH', () => {
      test('a connection works, and what is in the way is named', async () => {
        const sshd = await startSshd();
        try {
          const open = (changes: object) =>
            under.definition.open(
              redshiftConfig.parse({ ...under.fixture.config, ...sshSettings(sshd), ...changes }) as never,
              under.host,
            );
          await expect(testConnection(open, {})).resolves.toBeUndefined();
          expect((await connectionFailure(open, { ssh_port: 1 })).part).toBe('ssh');
          expect((await connectionFailure(open, { password: 'wrong' })).part).toBe('user or password');
        } finally {
          await sshd.stop();
        }
      });
    });
  },
);

const KEYS = { accessKeyId: 'AKIA', secretAccessKey: "sec'ret" };
const ROLE = { roleArn: 'arn:aws:iam::123456789012:role/loads' };

test('COPY and UNLOAD as texts', () => {
  expect(copyStatement('"_stage"', 's3://loads/a/', ROLE, 'eu-west-1')).toBe(
    `COPY "_stage" FROM 's3://loads/a/' IAM_ROLE 'arn:aws:iam::123456789012:role/loads' FORMAT AS CSV GZIP NULL AS '\u0001syncform null\u0001' COMPUPDATE OFF STATUPDATE OFF REGION 'eu-west-1'`,
  );
  expect(copyStatement('"_stage"', 's3://loads/a/', KEYS, undefined)).toBe(
    `COPY "_stage" FROM 's3://loads/a/' ACCESS_KEY_ID 'AKIA' SECRET_ACCESS_KEY 'sec''ret' FORMAT AS CSV GZIP NULL AS '\u0001syncform null\u0001' COMPUPDATE OFF STATUPDATE OFF`,
  );
  expect(unloadStatement("SELECT 'x' AS a", 's3://loads/b/', ROLE, 'eu-west-1')).toBe(
    `UNLOAD ('SELECT ''x'' AS a') TO 's3://loads/b/' IAM_ROLE 'arn:aws:iam::123456789012:role/loads' FORMAT AS PARQUET REGION 'eu-west-1'`,
  );
});

test('a literal with a backslash does not depend on whether a backslash escapes', () => {
  expect(quoteLiteral("it's")).toBe("'it''s'");
  expect(quoteLiteral("a\\'b")).toBe("replace('a\u0001''b', '\u0001', chr(92))");
  expect(quoteLiteral('\u0001\u0002\u0003\u0004\u{10FFFD}\u{10FFFC}\\')).toMatch(
    / \|\| chr\(92\) \|\| ''\)$/,
  );
});

test.each([
  ['varchar(65535)', 'character varying(10)', true],
  ['character varying(10)', 'varchar(65535)', false],
  ['varchar(65535)', 'integer', true],
  ['varchar(65535)', 'super', false],
  ['bigint', 'integer', true],
  ['integer', 'bigint', false],
  ['numeric(14,2)', 'numeric(12,2)', true],
  ['numeric(11,2)', 'integer', false],
  ['double precision', 'real', true],
  ['timestamp with time zone', 'timestamp without time zone', false],
])('%s holds %s: %s', (wide, narrow, expected) => {
  expect(holds(wide, narrow)).toBe(expected);
});

describeNeeding(
  await missingS3(),
  'a Redshift with a bucket (a Postgres, and a proxy that does COPY and UNLOAD)',
  () => {
    test('rows come in by COPY and go out by UNLOAD, whichever characters they hold', async () => {
      await using server = await startRedshiftStandIn();
      await using s3 = await startS3();
      await using proxy = await startRedshiftProxy(server, s3);
      await using host = await testHost();
      process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
      const config = redshiftConfig.parse({
        ...server.configuration,
        port: proxy.port,
        s3_bucket_name: s3.bucket,
        s3_bucket_region: s3.region,
        aws_access_key_id: s3.accessKeyId,
        aws_secret_access_key: s3.secretAccessKey,
      });
      await using open = await redshiftOnPostgres.open(config as never, host);
      const { define, load, read } = open.facets as Facets;
      const columns = [
        { name: 'id', type: 'bigint', target_type: 'bigint', nullable: false },
        { name: 'text', type: 'string', target_type: 'varchar(65535)', nullable: true },
        { name: 'n', type: 'decimal(38,10)', target_type: 'numeric(38,10)', nullable: true },
      ];
      const table = { id: 'public.t', columns, key: ['id'] };
      await define.apply(define.change(table, null), never);
      const rows = [
        ['9007199254740993', 'a "b",\n\\N \u00e4', '-1234567890123456789012345678.0123456789'],
        ['2', '', null],
        ['3', null, '0.0000000000'],
      ];
      const load1 = (id: string) =>
        host.withSession((session) =>
          load.load({
            table,
            operation: 'upsert',
            columns: columns.map(({ name, type }) => ({ name, type })),
            key: ['id'],
            rows: {
              format: 'rows',
              async *open() {
                yield rows;
              },
            },
            batch: { scope: 't', id },
            session,
            signal: never,
            onProgress: () => {},
          }),
        );
      expect(await load1('one')).toMatchObject({ inserted: 3, updated: 0, rejected: [] });
      expect(await load1('two')).toMatchObject({ inserted: 0, updated: 0, rejected: [] });
      const extraction = await read.extract(
        { object: 'public.t', fields: ['id', 'text', 'n'], configuration: {} } as never,
        never,
      );
      const found = await host.withSession(async (session) => {
        const all: (readonly CellValue[])[] = [];
        const told = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
        if (told.rows.format === 'rows') for await (const batch of told.rows.open(never)) all.push(...batch);
        return all.sort((a, b) => String(a[0]).localeCompare(String(b[0])));
      });
      expect(found).toEqual([rows[1], rows[2], rows[0]]);
      expect(proxy.done.map((sql) => sql.split(' ')[0])).toEqual(['COPY', 'COPY', 'UNLOAD']);
      expect(await s3.keys()).toEqual([]);
      delete process.env.AWS_ENDPOINT_URL_S3;
    });
  },
);

describeNeeding(await missingS3(), 'rows that go through a bucket', () => {
  let s3: S3Service;
  let client: S3Client;
  let bucket: Bucket;
  let host: Awaited<ReturnType<typeof testHost>>;
  beforeAll(async () => {
    s3 = await startS3();
    process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
    host = await testHost();
    const { accessKeyId, secretAccessKey, region } = s3;
    const credentials = { accessKeyId, secretAccessKey };
    client = new S3Client({ region, credentials, endpoint: s3.endpoint, forcePathStyle: true });
    bucket = {
      access: ROLE,
      region,
      tempDir: host.tempDir,
      open: async () => s3StagingArea({ bucket: s3.bucket, region, credentials }),
    };
  });
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL_S3;
    client?.destroy();
    await host?.[Symbol.asyncDispose]();
    await s3?.stop();
  });
  const keys = async () =>
    ((await client.send(new ListObjectsV2Command({ Bucket: s3.bucket }))).Contents ?? []).map(
      ({ Key }) => Key ?? '',
    );

  test('lie there as a file when COPY is sent, and are gone afterwards, whether it fails or not', async () => {
    const sent: { readonly sql: string; readonly text: string }[] = [];
    const stage = (fails: boolean) =>
      stagedByCopy(bucket)(
        {
          rows: async () => [],
          async run(sql) {
            const [key, ...others] = await keys();
            expect(others).toEqual([]);
            const { Body } = await client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: key ?? '' }));
            sent.push({ sql, text: gunzipSync((await Body?.transformToByteArray()) ?? '').toString() });
            if (fails) throw new Error('COPY failed');
            return 2;
          },
        },
        {
          table: '"_stage"',
          columns: ['r', 'c0', 'c1'],
          rows: (async function* () {
            yield [['1', 'a "b"\n', null]];
            yield [['2', '', 'x']];
          })(),
          scope: 'sync/users',
          signal: never,
        },
      );
    await expect(stage(true)).rejects.toThrow('COPY failed');
    expect(await keys()).toEqual([]);
    await stage(false);
    expect(await keys()).toEqual([]);
    expect(sent[1]?.text).toBe('"1","a ""b""\n","\u0001syncform null\u0001"\n"2","","x"\n');
    expect(sent[1]?.sql).toMatch(
      new RegExp(
        `^COPY "_stage" FROM 's3://${s3.bucket}/_syncform_staging/\\w{32}/[\\w-]+\\.csv\\.gz' IAM_ROLE `,
      ),
    );
  });

  test.each([true, false])(
    'are fetched after an UNLOAD, and gone from the bucket then; are there any: %s',
    async (are) => {
      const statements: string[] = [];
      // In place of a cluster that writes them: two files of what it would.
      const run = async (sql: string) => {
        statements.push(sql);
        const [, url = ''] = / TO 's3:\/\/[^/]+\/([^']*)' /.exec(sql) ?? [];
        await host.withSession(async (duckdb) => {
          for (const [i, row] of [`1, '-1.50', '2024-01-02 03:04:05+00'`, `2, NULL, NULL`].entries()) {
            const path = join(host.tempDir, `${i}.parquet`);
            const [c0, c1, c2] = row.split(', ');
            await duckdb.run(
              `COPY (SELECT ${c0} AS c0, ${c1} AS c1, ${c2} AS c2) TO '${path}' (FORMAT parquet)`,
            );
            if (are)
              await client.send(
                new PutObjectCommand({
                  Bucket: s3.bucket,
                  Key: `${url}000${i}_part.parquet`,
                  Body: await readFile(path),
                }),
              );
          }
        });
        return 0;
      };
      const sessions = { use: (_signal: AbortSignal, work: (session: object) => unknown) => work({ run }) };
      const relation = unloaded(bucket, sessions as never, {
        what: 'table public.t',
        from: 'FROM "public"."t"',
        where: '"id" > 0',
        columns: [
          { name: 'id', type: 'bigint', mapping: 'bigint' },
          { name: 'n', type: 'decimal(4,2)', mapping: 'numeric(4,2)' },
          { name: 'at', type: 'datetime_tz', mapping: 'timestamp with time zone' },
        ],
      });
      await host.withSession(async (duckdb) => {
        const select = await relation.attach(duckdb, never);
        expect(await keys()).toEqual([]);
        const rows = await duckdb.all(
          `SELECT string_agg(v0 || ' ' || v1 || ' ' || v2, ';') FROM (${select})`,
        );
        expect(rows).toEqual([[are ? '1 -1.50 2024-01-02 03:04:05+00' : null]]);
      });
      expect(statements).toEqual([
        expect.stringMatching(
          /^UNLOAD \('SELECT "id" AS c0, "n" AS c1, CAST\("at" AS varchar\) AS c2 FROM "public"."t" WHERE "id" > 0'\) TO 's3:\S+' IAM_ROLE /,
        ),
      ]);
    },
  );
});
