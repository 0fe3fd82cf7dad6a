import type { TypeTables } from '../../../types/type-tables.ts';

/** DynamoDB's types, by their descriptors. A field whose items have several is what `field-types.ts` makes of them. */
export const dynamodbTypes: TypeTables = {
  source: [
    { from: 'S', to: 'string' },
    { from: 'N integer', to: 'bigint' },
    { from: 'N', to: 'number' },
    { from: 'B', to: 'binary' },
    { from: 'BOOL', to: 'boolean' },
    { from: 'M', to: 'object{}' },
    { from: 'L', to: 'jsonarray' },
    { from: 'SS', to: 'jsonarray' },
    { from: 'NS', to: 'jsonarray' },
    { from: 'BS', to: 'jsonarray' },
    { from: '*', to: 'json', lossy: 'of which type of DynamoDB each value is' },
  ],
  target: [],
};
