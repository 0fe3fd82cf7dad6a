import type { TypeTables } from '../../../types/type-tables.ts';

/**
 * The types of JSON, numbers by what they hold: `integer` is whole and within 64 bits, and `long` one of those with more digits than
 * a double has; `number` is any other that a double holds exactly as it is written, and `digits` one that it does not. A
 * field whose items have several is what `field-types.ts` makes of them.
 */
export const cosmosdbTypes: TypeTables = {
  source: [
    { from: 'string', to: 'string' },
    { from: 'boolean', to: 'boolean' },
    { from: 'integer', to: 'bigint' },
    { from: 'long', to: 'bigint' },
    { from: 'number', to: 'double' },
    { from: 'digits', to: 'number' },
    { from: 'object', to: 'object{}' },
    { from: 'array', to: 'jsonarray' },
    { from: '*', to: 'json', lossy: 'of which type of JSON each value is' },
  ],
  target: [],
};
