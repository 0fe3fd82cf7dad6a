export * from './api.ts';
export * from './azureblob.ts';
export * from './cloudflare-r2.ts';
export * from './csv.ts';
export * from './databricks.ts';
export * from './duckdb.ts';
export * from './gcs.ts';
export * from './hubspot.ts';
export * from './linear.ts';
export * from './local-files.ts';
export * from './motherduck.ts';
export * from './mysql.ts';
export * from './postgresql.ts';
export * from './s3.ts';
export * from './sftp.ts';
export * from './stripe.ts';
export * from './webhook.ts';

/** What a connection can be to. */
export type ConnectionType = 'api' | 'azureblob' | 'cloudflare_r2' | 'csv' | 'databricks' | 'duckdb' | 'gcs' | 'hubspot' | 'linear' | 'local_files' | 'motherduck' | 'mysql' | 'postgresql' | 's3' | 'sftp' | 'stripe' | 'webhook';
