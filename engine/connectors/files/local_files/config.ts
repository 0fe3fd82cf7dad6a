import { z } from 'zod';
import { bulkDestinationFields } from '../../../contract/bulk-destination.ts';
import { csvConflicts, fileDefinitionFields } from '../../../families/files/csv-options.ts';
import { compressionField, fileFormat, tableFields } from '../../../families/files/table-fields.ts';

/** What a connection to local files needs: the options of files are those of the S3 type. */
export const localFilesConfig = z
  .strictObject({
    path: z.string().min(1).meta({
      title: 'Path',
      isPlace: true,
      description:
        'A folder, or a glob of files such as data/**/*.csv. Files are csv, json, ndjson, jsonl and parquet; csv and json also as .gz and .zst. A relative path is relative to the folder of the configuration.',
    }),
    ...tableFields,
  })
  .superRefine(csvConflicts);

export type LocalFilesConfig = z.output<typeof localFilesConfig>;

/** A model reads one object's rows or a query over objects. */
export const modelConfig = z
  .strictObject({
    query: z.string().min(1).optional().meta({
      title: 'Query',
      description:
        'One SELECT in DuckDB’s SQL. Each object is a view under its id and its name: "airports.csv", airports.',
    }),
    table: z
      .string()
      .min(1)
      .optional()
      .meta({ title: 'Table', description: 'An object’s id: a file’s path within the connection’s folder.' }),
    ...fileDefinitionFields,
  })
  .superRefine(csvConflicts)
  .refine((model) => (model.query === undefined) !== (model.table === undefined), {
    path: ['query'],
    message: 'give exactly one of query and table',
  });

/** Every object is offered; what files are can be said for this bulk sync alone. */
export const bulkSourceConfig = z.strictObject(fileDefinitionFields).superRefine(csvConflicts);

const written = fileFormat.default('parquet').meta({
  title: 'Format',
  description: 'The format of files that are made: parquet, csv, or json (one document a line).',
});

/** How a sync's target file is written. */
export const syncTargetConfig = z.strictObject({ format: written, compression: compressionField });

/** What creating a sync's target needs. */
export const createTargetConfig = z.strictObject({
  name: z.string().min(1).meta({
    title: 'File',
    description:
      'The new file: with the extension of its format, or without one and in the configured format.',
  }),
});

/** How a bulk sync's files are written. */
export const bulkDestinationConfig = z.strictObject({
  format: written,
  compression: compressionField,
  ...bulkDestinationFields,
});
