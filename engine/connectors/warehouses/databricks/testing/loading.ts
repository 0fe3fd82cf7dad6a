import type { StorageEndpoints } from '../../../../../test/services/databricks/source-files.ts';
import { missingS3, type S3Service, startS3 } from '../../../../../test/services/s3/s3.ts';
import type { LoadColumn, LoadFacet, LoadOutcome } from '../../../../contract/contract.ts';
import type { JsonObject } from '../../../../kit/json.ts';
import { openDatabricks } from '../open.ts';
import { ConnectorHostForTests } from './host.ts';
import { type LoadWork, loadRows } from './load-rows.ts';
import { describeWarehouse, startWarehouse, type TestWarehouse } from './warehouse.ts';

const noS3 = await missingS3();

/** The columns of tables that tests load into, unless they say otherwise. */
export const columns: readonly LoadColumn[] = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
];
export const none: LoadOutcome = { inserted: 0, updated: 0, deleted: 0, rejected: [] };
export const upsert = { operation: 'upsert', key: ['id'] } as const;
export const never: AbortSignal = new AbortController().signal;

/** A connection that loads from a real S3 server into a local warehouse. */
export interface Loading {
  readonly s3: S3Service;
  readonly local: TestWarehouse;
  readonly host: ConnectorHostForTests;
  readonly open: Awaited<ReturnType<typeof openDatabricks>>;
  readonly settings: JsonObject;
  /** Loads rows under a batch of their own, through the connection or another with other settings. */
  load(
    work: Omit<LoadWork, 'columns' | 'batch'> & Partial<LoadWork>,
    over?: JsonObject,
    signal?: AbortSignal,
  ): Promise<LoadOutcome>;
  sql(statement: string): Promise<(string | null)[][]>;
  contents(table: string): Promise<(string | null)[][]>;
  /** `catalog.schema` of the test's own. */
  place(): string;
  /** Staging tables that are there. */
  stages(): Promise<(string | null)[][]>;
  /** A table of `id INT, name STRING`, or of more columns as told, with `1, one` and `2, two`. */
  newTable(ddl?: string): Promise<string>;
}

/** Tests that load, each of which leaves nothing in the bucket and no staging table; `storage` is what the warehouse reaches beside S3. */
export function describeLoading(
  name: string,
  tests: (lab: Loading) => void,
  storage: () => Promise<StorageEndpoints> = async () => ({}),
): void {
  describeWarehouse(
    name,
    () => {
      const lab = {} as { -readonly [K in keyof Loading]: Loading[K] };
      let tables = 0;
      beforeAll(async () => {
        const s3 = await startS3();
        process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
        const local = await startWarehouse({ storage: { s3: s3.endpoint, ...(await storage()) } });
        const host = await ConnectorHostForTests.make();
        const settings = {
          ...local.settings,
          cloud_provider: 'aws',
          s3_bucket_name: `s3://${s3.bucket}/loads`,
          s3_bucket_region: s3.region,
          aws_access_key_id: s3.accessKeyId,
          aws_secret_access_key: s3.secretAccessKey,
        };
        const open = await openDatabricks(local.config(settings), host);
        Object.assign(lab, { s3, local, host, settings, open });
      });
      afterEach(async () => {
        lab.local.service.clearFaults();
        expect(await lab.s3.keys()).toEqual([]);
        expect(await lab.stages()).toEqual([]);
      });
      afterAll(async () => {
        delete process.env.AWS_ENDPOINT_URL_S3;
        await lab.open?.[Symbol.asyncDispose]();
        await lab.host?.[Symbol.asyncDispose]();
        await lab.local?.[Symbol.asyncDispose]();
        await lab.s3?.stop();
      });
      const sql = (statement: string) => lab.local.service.run(statement);
      const place = () => `${lab.local.service.catalog}.${lab.local.service.schema}`;
      Object.assign(lab, {
        sql,
        place,
        load: async (work, over, signal) => {
          const whole = { columns, batch: `batch-${++tables}`, ...work };
          if (!over) return loadRows(lab.host, lab.open.facets.load as LoadFacet, whole, signal);
          await using other = await openDatabricks(lab.local.config({ ...lab.settings, ...over }), lab.host);
          return await loadRows(lab.host, other.facets.load as LoadFacet, whole, signal);
        },
        contents: (table) => sql(`SELECT * FROM ${table} ORDER BY 1, 2`),
        stages: () => sql(`SHOW TABLES IN ${place()} LIKE '_syncform_stage_*'`),
        newTable: async (ddl) => {
          const table = `${place()}.t${++tables}`;
          const rows = "VALUES (1, 'one'), (2, 'two')";
          if (ddl) {
            await sql(`CREATE TABLE ${table} (${ddl}) USING DELTA`);
            await sql(`INSERT INTO ${table} (id, name) ${rows}`);
          } else await sql(`CREATE TABLE ${table} USING DELTA AS SELECT * FROM ${rows} AS t(id, name)`);
          return table;
        },
      } satisfies Partial<Loading>);
      tests(lab);
    },
    noS3,
  );
}
