import { beyondAll, boundedComparisons, noArrays } from '../../../filters/comparisons.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/**
 * MySQL and MariaDB, in a session whose time zone is UTC and whose sql_mode lets backslashes escape, over columns whose
 * values are those that a sync would move: of an enum its text, of a date with zeros NULL. There are no arrays, and no
 * numbers beyond the numbers.
 */
export const mysqlFilters: FilterDialect = {
  name: 'mysql',
  quoteIdentifier,
  // The other side of a comparison says how text compares: so an index of the same collation can be used.
  cast: (sql) => `(${sql})`,
  literal,
  ...boundedComparisons(literal),
  ...noArrays('MySQL'),
  like: (value, pattern) => `${value} LIKE ${bytewise(formatLikePattern(pattern).notation)}`,
  trim: (value) => `regexp_replace(${value}, ${quoteLiteral(TRIM_PATTERN)}, '')`,
  hasJsonElement: (value, other) =>
    `(json_type(${value}) = 'ARRAY' AND EXISTS (SELECT 1 FROM json_table(${value}, '$[*]' COLUMNS (e JSON PATH '$')) AS elements WHERE ${isJson('elements.e', other)}))`,
};

/** The characters by their codes: \v means more than one of them to some. */
const CODES = [...TRIMMED].map((c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
const TRIM_PATTERN = `\\A[${CODES}]+|[${CODES}]+\\z`;

/**
 * A text that whatever it is compared with is compared by its bytes, trailing spaces included. Each of the two families
 * of servers has its own collation for that, and takes the other's for a comment.
 */
function bytewise(text: string): string {
  return `_utf8mb4${quoteLiteral(text)} /*!80017 COLLATE utf8mb4_0900_bin */ /*M!100203 COLLATE utf8mb4_nopad_bin */`;
}

function literal(value: FieldValue, type: FieldType): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') throw new RangeError('MySQL has no arrays');
  if (beyondAll(value, type)) throw new RangeError(`MySQL has no ${type.kind} ${value}`);
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
      return /e/i.test(value) ? value : `${value}e0`;
    case 'date':
      return `DATE${quoteLiteral(value)}`;
    case 'time':
      return `TIME${quoteLiteral(value)}`;
    case 'datetime':
    case 'datetime_tz':
      return `TIMESTAMP${quoteLiteral(value.replace(/\+00$/, ''))}`;
    case 'binary':
      return `X${quoteLiteral(value.slice(2))}`;
    default:
      return bytewise(value);
  }
}

function isJson(element: string, other: string | number | boolean): string {
  switch (typeof other) {
    case 'string':
      return `json_type(${element}) = 'STRING' AND json_unquote(${element}) = ${bytewise(other)}`;
    case 'boolean':
      return `json_type(${element}) = 'BOOLEAN' AND json_unquote(${element}) = '${other}'`;
    case 'number':
      return `json_type(${element}) IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') AND json_unquote(${element}) * 1e0 = ${other}e0`;
  }
}
