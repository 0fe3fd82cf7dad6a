import type { TypeTables } from '../../types/type-tables.ts';

/**
 * DuckDB's types. Source types are DuckDB's own texts, with the arguments of STRUCT, MAP, UNION and ENUM left out and
 * arrays of fixed length written as lists (see `typeName`).
 */
export const duckdbTypes: TypeTables = {
  source: [
    { from: 'T[]', to: 'array<T>' },
    { from: 'BOOLEAN', to: 'boolean' },
    { from: 'TINYINT', to: 'smallint' },
    { from: 'UTINYINT', to: 'smallint' },
    { from: 'SMALLINT', to: 'smallint' },
    { from: 'USMALLINT', to: 'int' },
    { from: 'INTEGER', to: 'int' },
    { from: 'UINTEGER', to: 'bigint' },
    { from: 'BIGINT', to: 'bigint' },
    { from: 'UBIGINT', to: 'decimal(20,0)' },
    { from: 'HUGEINT', to: 'number' },
    { from: 'UHUGEINT', to: 'number' },
    { from: 'BIGNUM', to: 'number' },
    { from: 'DECIMAL(p,s)', to: 'decimal(p,s)' },
    { from: 'FLOAT', to: 'single' },
    { from: 'DOUBLE', to: 'double' },
    { from: 'DATE', to: 'date' },
    { from: 'TIME', to: 'time' },
    { from: 'TIME_NS', to: 'time', lossy: 'nanoseconds beyond microseconds' },
    { from: 'TIME WITH TIME ZONE', to: 'string' },
    { from: 'TIMESTAMP', to: 'datetime' },
    { from: 'TIMESTAMP_S', to: 'datetime' },
    { from: 'TIMESTAMP_MS', to: 'datetime' },
    { from: 'TIMESTAMP_NS', to: 'datetime', lossy: 'nanoseconds beyond microseconds' },
    { from: 'TIMESTAMP WITH TIME ZONE', to: 'datetime_tz' },
    { from: 'VARCHAR', to: 'string' },
    { from: 'UUID', to: 'string' },
    { from: 'ENUM', to: 'string' },
    { from: 'INTERVAL', to: 'string' },
    { from: 'BIT', to: 'string' },
    { from: 'BLOB', to: 'binary' },
    { from: 'JSON', to: 'json' },
    { from: 'STRUCT', to: 'json', lossy: 'the types of its fields' },
    { from: 'MAP', to: 'json', lossy: 'the types of its keys and values' },
    { from: 'UNION', to: 'json', lossy: 'the types of its members' },
    { from: 'VARIANT', to: 'json', lossy: 'the types of its values' },
    { from: '"NULL"', to: 'string' },
    { from: '*', to: 'string', lossy: 'all but its text' },
  ],
  target: [
    { from: 'string', to: 'VARCHAR' },
    { from: 'boolean', to: 'BOOLEAN' },
    { from: 'smallint', to: 'SMALLINT' },
    { from: 'int', to: 'INTEGER' },
    { from: 'bigint', to: 'BIGINT' },
    { from: 'decimal(p<=38,s)', to: 'DECIMAL(p,s)' },
    {
      from: 'decimal(p,s)',
      to: 'VARCHAR',
      lossy: 'arithmetic: a decimal of more than 38 digits is kept as text',
    },
    {
      from: 'number',
      to: 'DECIMAL(38,18)',
      lossy: 'nothing in silence: a value of more than 20 integer digits or 18 decimals fails',
    },
    { from: 'single', to: 'FLOAT' },
    { from: 'double', to: 'DOUBLE' },
    { from: 'date', to: 'DATE' },
    { from: 'time', to: 'TIME' },
    { from: 'datetime', to: 'TIMESTAMP' },
    { from: 'datetime_tz', to: 'TIMESTAMP WITH TIME ZONE' },
    { from: 'json', to: 'JSON' },
    { from: 'jsonarray', to: 'JSON' },
    { from: 'object{}', to: 'JSON' },
    { from: 'binary', to: 'BLOB' },
    { from: 'array<T>', to: 'T[]' },
  ],
};

/**
 * A type as the source table knows it: `STRUCT(a INTEGER)[]` → `STRUCT[]`, `INTEGER[3]` → `INTEGER[]`,
 * `ENUM('a', 'b')` → `ENUM`.
 */
export function typeName(type: string): string {
  const list = /^(.*)\[\d*\]$/s.exec(type);
  if (list) return `${typeName(list[1] as string)}[]`;
  return /^(STRUCT|MAP|UNION|ENUM|GEOMETRY)\b/.exec(type)?.[1] ?? type;
}
