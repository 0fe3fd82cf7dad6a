import { z } from 'zod';
import { bulkDestinationFields } from '../bulk-destination.ts';

/** A model that reads a query's result or a table: descriptions of both, and where a table is that is named without. */
export function queryOrTable(
  about: { readonly query: string; readonly table: string },
  place: Readonly<Record<string, z.ZodOptional<z.ZodString>>>,
) {
  return z
    .strictObject({
      query: z.string().min(1).optional().meta({ title: 'Query', description: about.query }),
      table: z.string().min(1).optional().meta({ title: 'Table', description: about.table }),
      ...place,
    })
    .refine((model) => (model.query === undefined) !== (model.table === undefined), {
      path: ['query'],
      message: 'give exactly one of query and table',
    });
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
    syncTarget: z.strictObject({ schema: targetSchema }),
    createTarget: newTable(about.newTable),
    bulkSource: z.strictObject({ schema: schema('Only objects of this schema; all schemas if not given.') }),
    bulkDestination: z.strictObject({ schema: targetSchema, ...bulkDestinationFields }),
  };
}
