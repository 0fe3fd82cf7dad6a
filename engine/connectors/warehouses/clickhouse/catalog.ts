import type { ExistingTable, FieldSchema } from '../../../contract/contract.ts';
import { type TableName, tableNames } from '../../../families/sql/names.ts';
import type { Rows, SqlColumn, SqlTable } from '../../../families/sql/system.ts';
import { sourceType } from '../../../types/map-types.ts';
import { columnType } from './column-type.ts';
import { clickhouseDialect } from './dialect.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral } from './sql.ts';
import { clickhouseTypes } from './types.ts';
import { isWrittenAsJson } from './written-json.ts';

export const names = tableNames(clickhouseDialect);

/** The columns by which a table that syncform made tells the newest row of a key, and whether it stands for a deletion. */
export const VERSION = '_syncform_version';
export const DELETED = '_syncform_deleted';

/** A table as ClickHouse has it. */
export interface ClickhouseTable extends SqlTable {
  readonly engine: string;
  /** Whether rows are partitioned by anything. */
  readonly isPartitioned: boolean;
  /** Whether syncform made it with a key: the newest row of a key counts. */
  readonly isVersioned: boolean;
  /** Whether rows that others stand for are left out by FINAL. */
  readonly hasFinal: boolean;
  /** Whether materialized views hang on it. */
  readonly hasViews: boolean;
  /** Columns whose values the table makes itself, and that keep none: not to be copied. */
  readonly notCopied: ReadonlySet<string>;
  /** Every column that is to be copied, with its whole type: those of versions too. */
  readonly stored: readonly { readonly name: string; readonly type: string }[];
}

/** A condition that leaves out the server's own databases. */
const IS_USER_DATABASE = "NOT IN ('system', 'information_schema', 'INFORMATION_SCHEMA')";

const WITH_FINAL = /(Replacing|Collapsing|Summing|Aggregating|Coalescing|Graphite)MergeTree$/;
/** Those of them of which FINAL leaves one row of each sorting key. */
const ONE_OF_EACH = /(Replacing|Collapsing|Summing|Aggregating|Coalescing)MergeTree$/;

export async function listTables(
  session: Session,
  database: string | undefined,
): Promise<readonly (readonly [string, string, string | null])[]> {
  const where = database === undefined ? IS_USER_DATABASE : `= ${quoteLiteral(database)}`;
  const rows = await session.rows(
    `SELECT database, name, toString(total_rows) FROM system.tables
     WHERE database ${where} AND NOT is_temporary AND NOT startsWith(name, '.inner') ORDER BY database, name`,
  );
  return rows as readonly (readonly [string, string, string | null])[];
}

/** Tables and views of these names; what is not there is left out. */
export async function describeTables(
  session: Session,
  wanted: readonly TableName[],
): Promise<readonly ClickhouseTable[]> {
  if (wanted.length === 0) return [];
  const list = wanted
    .map(({ schema, table }) => `(${quoteLiteral(schema)}, ${quoteLiteral(table)})`)
    .join(', ');
  const rows = await session.rows(
    `SELECT c.database, c.table, t.engine, t.engine_full, t.partition_key, toString(t.total_rows), t.sorting_key, toString(notEmpty(t.dependencies_table)),
       c.name, c.type, c.default_kind, toString(c.is_in_sorting_key)
     FROM system.columns AS c JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
     WHERE (c.database, c.table) IN (${list}) AND (t.database, t.name) IN (${list})
     ORDER BY c.database, c.table, c.position`,
  );
  const tables = new Map<string, Rows>();
  for (const row of rows) {
    const id = names.formatTableId({ schema: row[0] as string, table: row[1] as string });
    tables.set(id, [...(tables.get(id) ?? []), row]);
  }
  return [...tables].map(([id, columns]) => describedTable(id, columns));
}

/** What a table's constraints may refuse rows for: they are nowhere but in the statement that would make it again. */
export async function rulesOf(
  session: Session,
  { schema, table }: TableName,
): Promise<Pick<ExistingTable, 'rules'>> {
  const [row] = await session.rows(
    `SELECT create_table_query FROM system.tables WHERE database = ${quoteLiteral(schema)} AND name = ${quoteLiteral(table)}`,
  );
  return {
    rules: [...(row?.[0] ?? '').matchAll(CHECK)].map(([, text]) => ({
      text: `CHECK (${text})`,
      columns: [],
    })),
  };
}

