import { z } from 'zod';
import { externalAccessField } from '../duckdb/external-access.ts';
import { COMPRESSIONS } from './compression.ts';
import { type CsvSettings, csvFields, jsonFields } from './csv-options.ts';
import type { FileFormat } from './file-format.ts';

const whenSingle = { field: 'is_single_table', equals: true } as const;
const whenFolders = { field: 'is_directory_snapshot', equals: true } as const;

export const fileFormat = z.enum(['csv', 'json', 'parquet']);

/** How written files are compressed: what every destination of files can be told. */
export const compressionField = z.enum(COMPRESSIONS).optional().meta({
  title: 'Compression',
  description:
    'Parquet: zstd if not given, or any of these; snappy is written faster and takes more room. CSV and JSON: none if not given, gzip or zstd.',
});

/** How files are read as tables: what every connection to files has. */
export const tableFields = {
  ...csvFields,
  ...jsonFields,
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
  single_table_file_format: fileFormat.default('csv').meta({
    title: 'File format',
    description: 'The format of the single table’s files.',
    onlyWhen: whenSingle,
  }),
  single_table_file_formats: z.array(fileFormat).min(1).optional().meta({
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
      'Only folders whose path within the connection’s matches this glob are tables; all if not set.',
    onlyWhen: whenFolders,
  }),
  allow_external_access: externalAccessField,
};

/** What `tableFields` parse to. */
export interface TableOptions extends CsvSettings {
  readonly broken_lines: 'refuse' | 'set_aside';
  readonly is_single_table: boolean;
  readonly single_table_name?: string | undefined;
  readonly single_table_file_format: FileFormat;
  readonly single_table_file_formats?: readonly FileFormat[] | undefined;
  readonly is_directory_snapshot: boolean;
  readonly directory_glob_pattern?: string | undefined;
  readonly allow_external_access: boolean;
}
