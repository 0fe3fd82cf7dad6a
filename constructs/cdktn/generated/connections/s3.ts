import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface S3ConnectionProps extends ConnectionProps {
  /** With an access key; by taking on a role, as whoever syncform runs as; or as whoever syncform runs as (AWS’s default chain: environment, profile, container or instance). Default: "access_key_and_secret". */
  readonly authMode?: 'access_key_and_secret' | 'iam_role' | 'default' | (string & {});
  /** AWS access key ID. */
  readonly awsAccessKeyId?: string;
  /** AWS secret access key. */
  readonly awsSecretAccessKey?: Secret;
  /** The role that syncform takes on. */
  readonly iamRoleArn?: string;
  /** As us-east-1. Other stores than AWS’s take us-east-1, mostly. */
  readonly s3BucketRegion: string;
  /** The bucket, or s3://bucket/prefix: paths of tables are relative to that. */
  readonly s3BucketName: string;
  /** Where the store is reached, if it is not AWS’s own S3: http://127.0.0.1:9000. If not given, AWS_ENDPOINT_URL_S3 is heeded as AWS’s own tools do. */
  readonly endpoint?: string;
  /** Whether the bucket is a part of the path rather than of the host’s name. If not given: where there is an endpoint. */
  readonly pathStyle?: boolean;
  /** Not supported: changes are found by listing the bucket. Default: false. */
  readonly enableEventNotifications?: boolean;
  /** Not supported: see enable_event_notifications. */
  readonly eventQueueArn?: string;
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
  /** Each folder is one table, made of all the files directly in it. Folders that are named by dates (2024-01-31, 20240131, day=2024-01-31) are snapshots of the table that is their parent: the newest one is read. Default: false. */
  readonly isDirectorySnapshot?: boolean;
  /** Only folders whose path within the connection’s matches this glob are tables; all where not given. */
  readonly directoryGlobPattern?: string;
  /** Whether queries, and views in a DuckDB file, may read more than the connection: files of this machine, addresses, databases of other connections. Set it only where you trust whoever writes them. Default: false. */
  readonly allowExternalAccess?: boolean;
  /** Only files whose path matches this glob are read: 2024/** /*.csv. All where not given. */
  readonly filePattern?: string;
  /** The connection is a source only: its test writes nothing, and nothing can be synced to it. Default: false. */
  readonly readOnly?: boolean;
  /** Seconds after which a request is given up, if the store neither sends anything nor takes what is sent. Default: 60. */
  readonly inactivityTimeout?: number;
}

const shape: Shape = {"auth_mode":{"oneOf":["access_key_and_secret","iam_role","default"]},"aws_access_key_id":"value","aws_secret_access_key":"secret","iam_role_arn":"value","s3_bucket_region":"value","s3_bucket_name":"value","endpoint":"value","path_style":"value","enable_event_notifications":"value","event_queue_arn":"value","csv_has_headers":"value","skip_lines":"value","delimiter":"value","quote":"value","escape":"value","comment":"value","null_text":"value","encoding":"value","ragged_rows":{"oneOf":["refuse","set_aside"]},"column_types":{"items":{"fields":{"type":"value","format":"value"}}},"broken_lines":{"oneOf":["refuse","set_aside"]},"is_single_table":"value","single_table_name":"value","single_table_file_format":{"oneOf":["csv","json","parquet"]},"single_table_file_formats":{"items":{"oneOf":["csv","json","parquet"]}},"is_directory_snapshot":"value","directory_glob_pattern":"value","allow_external_access":"value","file_pattern":"value","read_only":"value","inactivity_timeout":"value"};

/** Files in a bucket of Amazon S3 or of a store that speaks its protocol: csv, json, ndjson and parquet, source of models and bulk syncs, target of both. */
export class S3Connection extends SystemConnection {
  static readonly tfResourceType = 'syncform_s3_connection';

  constructor(scope: Construct, id: string, props: S3ConnectionProps) {
    super(scope, id, S3Connection.tfResourceType, shape, props);
  }
}
