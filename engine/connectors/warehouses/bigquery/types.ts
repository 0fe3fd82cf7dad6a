import type { TypeTables } from '../../../types/type-tables.ts';

const LARGE =
  'of 64-bit integers beyond 2^53 and decimals with many digits that they are numbers: they are texts in JSON';
const AS_JSON =
  'all but the first value of a key that an object has twice; records with a number that 64 bits cannot hold exactly are rejected';
const NEVER_NULL = 'that a list is NULL: it becomes empty; records with NULL in a list are rejected';

/** BigQuery's types. Source types are as GoogleSQL says them (column-type.ts). */
export const bigqueryTypes: TypeTables = {
  source: [
    { from: 'INT64', to: 'bigint' },
    { from: 'FLOAT64', to: 'double' },
    { from: 'BOOL', to: 'boolean' },
    { from: 'NUMERIC(p)', to: 'decimal(p,0)' },
    { from: 'NUMERIC(p,s)', to: 'decimal(p,s)' },
    { from: 'NUMERIC', to: 'decimal(38,9)' },
    { from: 'BIGNUMERIC(p)', to: 'decimal(p,0)' },
    { from: 'BIGNUMERIC(p,s)', to: 'decimal(p,s)' },
    // A few of its values have 77 digits.
    { from: 'BIGNUMERIC', to: 'number' },
    { from: 'STRING*', to: 'string' },
    { from: 'BYTES*', to: 'binary' },
    { from: 'DATE', to: 'date' },
    { from: 'TIME', to: 'time' },
    { from: 'DATETIME', to: 'datetime' },
    { from: 'TIMESTAMP', to: 'datetime_tz' },
    { from: 'JSON', to: 'json' },
    { from: 'GEOGRAPHY', to: 'string', lossy: 'that it is a shape: its text is that of WKT' },
    { from: 'INTERVAL', to: 'string' },
    { from: 'RANGE<*', to: 'string' },
    { from: 'ARRAY<STRUCT*', to: 'jsonarray', lossy: LARGE },
    { from: 'ARRAY<JSON*', to: 'jsonarray' },
    {
      from: 'ARRAY<BYTES*',
      to: 'jsonarray',
      lossy: 'that its elements are binary: they are texts in base64',
    },
    { from: 'ARRAY<GEOGRAPHY>', to: 'jsonarray', lossy: 'that its elements are shapes: they are GeoJSON' },
    { from: 'ARRAY<RANGE*', to: 'jsonarray' },
    { from: 'ARRAY<T>', to: 'array<T>' },
    { from: 'STRUCT<*', to: 'object{}', lossy: LARGE },
    { from: '*', to: 'string', lossy: 'all but its text' },
  ],
  target: [
    { from: 'string', to: 'STRING' },
    { from: 'boolean', to: 'BOOL' },
    { from: 'smallint', to: 'INT64' },
    { from: 'int', to: 'INT64' },
    { from: 'bigint', to: 'INT64' },
    { from: 'decimal(38,9)', to: 'NUMERIC' },
    { from: 'decimal(p<=29,s<=9)', to: 'NUMERIC(p, s)' },
    { from: 'decimal(p<=38,s<=38)', to: 'BIGNUMERIC(p, s)' },
    {
      from: 'decimal(p,s)',
      to: 'BIGNUMERIC',
      lossy: 'records with more than 38 digits before or after the point are rejected',
    },
    {
      from: 'number',
      to: 'BIGNUMERIC',
      lossy: 'records with more than 38 digits before or after the point are rejected',
    },
    { from: 'single', to: 'FLOAT64' },
    { from: 'double', to: 'FLOAT64' },
    { from: 'date', to: 'DATE' },
    { from: 'time', to: 'TIME' },
    { from: 'datetime', to: 'DATETIME' },
    { from: 'datetime_tz', to: 'TIMESTAMP' },
    { from: 'json', to: 'JSON', lossy: AS_JSON },
    { from: 'jsonarray', to: 'JSON', lossy: AS_JSON },
    { from: 'object{}', to: 'JSON', lossy: AS_JSON },
    { from: 'binary', to: 'BYTES' },
    { from: 'array<array<*', to: 'JSON', lossy: AS_JSON },
    { from: 'array<T>', to: 'ARRAY<T>', lossy: NEVER_NULL },
  ],
};

/** The same where structured values are JSON. */
const typesAsJson: TypeTables = {
  source: [{ from: 'ARRAY<*', to: 'jsonarray', lossy: LARGE }, ...bigqueryTypes.source],
  target: [{ from: 'array<*', to: 'JSON', lossy: AS_JSON }, ...bigqueryTypes.target],
};

/** The types of a connection. */
export function typesFor(structuredValuesAsJson: boolean): TypeTables {
  return structuredValuesAsJson ? typesAsJson : bigqueryTypes;
}
