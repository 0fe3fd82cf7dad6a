import type { ConnectorDefinition } from '../contract/contract.ts';

/**
 * How far a connector has been tried: `proven` runs in tests against the system itself or a real server of its protocol;
 * `described` is checked against the vendor's own description of its API; `declared` is made from public facts alone.
 */
export type Tier = 'proven' | 'described' | 'declared';

/** What of a connector is known without loading it. */
export interface ConnectorEntry {
  /** As in `syncform_<id>_connection`; the definition has the same. */
  readonly id: string;
  /** For people; the definition has the same. */
  readonly name: string;
  readonly kind: 'database' | 'warehouse' | 'files' | 'business system' | 'generic';
  readonly tier: Tier;
  /** The version of syncform that it first came with. */
  readonly since: string;
  /** What stands in for the system in tests, where it is not the system itself: ends the sentence "Tests run it at …". */
  readonly triedAt?: string;
  /** Loads its definition, with the schemas of its configuration. */
  load(): Promise<ConnectorDefinition>;
}

/** A definition whose configuration has a type of its own, as one of any. */
const any = (definition: unknown) => definition as ConnectorDefinition;

/** Every connector there is, by id: the registry, the provider's types and the lists in the documents are made from this. */
export const connectors: readonly ConnectorEntry[] = [
  {
    id: 'api',
    name: 'HTTP API',
    kind: 'generic',
    tier: 'proven',
    since: '0.1.0',
    load: async () => any((await import('./generic/api/definition.ts')).api),
  },
  {
    id: 'awsathena',
    name: 'AWS Athena',
    kind: 'warehouse',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'a DuckDB behind calls of our own making',
    load: async () => any((await import('./warehouses/athena/definition.ts')).athena),
  },
  {
    id: 'awsopensearch',
    name: 'AWS OpenSearch',
    kind: 'database',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'an OpenSearch of its own',
    load: async () => any((await import('./databases/awsopensearch/definition.ts')).awsopensearch),
  },
  {
    id: 'azureblob',
    name: 'Azure Blob Storage',
    kind: 'files',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'Azurite',
    load: async () => any((await import('./files/azureblob/definition.ts')).azureblob),
  },
  {
    id: 'bigquery',
    name: 'Google BigQuery',
    kind: 'warehouse',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'bqemulator, which runs GoogleSQL on a DuckDB,',
    load: async () => any((await import('./warehouses/bigquery/definition.ts')).bigquery),
  },
  {
    id: 'clickhouse',
    name: 'ClickHouse',
    kind: 'warehouse',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'ClickHouse’s engine, chdb',
    load: async () => any((await import('./warehouses/clickhouse/definition.ts')).clickhouse),
  },
  {
    id: 'azuresql',
    name: 'Azure SQL',
    kind: 'database',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'a server of SQL Server’s protocol in front of a Postgres',
    load: async () => any((await import('./databases/mssql/azuresql/definition.ts')).azuresql),
  },
  {
    id: 'cloudflare_r2',
    name: 'Cloudflare R2',
    kind: 'files',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'a local S3 server',
    load: async () => any((await import('./files/cloudflare_r2/definition.ts')).cloudflareR2),
  },
  {
    id: 'csv',
    name: 'CSV URL',
    kind: 'files',
    tier: 'proven',
    since: '0.1.0',
    load: async () => any((await import('./files/csv/definition.ts')).csv),
  },
  {
    id: 'databricks',
    name: 'Databricks',
    kind: 'warehouse',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'a local Spark in its place',
    load: async () => any((await import('./warehouses/databricks/definition.ts')).databricks),
  },
  {
    id: 'duckdb',
    name: 'DuckDB',
    kind: 'database',
    tier: 'proven',
    since: '0.1.0',
    load: async () => any((await import('./databases/duckdb/definition.ts')).duckdb),
  },
  {
    id: 'dynamodb',
    name: 'DynamoDB',
    kind: 'database',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'dynalite, a server of its protocol',
    load: async () => any((await import('./databases/dynamodb/definition.ts')).dynamodb),
  },
  {
    id: 'gcs',
    name: 'Google Cloud Storage',
    kind: 'files',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'a local server of its API',
    load: async () => any((await import('./files/gcs/definition.ts')).gcs),
  },
  {
    id: 'googlecloudmysql',
    name: 'Google Cloud MySQL',
    kind: 'database',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'a MariaDB behind calls of our own making',
    load: async () =>
      any((await import('./databases/mysql/googlecloudmysql/definition.ts')).googleCloudMysql),
  },
  {
    id: 'googlecloudsql',
    name: 'Google Cloud PostgreSQL',
    kind: 'database',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'a Postgres behind calls of our own making',
    load: async () =>
      any((await import('./databases/postgresql/googlecloudsql/definition.ts')).googleCloudSql),
  },
  {
    id: 'hubspot',
    name: 'HubSpot',
    kind: 'business system',
    tier: 'declared',
    since: '0.1.0',
    load: async () => any((await import('./saas/hubspot.ts')).hubspot),
  },
  {
    id: 'linear',
    name: 'Linear',
    kind: 'business system',
    tier: 'described',
    since: '0.1.0',
    triedAt: 'a server made from the schema in Linear’s own client',
    load: async () => any((await import('./saas/linear.ts')).linear),
  },
  {
    id: 'ibm_db2',
    name: 'IBM Db2',
    kind: 'database',
    tier: 'declared',
    since: '0.1.0',
    load: async () => any((await import('./databases/ibm_db2/definition.ts')).ibmDb2),
  },
  {
    id: 'netsuitesaconnect',
    name: 'NetSuite SuiteAnalytics',
    kind: 'database',
    tier: 'declared',
    since: '0.1.0',
    load: async () => any((await import('./databases/netsuitesaconnect/definition.ts')).netsuiteSaConnect),
  },
  {
    id: 'local_files',
    name: 'Local files',
    kind: 'files',
    tier: 'proven',
    since: '0.1.0',
    load: async () => any((await import('./files/local_files/definition.ts')).localFiles),
  },
  {
    id: 'mongodb',
    name: 'MongoDB',
    kind: 'database',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'SecantusDB',
    load: async () => any((await import('./databases/mongodb/definition.ts')).mongodb),
  },
  {
    id: 'motherduck',
    name: 'MotherDuck',
    kind: 'warehouse',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'a DuckDB file in its place',
    load: async () => any((await import('./warehouses/motherduck/definition.ts')).motherduck),
  },
  {
    id: 'mssql',
    name: 'Microsoft SQL Server',
    kind: 'database',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'a server of its protocol in front of a Postgres',
    load: async () => any((await import('./databases/mssql/definition.ts')).mssql),
  },
  {
    id: 'mysql',
    name: 'MySQL',
    kind: 'database',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'a MariaDB',
    load: async () => any((await import('./databases/mysql/definition.ts')).mysql),
  },
  {
    id: 'postgresql',
    name: 'PostgreSQL',
    kind: 'database',
    tier: 'proven',
    since: '0.1.0',
    load: async () => any((await import('./databases/postgresql/definition.ts')).postgresql),
  },
  {
    id: 'redshift',
    name: 'Redshift',
    kind: 'warehouse',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'a Postgres with Redshift’s words, and a proxy that does COPY and UNLOAD',
    load: async () => any((await import('./warehouses/redshift/definition.ts')).redshift),
  },
  {
    id: 'redshiftserverless',
    name: 'Redshift Serverless',
    kind: 'warehouse',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'a Postgres with Redshift’s words, behind calls of our own making',
    load: async () =>
      any((await import('./warehouses/redshift/redshiftserverless/definition.ts')).redshiftServerless),
  },
  {
    id: 's3',
    name: 'S3',
    kind: 'files',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'a local S3 server',
    load: async () => any((await import('./files/s3/definition.ts')).s3),
  },
  {
    id: 'salesforce',
    name: 'Salesforce',
    kind: 'business system',
    tier: 'declared',
    since: '0.1.0',
    load: async () => any((await import('./saas/salesforce.ts')).salesforce),
  },
  {
    id: 'scylladb',
    name: 'ScyllaDB',
    kind: 'database',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'an Apache Cassandra, whose protocol and language it speaks',
    load: async () => any((await import('./databases/scylladb/definition.ts')).scylladb),
  },
  {
    id: 'sftp',
    name: 'SFTP',
    kind: 'files',
    tier: 'proven',
    since: '0.1.0',
    load: async () => any((await import('./files/sftp/definition.ts')).sftp),
  },
  {
    id: 'snowflake',
    name: 'Snowflake',
    kind: 'warehouse',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'fakesnow, a DuckDB that is given Snowflake’s SQL,',
    load: async () => any((await import('./warehouses/snowflake/definition.ts')).snowflake),
  },
  {
    id: 'stripe',
    name: 'Stripe',
    kind: 'business system',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'Stripe’s own mock server',
    load: async () => any((await import('./saas/stripe.ts')).stripe),
  },
  {
    id: 'synapse',
    name: 'Azure Synapse',
    kind: 'warehouse',
    tier: 'declared',
    since: '0.1.0',
    triedAt: 'a server of SQL Server’s protocol in front of a Postgres',
    load: async () => any((await import('./databases/mssql/synapse/definition.ts')).synapse),
  },
  {
    id: 'tigris',
    name: 'Tigris',
    kind: 'files',
    tier: 'proven',
    since: '0.1.0',
    triedAt: 'a local S3 server',
    load: async () => any((await import('./files/tigris/definition.ts')).tigris),
  },
  {
    id: 'webhook',
    name: 'Webhook',
    kind: 'generic',
    tier: 'proven',
    since: '0.1.0',
    load: async () => any((await import('./generic/webhook/definition.ts')).webhook),
  },
];
