import type { TypeTables } from '../../../types/type-tables.ts';

/** What JSON has no word for. */
export const LOST = 'that it is of a type which JSON has not: its text is kept';

/** What BSON's one type of times does not tell. */
const DAY = 'that it is a day: it becomes midnight in UTC';
const ZONE = 'that it has no zone: it is taken for UTC';

/** BSON's types, by their names in `$type`. A field that has several is what `field-types.ts` makes of them. */
export const mongodbTypes: TypeTables = {
  source: [
    { from: 'objectId', to: 'string' },
    { from: 'string', to: 'string' },
    { from: 'uuid', to: 'string' },
    { from: 'symbol', to: 'string' },
    { from: 'bool', to: 'boolean' },
    { from: 'int', to: 'int' },
    { from: 'long', to: 'bigint' },
    { from: 'double', to: 'double' },
    { from: 'decimal', to: 'number' },
    { from: 'date', to: 'datetime_tz' },
    { from: 'binData', to: 'binary' },
    { from: 'array', to: 'jsonarray' },
    { from: 'object', to: 'object{}' },
    { from: '*', to: 'json', lossy: LOST },
  ],
  target: [
    { from: 'string', to: 'string' },
    { from: 'boolean', to: 'bool' },
    { from: 'smallint', to: 'int' },
    { from: 'int', to: 'int' },
    { from: 'bigint', to: 'long' },
    { from: 'decimal(p,s)', to: 'decimal' },
    { from: 'number', to: 'decimal' },
    { from: 'single', to: 'double' },
    { from: 'double', to: 'double' },
    { from: 'date', to: 'date', lossy: DAY },
    { from: 'time', to: 'string' },
    { from: 'datetime', to: 'date', lossy: ZONE },
    { from: 'datetime_tz', to: 'date' },
    { from: 'json', to: 'what the JSON is' },
    { from: 'jsonarray', to: 'array' },
    { from: 'object{}', to: 'object' },
    { from: 'binary', to: 'binData' },
    { from: 'array<T>', to: 'array' },
  ],
};
