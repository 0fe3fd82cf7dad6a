import { databricksFilters } from '../../connectors/warehouses/databricks/filter-dialect.ts';
import { quoteIdentifier } from '../../connectors/warehouses/databricks/sql.ts';
import type { FieldType } from '../../types/field-type.ts';
import type { FieldValue } from '../field-values.ts';
import type { FilterContext } from '../filter-sql.ts';
import { type SampleColumn, type SampleRow, sampleColumns } from './sample-table.ts';

/** The sample's columns in Databricks' types. JSON, times of day and the longest numbers are text there. */
const TYPES: Readonly<Record<string, string>> = {
  flag: 'BOOLEAN',
  smallint: 'SMALLINT',
  int: 'INT',
  bigint: 'BIGINT',
  price: 'DECIMAL(7,3)',
  wide: 'DECIMAL(38,0)',
  single: 'FLOAT',
  double: 'DOUBLE',
  date: 'DATE',
  local: 'TIMESTAMP_NTZ',
  instant: 'TIMESTAMP',
  binary: 'BINARY',
  texts: 'ARRAY<STRING>',
  ints: 'ARRAY<INT>',
  numbers: 'ARRAY<STRING>',
  singles: 'ARRAY<FLOAT>',
  instants: 'ARRAY<TIMESTAMP>',
  matrix: 'ARRAY<ARRAY<INT>>',
};

/** A row as Databricks can have it: it has no infinite dates. */
export function databricksRow(row: SampleRow): SampleRow {
  return row.map((text, i) =>
    text !== null && /^-?infinity$/.test(text) && isDate(sampleColumns[i] as SampleColumn) ? null : text,
  );
}

function isDate({ type }: SampleColumn): boolean {
  return type.kind.startsWith('date');
}

export function databricksContext(now: Date): FilterContext {
  const columns = sampleColumns.map(
    ({ name, type }) => [name, { sql: quoteIdentifier(name), type }] as const,
  );
  return { dialect: databricksFilters, columns: new Map(columns), now: now.getTime() };
}

/** Statements that make a table of the rows again, with their numbers in `id`. */
export function inDatabricks(table: string, rows: readonly SampleRow[]): readonly string[] {
  const columns = sampleColumns.map(({ name }) => `${quoteIdentifier(name)} ${TYPES[name] ?? 'STRING'}`);
  const line = (row: SampleRow, id: number) =>
    `(${[id, ...row.map((text, i) => cell(text, sampleColumns[i] as SampleColumn))].join(', ')})`;
  return [
    `CREATE OR REPLACE TABLE ${table} (id INT, ${columns.join(', ')}) TBLPROPERTIES ('delta.columnMapping.mode' = 'name')`,
    `INSERT INTO ${table} VALUES ${rows.map(line).join(', ')}`,
  ];
}

function cell(text: string | null, { type }: SampleColumn): string {
  return databricksFilters.literal(text === null ? null : fieldValue(text, type), type);
}

function fieldValue(text: string, type: FieldType): FieldValue {
  if (type.kind === 'array') return elements(JSON.parse(text), type.element);
  return type.kind === 'datetime_tz' && !text.endsWith('+00') ? `${text}+00` : text;
}

function elements(list: readonly unknown[], type: FieldType): FieldValue {
  return list.map((item) => {
    if (item === null) return null;
    return Array.isArray(item)
      ? elements(item, (type as { element: FieldType }).element)
      : fieldValue(String(item), type);
  });
}
