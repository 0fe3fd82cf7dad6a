import { missingDatabricks, type SentStatement, startDatabricks } from '../services/databricks/databricks.ts';
import { missingS3, startS3 } from '../services/s3/s3.ts';
import type { Destination } from './definitions.ts';
import type { Measured } from './measure.ts';
import type { Workbench } from './workbench.ts';

/** A local Databricks warehouse with a bucket, for as long as the workbench lasts. */
export interface LocalWarehouse {
  readonly destination: Destination;
  /** Every statement that came. */
  statements(): readonly SentStatement[];
  /** Forgets them, and drops a table. */
  fresh(table: string): Promise<void>;
  /** The files that hold a table's rows now. */
  files(table: string): Promise<readonly string[]>;
}

const started = new WeakMap<Workbench, Promise<LocalWarehouse>>();

export async function missingWarehouse(): Promise<string | undefined> {
  return (await missingDatabricks()) ?? missingS3();
}

export function localWarehouse(bench: Workbench): Promise<LocalWarehouse> {
  const known = started.get(bench) ?? start(bench);
  started.set(bench, known);
  return known;
}

async function start(bench: Workbench): Promise<LocalWarehouse> {
  const s3 = await startS3();
  const warehouse = await startDatabricks({ storage: { s3: s3.endpoint } });
  // The engine's process is told by its environment where S3 is, as AWS's own tools are.
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  bench.afterwards(async () => {
    await warehouse.stop();
    await s3.stop();
    delete process.env.AWS_ENDPOINT_URL_S3;
  });
  const { catalog, schema } = warehouse;
  const named = (table: string) => `${catalog}.${schema}.${table}`;
  return {
    destination: {
      type: 'databricks',
      connection: {
        server_hostname: warehouse.host,
        port: warehouse.port,
        http_path: warehouse.path,
        access_token: warehouse.token,
        ca_cert: warehouse.caCertificate,
        cloud_provider: 'aws',
        s3_bucket_name: s3.bucket,
        s3_bucket_region: s3.region,
        aws_access_key_id: s3.accessKeyId,
        aws_secret_access_key: s3.secretAccessKey,
      },
      configuration: { catalog, schema },
    },
    statements: () => [...warehouse.statements],
    async fresh(table) {
      await warehouse.run(`DROP TABLE IF EXISTS ${named(table)}`);
      warehouse.forgetStatements();
    },
    async files(table) {
      const rows = await warehouse.run(`SELECT DISTINCT _metadata.file_path FROM ${named(table)}`);
      return rows.map(([path]) => decodeURI(new URL(path ?? '').pathname));
    },
  };
}

/** What a run into the warehouse took, apart. */
export interface Apart {
  /** Without the time in which the warehouse had a statement to carry out. */
  readonly engine: Measured;
  readonly parts: Readonly<Record<'extract' | 'stage' | 'load' | 'statements', number>>;
}

/**
 * Takes a run apart by the statements that came during it. `extract` ends where the table for arriving rows is made, which
 * is as the files are written; `stage` where the warehouse is told to read them; the rest is `load`. `statements` is the
 * time with at least one of them under way, from its coming until its client has let go of it.
 */
export function apart(run: Measured, startedAt: number, statements: readonly SentStatement[]): Apart {
  const end = startedAt + run.seconds * 1000;
  const began = (text: RegExp) => statements.find(({ statement }) => text.test(statement))?.startedAt ?? end;
  const staged = began(/^CREATE TABLE .*_syncform_stage_/);
  const copied = began(/^COPY INTO/);
  const busy = busySeconds(statements, end);
  return {
    engine: { ...run, seconds: run.seconds - busy },
    parts: {
      extract: (staged - startedAt) / 1000,
      stage: (copied - staged) / 1000,
      load: (end - copied) / 1000,
      statements: busy,
    },
  };
}

function busySeconds(statements: readonly SentStatement[], end: number): number {
  let busy = 0;
  let until = 0;
  for (const { startedAt, endedAt = end } of statements.toSorted((a, b) => a.startedAt - b.startedAt)) {
    busy += Math.max(0, endedAt - Math.max(startedAt, until));
    until = Math.max(until, endedAt);
  }
  return busy / 1000;
}
