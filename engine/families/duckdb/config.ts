import { z } from 'zod';
import { configsInSchemas } from '../sql/table-configs.ts';
import { externalAccessField } from './external-access.ts';

/** What a connection to a DuckDB file needs. */
export const duckdbConfig = z.strictObject({
  path: z.string().min(1).meta({
    title: 'Path',
    isPlace: true,
    description:
      'The DuckDB file; made when rows are first written to it. A relative path is relative to the folder of the configuration.',
  }),
  allow_external_access: externalAccessField,
});

export type DuckdbConfig = z.output<typeof duckdbConfig>;

const configs = configsInSchemas({
  defaultSchema: 'main',
  query: 'One SELECT in DuckDB’s SQL.',
  table: 'A table or view: its name, or schema.table.',
  newTable: 'The new table: a bare name for the configured schema, or schema.table.',
});
/** A model reads a query's result or a table. */
export const modelConfig = configs.model;
/** Where a sync's target is made. */
export const syncTargetConfig = configs.syncTarget;
/** What creating a sync's target needs. */
export const createTargetConfig = configs.createTarget;
/** Which objects a bulk sync sees. */
export const bulkSourceConfig = configs.bulkSource;
/** Where a bulk sync puts its tables. */
export const bulkDestinationConfig = configs.bulkDestination;
