import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Batch, RowsToLoad } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { type ArrivingColumn, withArrivingFile } from '../../../families/sql/arrived-rows.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { fileLiteral } from '../../../kit/sql.ts';
import { tablePath } from './catalog.ts';
import type { BigqueryClient } from './client.ts';
import { newJobId } from './client.ts';
import { digest } from './commits.ts';
import { names } from './names.ts';
import { againIfPassing, type Session } from './sessions.ts';
import type { RowField } from './storage/messages.ts';
import { storageTable } from './storage/read.ts';
import { appendOnce } from './storage/write.ts';

const PREFIX = '_syncform_stage_';
/** How long a table of arrived rows is kept that nobody drops, in ms. */
const KEPT_MS = 24 * 3_600_000;

/** The table of arrived rows beside a load's target. No two loads have the same. */
export class Stage {
  readonly name: TableName;

  constructor(target: TableName, scope: string) {
    const id = `${PREFIX}${digest(scope)}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
    this.name = { schema: target.schema, table: id };
  }

  /** Its name in SQL. */
  get rows(): string {
    return names.quoteTable(this.name);
  }

  async drop(client: BigqueryClient): Promise<void> {
    await client.remove(tablePath(this.name));
  }
}

/** Removes what killed loads of a scope left: sooner than their tables expire. */
export async function removeLeft(
  { client, signal }: Session,
  target: TableName,
  scope: string,
): Promise<void> {
  const prefix = `${PREFIX}${digest(scope)}_`;
  let pageToken: string | undefined;
  do {
    const page = await client.find<{
      readonly tables?: readonly { readonly tableReference: { readonly tableId: string } }[];
      readonly nextPageToken?: string;
    }>(`datasets/${encodeURIComponent(target.schema)}/tables`, signal, {
      maxResults: '1000',
      ...(pageToken ? { pageToken } : {}),
    });
    for (const { tableReference } of page?.tables ?? [])
      if (tableReference.tableId.startsWith(prefix))
        await client.remove(tablePath({ schema: target.schema, table: tableReference.tableId }), signal);
    pageToken = page?.nextPageToken;
  } while (pageToken);
}

/** Brings rows into a table of their own, as they came (families/sql/arrived-rows.ts). */
export async function arrive(
  session: Session,
  request: RowsToLoad & { readonly batch?: Batch },
  columns: readonly ArrivingColumn[],
  stage: Stage,
): Promise<void> {
  await withArrivingFile(request, columns, 'INT64', async ({ path, rows: count, fields: of }) => {
    const fields = of.map(({ name, type }) => ({ name, type: type as RowField['type'] }));
    await create(session, stage, fields);
    if (count === 0 || (await appended(session, stage, fields, { path, count, duckdb: request.session })))
      return;
    await loadFile(session, stage, fields, path);
  });
}

type Fields = readonly RowField[];

/** What is brought by the Storage Write API at most: it costs by the byte, and a load job costs nothing and takes seconds. */
const APPENDED = { rows: 10_000, bytes: 2 * 1024 * 1024 } as const;

/** Appends a small file's rows by the Storage Write API; answers whether they came. Where they did not, none of them did. */
async function appended(
  { client, signal }: Session,
  stage: Stage,
  fields: Fields,
  { path, count, duckdb }: { readonly path: string; readonly count: number; readonly duckdb: DuckdbSession },
): Promise<boolean> {
  if (!client.storage || count > APPENDED.rows || (await stat(path)).size > APPENDED.bytes) return false;
  const table = storageTable(await client.project(), stage.name);
  const rows = { session: duckdb, select: `SELECT * FROM read_parquet(${fileLiteral(path)})` };
  const isDone = await client.storage.tried('write', async (storage) => {
    await appendOnce(storage, table, fields, rows, signal);
    return true;
  });
  return isDone === true;
}

async function create({ client, signal }: Session, stage: Stage, fields: Fields): Promise<void> {
  const { projectId } = await client.reference();
  const { schema, table } = stage.name;
  await client.post(
    `datasets/${encodeURIComponent(schema)}/tables`,
    {
      tableReference: { projectId, datasetId: schema, tableId: table },
      schema: { fields },
      expirationTime: String(Date.now() + KEPT_MS),
    },
    signal,
  );
}

/** Loads a file by a job. The table's contents become the file's: a job that is run again changes nothing. */
async function loadFile(session: Session, stage: Stage, fields: Fields, path: string): Promise<void> {
  const { client, signal } = session;
  const { projectId } = await client.reference();
  const { schema: datasetId, table: tableId } = stage.name;
  const load = {
    destinationTable: { projectId, datasetId, tableId },
    sourceFormat: 'PARQUET',
    schema: { fields },
    createDisposition: 'CREATE_NEVER',
    writeDisposition: 'WRITE_TRUNCATE',
  };
  await againIfPassing(signal, async () => {
    const job = await client.uploadJob(load, path, newJobId(), client.location, signal, () => {});
    await client.done(job, signal);
  });
}
