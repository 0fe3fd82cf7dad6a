import { type Comparison, TRIMMED } from '../../../filters/condition.ts';
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
  compare,
  oneOf(value, others, type) {
    const known = others.filter((other) => !beyondAll(other));
    if (known.length === 0) return NEVER;
    // Spaces at the end are nothing to `=`, but they are to LIKE.
    if (isText(type)) return `(${known.map((other) => same(value, other)).join(' OR ')})`;
    return `${value} IN (${known.map((other) => literal(other, type)).join(', ')})`;
  },
  like: (value, pattern) =>
    `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation.replaceAll('[', '\\['))} ESCAPE N'\\'`,
  trim: (value) => `TRIM(${quoteLiteral(TRIMMED)} FROM ${value})`,
  hasElement(_value, _other, element) {
    throw new RangeError(`SQL Server has no arrays, of ${element.kind} or anything else`);
  },
  hasJsonElement(_value, other) {
    throw new RangeError(`SQL Server has no type for JSON, in which ${other} could be`);
  },
};

const ALWAYS = '(1 = 1)';
const NEVER = '(1 = 0)';

function isText({ kind }: FieldType): boolean {
  return ['string', 'json', 'jsonarray', 'object{}', 'array'].includes(kind);
}

function same(value: string, other: string): string {
  return `${value} LIKE ${quoteLiteral(other.replace(/[\\%_[]/g, '\\$&'))} ESCAPE N'\\'`;
}

function compare(value: string, operator: Comparison, other: string, type: FieldType): string {
  const beyond = beyondAll(other);
  if (beyond && !isText(type)) return operator.startsWith(beyond === 'above' ? '<' : '>') ? ALWAYS : NEVER;
  if (isText(type) && operator === '=') return same(value, other);
  return `${value} ${operator} ${literal(other, type)}`;
}

/** On which side of all values that SQL Server has a value lies that it has not; undefined of one that it has. */
function beyondAll(value: string): 'above' | 'below' | undefined {
  if (value === '-Infinity' || /^(0000-|-\d{4,}-)| BC$/.test(value)) return 'below';
  return value === 'NaN' || value === 'Infinity' || /^\d{5,}-/.test(value) ? 'above' : undefined;
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
