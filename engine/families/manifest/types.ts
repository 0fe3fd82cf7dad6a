import type { TypeTables } from '../../types/type-tables.ts';
import { jsonTypes } from '../http/json-types.ts';

/** What values of JSON are taken for, by those that the first records have, and what they are written as. */
export const apiTypes: TypeTables = {
  source: [
    { from: 'boolean', to: 'boolean' },
    { from: 'integer', to: 'bigint' },
    { from: 'integer beyond 64 bits', to: 'number' },
    { from: 'number', to: 'number' },
    { from: 'string', to: 'string' },
    { from: 'date', to: 'date' },
    { from: 'date-time', to: 'datetime_tz' },
    { from: 'date-time with nanoseconds', to: 'datetime_tz', lossy: 'nanoseconds beyond microseconds' },
    { from: 'date-time without zone', to: 'datetime' },
    { from: 'object or list', to: 'json' },
    { from: 'values of several kinds', to: 'json' },
    { from: '*', to: 'string', lossy: 'all but its text' },
  ],
  target: jsonTypes.target,
};
