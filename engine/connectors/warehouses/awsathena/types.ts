import type { TypeTables } from '../../../types/type-tables.ts';

const NANOSECONDS = 'digits of a second beyond microseconds';
const ZONE = 'the zone that a value was written with, not its instant';

/**
 * Athena's types. Texts are those of Glue (Hive's) or, of views and queries, Trino's
 * (https://docs.aws.amazon.com/athena/latest/ug/data-types.html). Nothing is written to Athena.
 */
export const athenaTypes: TypeTables = {
  source: [
    { from: 'array<binary>', to: 'jsonarray' },
    { from: 'array<struct*', to: 'jsonarray' },
    { from: 'array<map*', to: 'jsonarray' },
    { from: 'array<T>', to: 'array<T>' },
    { from: 'array*', to: 'jsonarray' },
    { from: 'map*', to: 'object{}' },
    { from: 'struct*', to: 'object{}' },
    { from: 'row*', to: 'object{}' },
    { from: 'json', to: 'json' },
    { from: 'boolean', to: 'boolean' },
    { from: 'tinyint', to: 'smallint' },
    { from: 'smallint', to: 'smallint' },
    { from: 'int', to: 'int' },
    { from: 'integer', to: 'int' },
    { from: 'bigint', to: 'bigint' },
    { from: 'float', to: 'single' },
    { from: 'real', to: 'single' },
    { from: 'double', to: 'double' },
    { from: 'decimal(p,s)', to: 'decimal(p,s)' },
    { from: 'decimal', to: 'decimal(10,0)' },
    { from: 'string', to: 'string' },
    { from: 'varchar*', to: 'string' },
    { from: 'char*', to: 'string' },
    { from: 'binary', to: 'binary' },
    { from: 'varbinary', to: 'binary' },
    { from: 'date', to: 'date' },
    { from: 'time', to: 'time' },
    { from: 'time(*)', to: 'time', lossy: NANOSECONDS },
    { from: 'timestamp with time zone', to: 'datetime_tz', lossy: ZONE },
    { from: 'timestamp(*) with time zone', to: 'datetime_tz', lossy: ZONE },
    { from: 'timestamptz', to: 'datetime_tz', lossy: ZONE },
    { from: 'timestamp', to: 'datetime' },
    { from: 'timestamp(*)', to: 'datetime' },
    { from: '*', to: 'string', lossy: 'all but its text' },
  ],
  target: [],
};
