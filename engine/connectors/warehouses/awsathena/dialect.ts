import type { ReadingDialect } from '../../../families/sql/dialect.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { typeName } from '../../../filters/type-names.ts';
import { quoteIdentifier, quoteLiteral } from '../../../kit/sql.ts';
import { fieldType } from '../../../types/field-type.ts';
import { sourceType } from '../../../types/map-types.ts';
import { ATHENA_TYPES, athenaFilters } from './filter-dialect.ts';
import { athenaTypes } from './types.ts';

/** What of Athena the family of relational databases is told as data. */
export const athenaDialect: ReadingDialect = {
  system: 'Athena',
  quoteIdentifier,
  quoteLiteral,
  types: athenaTypes,
  filters: athenaFilters,
  names: {
    quote: '"',
    container: 'schema',
    defaultContainer: 'default',
    longest: { count: 255, unit: 'bytes' },
    foldsCase: true,
    mostColumns: Number.MAX_SAFE_INTEGER,
  },
  values: {
    asText,
    compared: (value, { mapping }) => (isNested(mapping) ? `CAST(${value} AS json)` : value),
    fromText(text, mapping) {
      const { kind } = fieldType(sourceType(athenaTypes, mapping).type);
      if (kind === 'string') return text;
      if (kind === 'binary') return `from_hex(${text})`;
      const type = typeName(ATHENA_TYPES, fieldType(sourceType(athenaTypes, mapping).type));
      return kind === 'datetime_tz'
        ? `CAST(replace(${text}, '+00', ' UTC') AS ${type})`
        : `CAST(${text} AS ${type})`;
    },
  },
  merging: { first: (count, rest) => `SELECT ${rest} LIMIT ${count}` },
};

/** Values that SQL has as arrays, maps and rows, but those whose elements have a type that is known. */
function isNested(mapping: string): boolean {
  return /^(array$|array\(|array<(binary|struct|map)|map|struct|row)/.test(mapping);
}

function asText(value: string, { mapping, type }: SourceColumn): string {
  const { kind } = fieldType(type);
  if (mapping === 'json') return `json_format(${value})`;
  // Bytes are no JSON.
  if (mapping === 'array<binary>')
    return `json_format(CAST(transform(${value}, e -> '\\x' || lower(to_hex(e))) AS json))`;
  if (/^(array|map|struct|row)/.test(mapping)) return `json_format(CAST(${value} AS json))`;
  switch (kind) {
    case 'binary':
      return `'\\x' || lower(to_hex(${value}))`;
    case 'datetime':
    case 'time':
      return `CAST(${value} AS varchar)`;
    case 'datetime_tz':
      // With all its digits, which a cast to a type without a size would round.
      return `replace(replace(to_iso8601(${value} AT TIME ZONE 'UTC'), 'T', ' '), 'Z', '+00')`;
    case 'string':
      return /^(string|varchar)/.test(mapping) ? value : `CAST(${value} AS varchar)`;
    default:
      return value;
  }
}
