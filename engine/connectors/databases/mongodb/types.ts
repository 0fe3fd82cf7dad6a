import type { TypeTables } from '../../../types/type-tables.ts';

/** What JSON has no word for. */
export const LOST = 'that it is of a type which JSON has not: its text is kept';

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
  target: [],
};
