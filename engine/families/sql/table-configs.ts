import { z } from 'zod';
import { bulkDestinationFields } from '../../contract/bulk-destination.ts';
import type { JsonObject } from '../../kit/json.ts';

/**
 * A model that reads a query's result, a table or a view: descriptions, and where a table is that is named without. Of
 * several the first counts; the engine says so.
 */
export function queryOrTable(
  about: { readonly query: string; readonly table: string },
  place: Readonly<Record<string, z.ZodOptional<z.ZodString>>>,
) {
  return z
    .strictObject({
      query: z.string().min(1).optional().meta({ title: 'Query', description: about.query }),
      table: z.string().min(1).optional().meta({ title: 'Table', description: about.table }),
      view: z
        .string()
        .min(1)
        .optional()
        .meta({ title: 'View', description: 'A view; the same as a `table` of that name.' }),
      ...place,
    })
    .refine(({ query, table, view }) => (query ?? table ?? view) !== undefined, {
      path: ['query'],
      message: 'give a query, a table or a view',
    });
}

/** What destinations of bulk syncs say where tables are in schemas. */
export const mirrorSchemas = {
  mirror_schemas: z.boolean().default(false).meta({
    title: 'Mirror schemas',
    description:
      'Each table is put into a schema of the same name as the one that it is read from; where its source has no schemas, into the configured one.',
  }),
};

/** What targets of syncs say of tables that the sync makes. */
export const tableTargetFields = {
  preserve_table_on_resync: z.boolean().default(true).meta({
    title: 'Preserve destination table when resyncing',
    description:
      'A resync writes every record again into the table as it is. If false, it drops the table, if the sync has made it, and recreates it.',
  }),
  write_record_timestamps: z.boolean().default(false).meta({
    title: 'Write row timestamp metadata',
    description: 'Write into each row when it was created and when it was last updated.',
  }),
  created_column: z.string().min(1).optional().meta({
    title: '‘Created at’ timestamp column',
    description: 'Where write_record_timestamps writes the first; _created_at if not given.',
  }),
  updated_column: z.string().min(1).optional().meta({
    title: '‘Updated at’ timestamp column',
    description: 'Where write_record_timestamps writes the second; _updated_at if not given.',
  }),
};

/** Whether a resync under a sync target's configuration makes a table again. */
export function isRecreatedOnResync({ preserve_table_on_resync }: JsonObject): boolean {
  return preserve_table_on_resync === false;
}

/** What creating a sync's target needs where it is a table. */
export function newTable(description: string) {
  return z.strictObject({ name: z.string().min(1).meta({ title: 'Table', description }) });
}

/**
 * The configurations of models, targets and bulk syncs where tables are in schemas: descriptions of the fields, and the
 * schema of what is named without one.
 */
export function configsInSchemas(about: {
  readonly defaultSchema: string;
  readonly query: string;
  readonly table: string;
  readonly newTable: string;
}) {
  const schema = (description: string) => z.string().min(1).optional().meta({ title: 'Schema', description });
  const targetSchema = schema(`The schema of tables that are created; ${about.defaultSchema} if not given.`);
  return {
    model: queryOrTable(about, {
      schema: schema(`The schema of a bare table name; ${about.defaultSchema} if not given.`),
    }),
    syncTarget: z.strictObject({ schema: targetSchema, ...tableTargetFields }),
    createTarget: newTable(about.newTable),
    bulkSource: z.strictObject({ schema: schema('Only objects of this schema; all schemas if not given.') }),
    bulkDestination: z.strictObject({
      schema: targetSchema,
      ...mirrorSchemas,
      ...bulkDestinationFields,
    }),
  };
}
