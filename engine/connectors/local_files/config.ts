import { z } from 'zod';
import { bulkDestinationFields } from '../bulk-destination.ts';

const whenSingle = { field: 'is_single_table', equals: true } as const;
const whenFolders = { field: 'is_directory_snapshot', equals: true } as const;

const format = z.enum(['csv', 'json', 'parquet']);

/** What a connection to local files needs: the options of files are those of the S3 type. */
export const localFilesConfig = z.strictObject({
  path: z.string().min(1).meta({
    title: 'Path',
    description:
      'A folder, or a glob of files such as data/**/*.csv. Files are csv, json, ndjson, jsonl and parquet; csv and json also as .gz and .zst. A relative path is relative to the folder of the configuration.',
  }),
  csv_has_headers: z.boolean().default(true).meta({
    title: 'CSV files have headers',
    description: 'Whether the first row of CSV files names the columns.',
  }),
  skip_lines: z
    .int()
    .min(0)
    .default(0)
    .meta({ title: 'Skip lines', description: 'Lines to skip at the start of each CSV file.' }),
  is_single_table: z.boolean().default(false).meta({
    title: 'Files are a single table',
    description: 'All files of one format are one table. Otherwise each file is a table of its own.',
  }),
  single_table_name: z.string().min(1).optional().meta({
    title: 'Table name',
    description: 'The name of the single table.',
    onlyWhen: whenSingle,
    required: true,
  }),
  single_table_file_format: format.default('csv').meta({
    title: 'File format',
    description: 'The format of the single table’s files.',
    onlyWhen: whenSingle,
  }),
  single_table_file_formats: z.array(format).min(1).optional().meta({
    title: 'File formats',
    description: 'The formats of the single table’s files, where there are several; used instead of the one.',
    onlyWhen: whenSingle,
  }),
  is_directory_snapshot: z.boolean().default(false).meta({
    title: 'Folders are tables',
    description: 'Each folder is one table, made of all the files directly in it.',
  }),
  directory_glob_pattern: z.string().min(1).optional().meta({
    title: 'Folder pattern',
    description:
      'Only folders whose path within the connection’s matches this glob are tables; all where not given.',
    onlyWhen: whenFolders,
  }),
});

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
  })
  .refine((model) => (model.query === undefined) !== (model.table === undefined), {
    path: ['query'],
    message: 'give exactly one of query and table',
  });

/** Nothing to choose: every object is offered. */
export const bulkSourceConfig = z.strictObject({});

const written = format.default('parquet').meta({
  title: 'Format',
  description: 'The format of files that are made: parquet, csv, or json (one document a line).',
});

/** How a sync's target file is written. */
export const syncTargetConfig = z.strictObject({ format: written });

/** What creating a sync's target needs. */
export const createTargetConfig = z.strictObject({
  name: z.string().min(1).meta({
    title: 'File',
    description:
      'The new file: with the extension of its format, or without one and in the configured format.',
  }),
});

/** How a bulk sync's files are written. */
export const bulkDestinationConfig = z.strictObject({ format: written, ...bulkDestinationFields });
