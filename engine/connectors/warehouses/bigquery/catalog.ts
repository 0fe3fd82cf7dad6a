import type { TableName } from '../../../families/sql/names.ts';
import type { SqlColumn, SqlTable } from '../../../families/sql/system.ts';
import { forEachAtMost } from '../../../kit/mutex.ts';
import { sourceType } from '../../../types/map-types.ts';
import type { TypeTables } from '../../../types/type-tables.ts';
import type { BigqueryClient, Schema } from './client.ts';
import { typeOf, wordOf } from './column-type.ts';
import { names } from './names.ts';

/** A table as BigQuery has it. */
export interface BigqueryTable extends SqlTable {
  /** The column by whose values it is partitioned; `_PARTITIONTIME` where that is when rows came. */
  readonly partitionedBy?: string;
  /** Whether every statement has to say which partitions it reads. */
  readonly needsPartitionFilter: boolean;
}

interface TableResource {
  readonly type: 'TABLE' | 'VIEW' | 'MATERIALIZED_VIEW' | 'EXTERNAL' | 'SNAPSHOT';
  readonly schema?: Schema;
  readonly numRows?: string;
  readonly requirePartitionFilter?: boolean;
  readonly timePartitioning?: { readonly field?: string; readonly requirePartitionFilter?: boolean };
  readonly rangePartitioning?: { readonly field?: string };
  readonly tableConstraints?: { readonly primaryKey?: { readonly columns?: readonly string[] } };
}

/** Requests of the catalog that are under way at a time: the service takes 100 in a second from an account. */
const ASKED_AT_ONCE = 16;

/** The tables and views of one dataset, or of all. */
export async function listTables(
  client: BigqueryClient,
  dataset: string | undefined,
  signal: AbortSignal,
): Promise<readonly (readonly [string, string, string | null])[]> {
  const datasets = dataset === undefined ? await listDatasets(client, signal) : [dataset];
  const found: (readonly [string, string, string | null])[] = [];
  await forEachAtMost(ASKED_AT_ONCE, datasets, signal, async (of) => {
    let pageToken: string | undefined;
    do {
      const page = await client.find<{
        readonly tables?: readonly { readonly tableReference: { readonly tableId: string } }[];
        readonly nextPageToken?: string;
      }>(`datasets/${encodeURIComponent(of)}/tables`, signal, {
        maxResults: '1000',
        ...(pageToken ? { pageToken } : {}),
      });
      for (const { tableReference } of page?.tables ?? []) found.push([of, tableReference.tableId, null]);
      pageToken = page?.nextPageToken;
    } while (pageToken);
  });
  return found.sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1));
}

async function listDatasets(client: BigqueryClient, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await client.get<{
      readonly datasets?: readonly { readonly datasetReference: { readonly datasetId: string } }[];
      readonly nextPageToken?: string;
    }>('datasets', signal, { maxResults: '1000', ...(pageToken ? { pageToken } : {}) });
    for (const { datasetReference } of page.datasets ?? []) found.push(datasetReference.datasetId);
    pageToken = page.nextPageToken;
  } while (pageToken);
  return found;
}

/** Where a dataset is; undefined where there is none. */
export async function locationOf(
  client: BigqueryClient,
  dataset: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await client.find<{ readonly location?: string }>(
    `datasets/${encodeURIComponent(dataset)}`,
    signal,
  );
  return found?.location;
}

/** The path of a table. */
export function tablePath({ schema, table }: TableName): string {
  return `datasets/${encodeURIComponent(schema)}/tables/${encodeURIComponent(table)}`;
}

/** Tables and views of these names; what is not there is left out. */
export async function describeTables(
  client: BigqueryClient,
  types: TypeTables,
  wanted: readonly TableName[],
  signal: AbortSignal,
): Promise<readonly BigqueryTable[]> {
  const found = new Map<TableName, BigqueryTable>();
  await forEachAtMost(ASKED_AT_ONCE, wanted, signal, async (name) => {
    const table = await client.find<TableResource>(tablePath(name), signal);
    if (table) found.set(name, describedTable(name, table, types));
  });
  return wanted.map((name) => found.get(name)).filter((table) => table !== undefined);
}

/** Types by whose values no rows can be found from one on. */
const NO_POSITION = /^(ARRAY|STRUCT|JSON|GEOGRAPHY|INTERVAL|RANGE|BOOL)$/;

function describedTable(
  name: TableName,
  { type, schema, numRows, tableConstraints, ...resource }: TableResource,
  types: TypeTables,
): BigqueryTable {
  const id = names.formatTableId(name);
  const key = tableConstraints?.primaryKey?.columns ?? [];
  const columns = (schema?.fields ?? []).map((field) => ({ field, mapping: typeOf(field) }));
  const { timePartitioning, rangePartitioning } = resource;
  const partitionedBy =
    rangePartitioning?.field ?? (timePartitioning ? (timePartitioning.field ?? '_PARTITIONTIME') : undefined);
  return {
    id,
    name: id,
    output_name: name.table,
    schema: name.schema,
    table: name,
    ...(type === 'TABLE' && numRows !== undefined ? { estimated_rows: Number(numRows) } : {}),
    isView: type !== 'TABLE',
    ...(partitionedBy === undefined ? {} : { partitionedBy }),
    needsPartitionFilter:
      resource.requirePartitionFilter === true || timePartitioning?.requirePartitionFilter === true,
    columns: columns.map(
      ({ field, mapping }): SqlColumn => ({
        name: field.name,
        type: sourceType(types, mapping).type,
        mapping,
        hasDefault: field.defaultValueExpression !== undefined,
      }),
    ),
    fields: columns.map(({ field, mapping }) => {
      const { type: of, lossy } = sourceType(types, mapping);
      return {
        id: field.name,
        name: field.name,
        type: of,
        remote_type: mapping,
        nullable: field.mode !== 'REQUIRED',
        is_primary_key: key.includes(field.name),
        ...(lossy ? { lossy } : {}),
        ...(NO_POSITION.test(wordOf(mapping)) ? { isNoPosition: true } : {}),
      };
    }),
  };
}

/** A condition that holds of every row and says which partitions are meant: all of them. Undefined where none has to be said. */
export function everyPartition(
  { partitionedBy, needsPartitionFilter }: Pick<BigqueryTable, 'partitionedBy' | 'needsPartitionFilter'>,
  quote: (name: string) => string,
): string | undefined {
  if (!needsPartitionFilter || partitionedBy === undefined) return undefined;
  const column = quote(partitionedBy);
  return `(${column} IS NOT NULL OR ${column} IS NULL)`;
}