/** A CHECK constraint of that statement, as the server prints it, up to what follows it. */
const CHECK =
  /, CONSTRAINT (?:`(?:[^`\\]|\\.)*`|\w+) CHECK (.+?)(?=, (?:CONSTRAINT|INDEX|PROJECTION) |\) ENGINE = )/gs;

function describedTable(id: string, rows: Rows): ClickhouseTable {
  const [schema, table, engine = '', full = '', partition, estimate, sorting = '', views] =
    rows[0] as readonly string[];
  const all = rows.map((row) => columnOfRow(row as readonly string[]));
  const isVersioned =
    engine.endsWith('ReplacingMergeTree') && new RegExp(`${VERSION}, ${DELETED}\\)`).test(full);
  // A key is one where FINAL leaves one row of it, and where it is columns rather than what is made of them.
  const inKey = all.filter(({ isInSortingKey }) => isInSortingKey).map(({ field }) => field.name);
  const isKey =
    ONE_OF_EACH.test(engine) &&
    inKey.length > 0 &&
    sorting.split(', ').length === inKey.length &&
    !/\(/.test(sorting);
  const shown = all.filter(({ field }) => field.name !== VERSION && field.name !== DELETED);
  return {
    id,
    name: id,
    output_name: table as string,
    schema: schema as string,
    ...(estimate === null || estimate === undefined ? {} : { estimated_rows: Number(estimate) }),
    table: { schema: schema as string, table: table as string },
    isView: /View$/.test(engine),
    engine,
    isPartitioned: partition !== '',
    isVersioned,
    hasFinal: WITH_FINAL.test(engine),
    hasViews: views === '1',
    stored: all
      .filter(({ isMade }) => !isMade)
      .map(({ field }) => ({ name: field.name, type: field.remote_type })),
    notCopied: new Set(all.filter(({ isMade }) => isMade).map(({ field }) => field.name)),
    columns: shown.map(({ column }) => column),
    fields: shown.map(({ field, isInSortingKey }) => ({ ...field, is_primary_key: isKey && isInSortingKey })),
  };
}

interface DescribedColumn {
  readonly column: SqlColumn;
  readonly field: FieldSchema;
  readonly isInSortingKey: boolean;
  readonly isMade: boolean;
}

function columnOfRow(row: readonly string[]): DescribedColumn {
  const [name = '', text = '', kind = '', inSortingKey] = row.slice(8);
  const { inner: mapping, nullable } = columnType(text);
  const { type, lossy } = sourceType(clickhouseTypes, mapping);
  const isMade = /^(MATERIALIZED|ALIAS|EPHEMERAL)$/.test(kind);
  const unreadable = /^AggregateFunction\(/.test(mapping)
    ? `column "${name}" holds states of an aggregate function: read them by a query with its -Merge function`
    : kind === 'EPHEMERAL'
      ? `column "${name}" is EPHEMERAL, and keeps no values`
      : undefined;
  return {
    isMade,
    isInSortingKey: inSortingKey === '1',
    column: {
      name,
      type,
      mapping,
      hasDefault: true,
      ...(isMade
        ? {
            takesNoValue: {
              because: `is ${kind}, so that the table makes its values`,
              wayOut: 'leave it out of the fields',
            },
          }
        : {}),
      ...(!isMade && TAKES_NO_TEXT.test(mapping) && !isWrittenAsJson({ inner: mapping, nullable })
        ? { takesNoValue: NOT_WRITTEN(mapping) }
        : {}),
    },
    field: {
      id: name,
      name,
      type,
      remote_type: text,
      nullable,
      is_primary_key: false,
      ...(lossy ? { lossy } : {}),
      ...(/^(json|jsonarray|object|array)/.test(type) || mapping === 'Bool' ? { isNoPosition: true } : {}),
      ...(unreadable === undefined ? {} : { unreadable }),
    },
  };
}

/** Types that no text of a value can be turned into, record by record. */
const TAKES_NO_TEXT =
  /^(Array|Map|Tuple|Nested|JSON|Object|Variant|Dynamic|AggregateFunction|Point|Ring|LineString|MultiLineString|Polygon|MultiPolygon|Nothing|Interval)/;

const NOT_WRITTEN = (type: string) => ({
  because: `is ${type}, which rows cannot be written to`,
  wayOut: 'leave it out of the fields, or make it a String',
});
