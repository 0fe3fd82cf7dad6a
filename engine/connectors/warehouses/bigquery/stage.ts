import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch, LoadColumn, RowsToLoad } from '../../../contract/contract.ts';
import { NUMBER, numberedRequest } from '../../../contract/record-numbers.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { writingFile } from '../../../kit/full-disk.ts';
import { quoteLiteral } from '../../../kit/sql.ts';
import { hubIdentifier, hubRelation } from '../../../movement/hub-names.ts';
import { interruptible } from '../../../movement/interruptible.ts';
import { toRelation } from '../../../movement/transfer.ts';
import { type Arriving, arriving } from './arriving.ts';
import { type BigqueryTable, tablePath } from './catalog.ts';
import type { BigqueryClient } from './client.ts';
import { newJobId } from './client.ts';
import { digest } from './commits.ts';
import { fold, names } from './names.ts';
import { againIfPassing, type Session } from './sessions.ts';

/** A column of rows that arrive, and the column of the target that takes it. */
export interface ArrivingColumn extends Arriving, Pick<LoadColumn, 'only' | 'isStamp'> {
  readonly name: string;
  /** Its name in the table of arrived rows. */
  readonly place: string;
  /** The target's type. */
  readonly type: string;
  readonly nullable: boolean;
}

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

/** The columns that a load's rows bring. Throws `source_changed` where the table has one of them no more. */
export function arrivingColumns(
  { columns, table: { id } }: Pick<RowsToLoad, 'columns' | 'table'>,
  table: BigqueryTable,
): readonly ArrivingColumn[] {
  return columns.map((column, i) => {
    const at = table.columns.findIndex(({ name }) => fold(name) === fold(column.name));
    const there = table.columns[at];
    if (!there)
      throw new SyncformError('source_changed', `${id} has no column "${column.name}" any more`, {
        hint: 'Plan again.',
      });
    const place = `c${i}`;
    return {
      ...arriving(column, there.mapping, `r.${hubIdentifier(column.name)}`, place),
      name: column.name,
      place,
      type: there.mapping,
      nullable: table.fields[at]?.nullable ?? true,
      ...(column.only ? { only: column.only } : {}),
      ...(column.isStamp ? { isStamp: true } : {}),
    };
  });
}

/** Brings rows into a table of their own, as they came: with their places as `r` and, where they have such, numbers as `num`. */
export async function arrive(
  session: Session,
  request: RowsToLoad & { readonly batch?: Batch },
  columns: readonly ArrivingColumn[],
  stage: Stage,
): Promise<void> {
  const { session: duckdb, signal, onProgress } = request;
  const { rows, columns: coming } = numberedRequest(request);
  const isSeen = rows.format === 'rows';
  const relation = toRelation(rows, coming, (passed) => {
    if (isSeen && passed.rows) onProgress({ rows: passed.rows });
  });
  if (!relation) throw new SyncformError('unsupported', `DuckDB cannot read ${rows.format}`);
  const select = await relation.attach(duckdb, signal);
  const path = join(duckdb.tempDir, `${randomUUID()}.parquet`);
  const list = [
    'row_number() OVER () AS r',
    ...columns.map(({ sent, place }) => `${sent} AS ${place}`),
    ...(request.numbered ? [`r.${hubIdentifier(NUMBER.name)} AS num`] : []),
  ];
  const fields = [
    { name: 'r', type: 'INT64' },
    ...columns.map(({ place, raw }) => ({ name: place, type: raw })),
    ...(request.numbered ? [{ name: 'num', type: 'INT64' }] : []),
  ];
  try {
    const [row] = await writingFile(
      path,
      interruptible(duckdb, signal, () =>
        duckdb.all(
          `COPY (SELECT ${list.join(', ')} FROM ${hubRelation(select, coming)}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd)`,
        ),
      ),
    );
    const count = Number(row?.[0] ?? 0);
    if (!isSeen) onProgress({ rows: count });
    await create(session, stage, fields);
    if (count > 0) await loadFile(session, stage, fields, path);
  } finally {
    await rm(path, { force: true });
  }
}

type Fields = readonly { readonly name: string; readonly type: string }[];

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
