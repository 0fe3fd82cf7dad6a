import type { Column as GlueColumn, TableMetadata } from '@aws-sdk/client-athena';
import type { FieldSchema } from '../../../contract/contract.ts';
import {
  asSubquery,
  type DescribedQuery,
  describedQuery,
  refuseUnnamed,
} from '../../../families/sql/describe-query.ts';
import { type TableName, tableNames } from '../../../families/sql/names.ts';
import type { CatalogObject } from '../../../families/sql/query.ts';
import { canceled } from '../../../kit/abort.ts';
import { forEachAtMost } from '../../../kit/mutex.ts';
import type { AthenaConfig } from './config.ts';
import { athenaDialect } from './dialect.ts';
import { callFailure, invalidQuery, StatementError } from './failures.ts';
import type { AthenaSession } from './queries.ts';
import { athenaTypes } from './types.ts';

/** How many tables are asked for at a time. */
const AT_ONCE = 8;

const { formatTableId } = tableNames(athenaDialect);

/** Schema, name and estimated rows of each table and view, of one schema or of all. */
export async function listTables(
  session: AthenaSession,
  config: AthenaConfig,
  schema: string | undefined,
): Promise<readonly (readonly [string, string, string | null])[]> {
  const schemas = schema === undefined ? await listSchemas(session, config) : [schema];
  const found: (readonly [string, string, string | null])[] = [];
  const { paginateListTableMetadata } = await import('./driver.ts');
  await forEachAtMost(AT_ONCE, schemas, session.signal, async (name) => {
    const pages = paginateListTableMetadata(
      { client: session.client },
      { CatalogName: config.catalog, DatabaseName: name, WorkGroup: config.workgroup },
      { abortSignal: session.signal },
    );
    for await (const { TableMetadataList: tables = [] } of asked(session, config, pages))
      for (const { Name: table = '', Parameters: parameters = {} } of tables)
        found.push([
          name,
          table,
          /^\d+$/.test(parameters.numRows ?? '') ? (parameters.numRows ?? null) : null,
        ]);
  });
  return found.sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1));
}

async function listSchemas(session: AthenaSession, config: AthenaConfig): Promise<readonly string[]> {
  const { paginateListDatabases } = await import('./driver.ts');
  const names: string[] = [];
  const pages = paginateListDatabases(
    { client: session.client },
    { CatalogName: config.catalog, WorkGroup: config.workgroup },
    { abortSignal: session.signal },
  );
  for await (const { DatabaseList: found = [] } of asked(session, config, pages))
    names.push(...found.map(({ Name: name = '' }) => name));
  return names;
}

/** Pages of an answer, with errors in terms of the connection. */
async function* asked<T>(
  { signal }: AthenaSession,
  config: AthenaConfig,
  pages: AsyncIterable<T>,
): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    if (signal.aborted) throw canceled(signal);
    throw callFailure(error, config);
  }
}

/** Tables and views of these names; unknown ones are left out. Names are not told apart by case. */
export async function describeTables(
  session: AthenaSession,
  config: AthenaConfig,
  names: readonly TableName[],
): Promise<readonly CatalogObject[]> {
  const { GetTableMetadataCommand } = await import('./driver.ts');
  const found = new Map<number, CatalogObject>();
  await forEachAtMost(AT_ONCE, [...names.entries()], session.signal, async ([i, name]) => {
    const command = new GetTableMetadataCommand({
      CatalogName: config.catalog,
      DatabaseName: name.schema,
      TableName: name.table,
      WorkGroup: config.workgroup,
    });
    try {
      const { TableMetadata: table } = await session.client.send(command, { abortSignal: session.signal });
      if (table) found.set(i, describedTable(name, table));
    } catch (error) {
      if (session.signal.aborted) throw canceled(session.signal);
      if (isUnknown(error)) return;
      throw callFailure(error, config);
    }
  });
  return [...found].sort(([a], [b]) => a - b).map(([, object]) => object);
}

/** Whether Glue has no such table or database; Athena passes its word on as a text. */
function isUnknown(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'MetadataException' &&
    /EntityNotFoundException|not found/i.test(error.message)
  );
}

function describedTable(name: TableName, table: TableMetadata): CatalogObject {
  const id = formatTableId(name);
  const columns = [...(table.Columns ?? []), ...(table.PartitionKeys ?? [])].map(
    ({ Name: column = '', Type: type = '' }: Partial<GlueColumn>) => ({
      name: column,
      type: type.toLowerCase(),
    }),
  );
  const { fields, columns: described } = describedQuery(
    athenaTypes,
    columns.map(({ name: column, type }) => ({ name: column, remoteType: type, mapping: type })),
  );
  return {
    id,
    name: id,
    output_name: name.table,
    schema: name.schema,
    table: name,
    columns: described,
    fields: fields.map(positioned),
  };
}

/** Values without an order are no position from which reading goes on. */
function positioned(field: FieldSchema): FieldSchema {
  return /^(array|json|object|boolean|binary)/.test(field.type) ? { ...field, isNoPosition: true } : field;
}

/** What a query yields, in Athena's own words: it plans the query and reads no row. Throws `invalid` at path `query`. */
export async function describeQuery(session: AthenaSession, query: string): Promise<DescribedQuery> {
  try {
    const columns = await session.columns(`SELECT * FROM ${asSubquery(query)} LIMIT 0`);
    const named = columns.map(({ Name: name = '', Type: type = '', Precision: p, Scale: s }) => {
      const mapping = type === 'decimal' ? `decimal(${p},${s})` : type;
      return { name, remoteType: mapping, mapping };
    });
    refuseUnnamed(named, true);
    return describedQuery(athenaTypes, named);
  } catch (error) {
    throw error instanceof StatementError ? invalidQuery(error) : error;
  }
}
