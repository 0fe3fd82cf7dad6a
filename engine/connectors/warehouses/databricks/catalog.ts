import type { FieldSchema, ObjectSchema, ObjectSummary } from '../../../contract/contract.ts';
import { sourceType } from '../../../types/map-types.ts';
import { StatementError } from './client/failures.ts';
import type { Row } from './client/values.ts';
import type { Warehouse } from './client/warehouse.ts';
import type { SourceColumn } from './columns.ts';
import { formatTableId, parseTableId, type TableName } from './names.ts';
import { columnsOfTables, countRows, describeTable, keysOfTables, kindsOfTables } from './statements.ts';
import { databricksTypes } from './types.ts';

/** A table or view as the catalog knows it. */
export interface CatalogObject extends ObjectSchema {
  readonly table: TableName;
  readonly columns: readonly SourceColumn[];
  /** Whether it is a Delta table, and so has versions, and knows how many rows it has. */
  readonly isDelta: boolean;
}

/** The workspace's own metastore, which has no information_schema. */
export const OWN_METASTORE = 'hive_metastore';

/** Whether a catalog describes itself in an information_schema. */
export function describesItself(catalog: string | undefined, hasUnityCatalog: boolean): boolean {
  return hasUnityCatalog && catalog?.toLowerCase() !== OWN_METASTORE;
}

/** How many tables' rows are counted in one statement. */
const COUNTED_AT_ONCE = 50;

/** Objects with their columns and keys, in the order asked for; unknown ids are left out. `estimates` adds their rows. */
export async function describeObjects(
  warehouse: Warehouse,
  hasUnityCatalog: boolean,
  ids: readonly string[],
  signal: AbortSignal,
  estimates = false,
): Promise<readonly CatalogObject[]> {
  const names = ids.map((id) => parseTableId(id)).filter((name) => name !== undefined);
  const found = new Map<string, CatalogObject>();
  for (const [catalog, group] of Map.groupBy(names, (name) => name.catalog)) {
    const objects = describesItself(catalog, hasUnityCatalog)
      ? ((await ifThere(fromInformationSchema(warehouse, catalog, group, signal))) ?? [])
      : await fromDescriptions(warehouse, group, signal);
    for (const object of objects) found.set(object.id, object);
  }
  const objects = names
    .map((name) => found.get(formatTableId(name)))
    .filter((object) => object !== undefined);
  if (!estimates) return objects;
  const rows = await countedRows(warehouse, objects, signal);
  return objects.map((object) => {
    const count = rows.get(object.id);
    return count === undefined ? object : { ...object, estimated_rows: count };
  });
}

export function summaryOf(table: TableName): ObjectSummary {
  const id = formatTableId(table);
  return { id, name: id, output_name: table.table, schema: table.schema };
}

async function fromInformationSchema(
  warehouse: Warehouse,
  catalog: string | undefined,
  tables: readonly TableName[],
  signal: AbortSignal,
): Promise<readonly CatalogObject[]> {
  const doing = { doing: `describing tables${catalog === undefined ? '' : ` of catalog ${catalog}`}` };
  const [kinds, columns, keys] = await Promise.all([
    warehouse.rows(kindsOfTables(catalog, tables), signal, doing),
    warehouse.rows(columnsOfTables(catalog, tables), signal, doing),
    warehouse.rows(keysOfTables(catalog, tables), signal, doing),
  ]);
  const of = (rows: readonly Row[], { schema, table }: TableName) =>
    rows.filter((row) => row.table_schema === schema.toLowerCase() && row.table_name === table.toLowerCase());
  return tables.flatMap((table) => {
    const [kind] = of(kinds, table);
    if (!kind) return [];
    const key = new Set(of(keys, table).map((row) => row.column_name));
    const fields = of(columns, table).map((row) => ({
      name: row.column_name ?? '',
      type: row.full_data_type ?? '',
      nullable: row.is_nullable !== 'NO',
      isKey: key.has(row.column_name ?? ''),
    }));
    const isDelta = isText(kind.data_source_format, 'delta') && !/view/i.test(kind.table_type ?? '');
    return [objectOf(table, fields, isDelta)];
  });
}

async function fromDescriptions(
  warehouse: Warehouse,
  tables: readonly TableName[],
  signal: AbortSignal,
): Promise<readonly CatalogObject[]> {
  const described = await Promise.all(
    tables.map(async (table) => {
      const id = formatTableId(table);
      const rows = await ifThere(warehouse.rows(describeTable(table), signal, { doing: `describing ${id}` }));
      if (!rows) return undefined;
      const end = rows.findIndex(({ col_name }) => !col_name || col_name.startsWith('#'));
      const columns = end < 0 ? rows : rows.slice(0, end);
      const about = (name: string) => rows.slice(columns.length).find((r) => r.col_name === name)?.data_type;
      const isDelta = isText(about('Provider'), 'delta') && !/view/i.test(about('Type') ?? '');
      const fields = columns.map((row) => ({
        name: row.col_name ?? '',
        type: row.data_type ?? '',
        nullable: true,
        isKey: false,
      }));
      return objectOf(table, fields, isDelta);
    }),
  );
  return described.filter((object) => object !== undefined);
}

function isText(value: string | null | undefined, wanted: string): boolean {
  return value?.toLowerCase() === wanted;
}

/** What a statement about a table answers, or undefined where there is no such table. */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether a statement failed because a table, schema or catalog is not there. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof StatementError)) return false;
  return /(TABLE_OR_VIEW|SCHEMA|CATALOG|TABLE)_NOT_FOUND|NO_SUCH_CATALOG|MISSING_DELTA_TABLE|PATH_DOES_NOT_EXIST/.test(
    error.condition,
  );
}

interface FoundColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly isKey: boolean;
}

function objectOf(table: TableName, columns: readonly FoundColumn[], isDelta: boolean): CatalogObject {
  const fields = columns.map((column) => fieldOf(column));
  return {
    ...summaryOf(table),
    table,
    fields,
    columns: columns.map(({ name, type }, i) => ({
      name,
      type: (fields[i] as FieldSchema).type,
      mapping: type,
    })),
    isDelta,
  };
}

export function fieldOf({ name, type, nullable, isKey }: FoundColumn): FieldSchema {
  const mapped = sourceType(databricksTypes, type);
  return {
    id: name,
    name,
    type: mapped.type,
    remote_type: type,
    nullable,
    is_primary_key: isKey,
    ...(mapped.lossy ? { lossy: mapped.lossy } : {}),
  };
}

/** Rows of Delta tables by their ids. What cannot be counted has none: it may not be read by this user, say. */
async function countedRows(
  warehouse: Warehouse,
  objects: readonly CatalogObject[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const tables = objects.filter(({ isDelta }) => isDelta).map(({ table }) => table);
  const counts = new Map<string, number>();
  for (let i = 0; i < tables.length; i += COUNTED_AT_ONCE) {
    try {
      for (const { id, rows } of await warehouse.rows(
        countRows(tables.slice(i, i + COUNTED_AT_ONCE)),
        signal,
      ))
        counts.set(id ?? '', Number(rows));
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
    }
  }
  return counts;
}
