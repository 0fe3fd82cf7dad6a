import type { TypeTables } from '../../types/type-tables.ts';

/**
 * Field types as they stand in JSON. A number is a JSON number where a double holds it exactly (up to 2^53, or 15
 * digits), so that no parser changes it, and a string where one would not.
 */
export const jsonTypes: TypeTables = {
  source: [],
  target: [
    { from: 'string', to: 'string' },
    { from: 'boolean', to: 'boolean' },
    { from: 'smallint', to: 'number' },
    { from: 'int', to: 'number' },
    { from: 'bigint', to: 'number or string' },
    { from: 'decimal(p<=15,s)', to: 'number' },
    { from: 'decimal(p,s)', to: 'number or string' },
    { from: 'number', to: 'number or string' },
    { from: 'single', to: 'number' },
    { from: 'double', to: 'number' },
    { from: 'date', to: 'string (date)' },
    { from: 'time', to: 'string (time)' },
    { from: 'datetime', to: 'string (date-time without zone)' },
    { from: 'datetime_tz', to: 'string (date-time)' },
    { from: 'json', to: 'any' },
    { from: 'jsonarray', to: 'array' },
    { from: 'object{}', to: 'object' },
    { from: 'binary', to: 'string (base64)' },
    { from: 'array<T>', to: 'array of T' },
  ],
};
