import { boundedComparisons, noArrays } from '../../../filters/comparisons.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** Texts compare by their code points, whatever the column's collation. */
const BYTEWISE = 'COLLATE Latin1_General_100_BIN2';

/** SQL Server. There are no arrays, no JSON type, and no numbers beyond the numbers. */
export const mssqlFilters: FilterDialect = {
  name: 'mssql',
  quoteIdentifier,
  cast: (sql, type) => (isText(type) ? `CAST(${sql} AS nvarchar(max)) ${BYTEWISE}` : `(${sql})`),
  literal,
  // Spaces at the end are nothing to `=`, but they are to LIKE.
  ...boundedComparisons(literal, (value, other, type) =>
    isText(type)
      ? `${value} LIKE ${quoteLiteral(other.replace(/[\\%_[]/g, '\\$&'))} ESCAPE N'\\'`
      : undefined,
  ),
  ...noArrays('SQL Server'),
  like: (value, pattern) =>
    `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation.replaceAll('[', '\\['))} ESCAPE N'\\'`,
  trim: (value) => `TRIM(${quoteLiteral(TRIMMED)} FROM ${value})`,
  hasJsonElement(_value, other) {
    throw new RangeError(`SQL Server has no type for JSON, in which ${other} could be`);
  },
};

function isText({ kind }: FieldType): boolean {
  return ['string', 'json', 'jsonarray', 'object{}', 'array'].includes(kind);
}

function literal(value: FieldValue, type: FieldType): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') throw new RangeError('SQL Server has no arrays');
  switch (type.kind) {
    case 'boolean':
      return value === 'true' ? '1' : '0';
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'number':
      return value;
    case 'single':
    case 'double':
      return `CAST(${quoteLiteral(value)} AS float)`;
    case 'date':
    case 'time':
      return `CAST(${quoteLiteral(value)} AS ${type.kind})`;
    case 'datetime':
      return `CAST(${quoteLiteral(value)} AS datetime2)`;
    case 'datetime_tz':
      return `CAST(${quoteLiteral(value.replace(/\+00$/, ' +00:00'))} AS datetimeoffset)`;
    case 'binary':
      return `0x${value.slice(2)}`;
    default:
      return `${quoteLiteral(value)} ${BYTEWISE}`;
  }
}
