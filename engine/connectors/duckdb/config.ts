import { z } from 'zod';
import { bulkDestinationFields } from '../bulk-destination.ts';

/** What a connection to a DuckDB file needs. */
export const duckdbConfig = z.strictObject({
  path: z.string().min(1).meta({
    title: 'Path',
    description:
      'The DuckDB file; made when rows are first written to it. A relative path is relative to the folder of the configuration.',
  }),
});

export type DuckdbConfig = z.output<typeof duckdbConfig>;

/** A model reads a query's result or a table. */
export const modelConfig = z
  .strictObject({
    query: z.string().min(1).optional().meta({ title: 'Query', description: 'One SELECT in DuckDB’s SQL.' }),
    table: z.string().min(1).optional().meta({
      title: 'Table',
      description: 'A table or view: its name, or schema.table.',
    }),
    schema: z
      .string()
      .min(1)
      .optional()
      .meta({ title: 'Schema', description: 'The schema of a bare table name; main if not given.' }),
  })
  .refine((model) => (model.query === undefined) !== (model.table === undefined), {
    path: ['query'],
    message: 'give exactly one of query and table',
  });

const targetSchema = z.string().min(1).optional().meta({
  title: 'Schema',
  description: 'The schema of tables that are created; main if not given.',
});

/** Where a sync's target is made. */
export const syncTargetConfig = z.strictObject({ schema: targetSchema });

/** What creating a sync's target needs. */
export const createTargetConfig = z.strictObject({
  name: z.string().min(1).meta({
    title: 'Table',
    description: 'The new table: a bare name for the configured schema, or schema.table.',
  }),
});

/** Which objects a bulk sync sees. */
export const bulkSourceConfig = z.strictObject({
  schema: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Schema', description: 'Only objects of this schema; all schemas if not given.' }),
});

/** Where a bulk sync puts its tables. */
export const bulkDestinationConfig = z.strictObject({ schema: targetSchema, ...bulkDestinationFields });
