import { z } from 'zod';
import { bulkDestinationFields } from '../../contract/bulk-destination.ts';
import { csvConflicts, fileDefinitionFields } from '../files/csv-options.ts';
import { compressionField, fileFormat, tableFields } from '../files/table-fields.ts';

/** What connections to stores say of files beside where they are. */
export const storeFields = {
  ...tableFields,
  is_directory_snapshot: tableFields.is_directory_snapshot.meta({
    title: 'Folders are tables',
    description:
      'Each folder is one table, made of all the files directly in it. Folders that are named by dates (2024-01-31, 20240131, day=2024-01-31) are snapshots of the table that is their parent: the newest one is read.',
  }),
  file_pattern: z.string().min(1).optional().meta({
    title: 'File pattern',
    description: 'Only files whose path matches this glob are read: 2024/**/*.csv. All if not set.',
  }),
  read_only: z.boolean().default(false).meta({
    title: 'Read only',
    description: 'The connection is a source only: its test writes nothing, and nothing can be synced to it.',
  }),
};

/** `inactivity_timeout` of stores that are reached over a network. */
export const storeInactivity = {
  inactivity_timeout: z.int().min(1).max(86_400).default(60).meta({
    title: 'Inactivity timeout',
    description:
      'Seconds after which a request is given up, if the store neither sends anything nor takes what is sent.',
  }),
};

/** A model reads one object's rows or a query over objects. */
export const modelConfig = z
  .strictObject({
    query: z.string().min(1).optional().meta({
      title: 'Query',
      description:
        'One SELECT in DuckDB’s SQL. Each object is a view under its id and its name: "2024/airports.csv", airports.',
    }),
    table: z.string().min(1).optional().meta({
      title: 'Table',
      description: 'An object’s id: the path of a file or folder, or the single table’s name.',
    }),
    model_from: z.enum(['single_file', 'multi_file_archive']).optional().meta({
      title: 'Files',
      description:
        'Reads files that are no object of their own here: one file (`key`), or all files of a folder together (`subfolder`).',
    }),
    key: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Object key',
        description:
          'Path of the file, within the connection’s folder or within the bucket, whatever it is called.',
        onlyWhen: { field: 'model_from', equals: 'single_file' },
        required: true,
      }),
    subfolder: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Subfolder',
        description:
          'The folder whose files, those of folders within it included, are read as one table; the connection’s own if not set.',
        onlyWhen: { field: 'model_from', equals: 'multi_file_archive' },
      }),
    file_format: fileFormat.optional().meta({
      title: 'File format',
      description:
        'With `model_from`, the format of the files: parquet, csv or json. What their names say if not set.',
    }),
    ...fileDefinitionFields,
  })
  .superRefine(csvConflicts)
  .refine(({ query, table, model_from }) => (query ?? table ?? model_from) !== undefined, {
    path: ['query'],
    message: 'give a query, a table or model_from',
  });

/** Every object is offered; what files are can be said for this bulk sync alone. */
export const bulkSourceConfig = z.strictObject(fileDefinitionFields).superRefine(csvConflicts);

const writtenFields = {
  format: fileFormat.default('parquet').meta({
    title: 'Format',
    description: 'The format of files: parquet, csv, or json (one document a line).',
  }),
  compression: compressionField,
  partition_by: z.string().min(1).optional().meta({
    title: 'Partition by',
    description:
      'A column by whose values rows are put into folders: plan=pro/; of a date or time, by its day: placed_at_date=2024-01-31/. Tables without that column have no folders.',
  }),
  partition_granularity: z.enum(['hour', 'day', 'month', 'year']).default('day').meta({
    title: 'Partition granularity',
    description: 'The span of a folder, where partition_by is a date or time.',
  }),
  retained_versions: z.int().min(0).max(1000).default(0).meta({
    title: 'Retained versions',
    description:
      'For how many later runs files that were replaced stay, so that whoever is still reading them can finish. 0 removes them as soon as the manifest names the new ones.',
  }),
};

/** How a sync's target table is written. */
export const syncTargetConfig = z.strictObject(writtenFields);

/** What creating a sync's target needs. */
export const createTargetConfig = z.strictObject({
  name: z.string().min(1).meta({
    title: 'Table',
    description: 'The new table: a folder’s path, such as crm/contacts.',
  }),
});

/** How a bulk sync's tables are written. */
export const bulkDestinationConfig = z.strictObject({
  ...writtenFields,
  subfolder: z.string().min(1).optional().meta({
    title: 'Subfolder',
    description: 'The folder within the connection’s own in which the tables’ folders are.',
  }),
  ...bulkDestinationFields,
});

/** The definitions of every store. */
export const storeDefinitions = {
  model: modelConfig,
  syncTarget: syncTargetConfig,
  createTarget: createTargetConfig,
  bulkSource: bulkSourceConfig,
  bulkDestination: bulkDestinationConfig,
};
