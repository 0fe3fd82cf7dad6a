import { mysqlFilters } from '../../connectors/databases/mysql/filter-dialect.ts';
import { quoteIdentifier, quoteLiteral } from '../../connectors/databases/mysql/sql.ts';
import type { FilterContext } from '../filter-sql.ts';
import { type SampleColumn, type SampleRow, sampleColumns } from './sample-table.ts';

/** The sample's columns that MySQL has types for, with collations in which texts equal that differ. */
const TYPES: Readonly<Record<string, string>> = {
  text: 'longtext COLLATE utf8mb4_general_ci',
  'odd "name"\\': 'varchar(200) COLLATE utf8mb4_unicode_ci',
  flag: 'tinyint(1)',
  smallint: 'smallint',
  int: 'int',
  bigint: 'bigint',
  price: 'decimal(7,3)',
  wide: 'decimal(38,0)',
  wider: 'decimal(60,10)',
  number: 'decimal(65,20)',
  single: 'float',
  double: 'double',
  date: 'date',
  time: 'time(6)',
  local: 'datetime(6)',
  instant: 'datetime(6)',
  doc: 'json',
  object: 'json',
  list: 'json',
  binary: 'longblob',
};

export function isInMysql(field: string): boolean {
  return TYPES[field] !== undefined;
}

/** A row as MySQL can have it: without what is not a number or no date there. */
export function mysqlRow(row: SampleRow): SampleRow {
  return row.map((text) => (text !== null && /^-?infinity$|^NaN$/i.test(text) ? null : text));
}

export function mysqlContext(now: Date): FilterContext {
  const columns = sampleColumns
    .filter(({ name }) => isInMysql(name))
    .map(({ name, type }) => {
      const quoted = quoteIdentifier(name);
      // As a sync reads it: with all its digits.
      return [name, { sql: type.kind === 'single' ? `${quoted} * 1e0` : quoted, type }] as const;
    });
  return { dialect: mysqlFilters, columns: new Map(columns), now: now.getTime() };
}

/** Statements that make the table `sample` again, with the rows' numbers in `id`. */
export function inMysql(rows: readonly SampleRow[]): readonly string[] {
  const definitions = Object.entries(TYPES).map(([name, type]) => `${quoteIdentifier(name)} ${type}`);
  const line = (row: SampleRow, id: number) => {
    const cells = row.flatMap((text, i) => {
      const column = sampleColumns[i] as SampleColumn;
      return isInMysql(column.name) ? [cell(text, column)] : [];
    });
    return `(${[id, ...cells].join(', ')})`;
  };
  return [
    'DROP TEMPORARY TABLE IF EXISTS sample',
    `CREATE TEMPORARY TABLE sample (id int, ${definitions.join(', ')}) CHARSET utf8mb4`,
    `INSERT INTO sample VALUES ${rows.map(line).join(', ')}`,
  ];
}

function cell(text: string | null, { type }: SampleColumn): string {
  if (text === null) return 'NULL';
  if (type.kind === 'boolean') return text;
  return type.kind === 'binary' ? `X${quoteLiteral(text.slice(2))}` : quoteLiteral(text);
}
