import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Shape } from '../../shape.ts';

export interface LocalFilesConnectionProps extends ConnectionProps {
  /** A folder, or a glob of files such as data/** /*.csv. Files are csv, json, ndjson, jsonl and parquet; csv and json also as .gz and .zst. A relative path is relative to the folder of the configuration. */
  readonly path: string;
  /** Whether the first row of CSV files names the columns. Default: true. */
  readonly csvHasHeaders?: boolean;
  /** Lines to skip at the start of each CSV file. Default: 0. */
  readonly skipLines?: number;
  /** What is between the values of a CSV file’s lines; empty where each line is one value. Found out where not given. */
  readonly delimiter?: string;
  /** The character around values that hold a delimiter, a quote or the end of a line; empty where values have none. Found out where not given. */
  readonly quote?: string;
  /** The character before a quote that is part of a value. The quote itself where not given. */
  readonly escape?: string;
  /** The character with which lines begin that are left out, such as #. No line is left out where not given. */
  readonly comment?: string;
  /** An unquoted value that stands for NULL, such as NA; the empty value stands for it as well. */
  readonly nullText?: string;
  /** The encoding of CSV files: utf-8, utf-16, latin-1, windows-1252, or another of the Encoding Standard. Default: "utf-8". */
  readonly encoding?: string;
  /** What becomes of lines with more or fewer values than the others: the file is refused, or these lines are left out and listed as rejected records. Default: "refuse". */
  readonly raggedRows?: 'refuse' | 'set_aside' | (string & {});
  /** By a column’s name, its type, and the format of its dates or times. Types that are not given are found out. */
  readonly columnTypes?: Readonly<Record<string, {
    /** The column’s field type, such as string, date or decimal(12,2). */
    readonly type: string;
    /** How the column’s dates or times are written, in the specifiers of strptime: %d/%m/%Y, %Y-%m-%d %H:%M:%S. ISO 8601 where not given. */
    readonly format?: string;
  }>>;
  /** What becomes of lines of NDJSON files that are no JSON, such as half-written ones: the file is refused, or these lines are left out and listed as rejected records. Default: "refuse". */
  readonly brokenLines?: 'refuse' | 'set_aside' | (string & {});
  /** All files of one format are one table. Otherwise each file is a table of its own. Default: false. */
  readonly isSingleTable?: boolean;
  /** The name of the single table. */
  readonly singleTableName?: string;
  /** The format of the single table’s files. Default: "csv". */
  readonly singleTableFileFormat?: 'csv' | 'json' | 'parquet' | (string & {});
  /** The formats of the single table’s files, where there are several; used instead of the one. */
  readonly singleTableFileFormats?: readonly ('csv' | 'json' | 'parquet' | (string & {}))[];
  /** Each folder is one table, made of all the files directly in it. Default: false. */
  readonly isDirectorySnapshot?: boolean;
  /** Only folders whose path within the connection’s matches this glob are tables; all where not given. */
  readonly directoryGlobPattern?: string;
  /** Whether queries, and views in a DuckDB file, may read more than the connection: files of this machine, addresses, databases of other connections. Set it only where you trust whoever writes them. Default: false. */
  readonly allowExternalAccess?: boolean;
}

const shape: Shape = {"path":"value","csv_has_headers":"value","skip_lines":"value","delimiter":"value","quote":"value","escape":"value","comment":"value","null_text":"value","encoding":"value","ragged_rows":{"oneOf":["refuse","set_aside"]},"column_types":{"items":{"fields":{"type":"value","format":"value"}}},"broken_lines":{"oneOf":["refuse","set_aside"]},"is_single_table":"value","single_table_name":"value","single_table_file_format":{"oneOf":["csv","json","parquet"]},"single_table_file_formats":{"items":{"oneOf":["csv","json","parquet"]}},"is_directory_snapshot":"value","directory_glob_pattern":"value","allow_external_access":"value"};

/** A folder of csv, json, ndjson and parquet files on this machine: source of models and bulk syncs, target of both. */
export class LocalFilesConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_local_files_connection';

  constructor(scope: Construct, id: string, props: LocalFilesConnectionProps) {
    super(scope, id, LocalFilesConnection.tfResourceType, shape, props);
  }
}
