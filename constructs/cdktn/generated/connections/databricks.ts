import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface DatabricksConnectionProps extends ConnectionProps {
  /** As the warehouse’s connection details show it: dbc-….cloud.databricks.com. */
  readonly serverHostname: string;
  /** Port. Default: 443. */
  readonly port?: number;
  /** As the warehouse’s connection details show it: /sql/1.0/warehouses/…. Default: "/sql". */
  readonly httpPath?: string;
  /** PEM of an authority that is trusted beside the well-known ones, where a proxy or a private link shows a certificate of its own. */
  readonly caCert?: string;
  /** How syncform logs in: with a personal access token, or as a service principal that is given short-lived tokens (machine-to-machine OAuth). Default: "access_token". */
  readonly databricksAuthMode?: 'access_token' | 'oauth_service_principal' | (string & {});
  /** Access token. */
  readonly accessToken?: Secret;
  /** The application (client) id of the service principal. */
  readonly servicePrincipalId?: string;
  /** An OAuth secret of the service principal. */
  readonly servicePrincipalSecret?: Secret;
  /** Tables have three-level names, catalog.schema.table. Without, names are schema.table in the workspace’s own metastore. Default: true. */
  readonly unityCatalogEnabled?: boolean;
  /** Where files are staged for loading. Needed for destinations only. */
  readonly cloudProvider?: 'aws' | 'azure' | (string & {});
  /** How files are written to the bucket, and how the warehouse reads them. Default: "access_key_and_secret". */
  readonly authMode?: 'access_key_and_secret' | 'iam_role' | (string & {});
  /** AWS access key ID. */
  readonly awsAccessKeyId?: string;
  /** AWS secret access key. */
  readonly awsSecretAccessKey?: Secret;
  /** The role that syncform takes on to write to the bucket. */
  readonly iamRoleArn?: string;
  /** Unity Catalog’s storage credential with which the warehouse reads the bucket. If not given, an external location has to cover it. */
  readonly storageCredentialName?: string;
  /** The bucket where files are staged: its name, or s3://bucket/prefix. Destinations only. */
  readonly s3BucketName?: string;
  /** Destinations only. */
  readonly s3BucketRegion?: string;
  /** Destinations only. */
  readonly azureAccountName?: string;
  /** Destinations only. */
  readonly azureAccessKey?: Secret;
  /** The container where files are staged. Destinations only. */
  readonly containerName?: string;
  /** Where the storage account is reached, if not at https://<account>.blob.core.windows.net: a private endpoint or another Azure cloud. */
  readonly azureEndpoint?: string;
  /** Seconds after which a call is given up, if the warehouse, or the store in which files are staged, neither sends anything nor takes what is sent. A statement may take longer: while it runs the warehouse is asked again and again, and answers. Default: 300. */
  readonly inactivityTimeout?: number;
  /** Send no more than so many statements to the warehouse at a time, over all syncs and all processes that use this store. Default: false. */
  readonly enforceQueryLimit?: boolean;
  /** Concurrent query limit. */
  readonly concurrentQueries?: number;
  /** Tables that are created can be read as Iceberg tables as well. Default: false. */
  readonly enableDeltaUniform?: boolean;
  /** Set, on tables that are created, for how long deleted files and the log of changes are kept. Default: false. */
  readonly setRetentionProperties?: boolean;
  /** Days (delta.deletedFileRetentionDuration). */
  readonly deletedFileRetentionDays?: number;
  /** Days (delta.logRetentionDuration). */
  readonly logFileRetentionDays?: number;
  /** Put the tables in which rows arrive into a schema of their own, not beside the target. Default: false. */
  readonly useBulkSyncStagingSchema?: boolean;
  /** In the target’s catalog. It is made if it is missing. */
  readonly bulkSyncStagingSchema?: string;
  /** Reach the server through an SSH tunnel. Default: false. */
  readonly ssh?: boolean;
  /** SSH user. Default: "root". */
  readonly sshUser?: string;
  /** SSH host. */
  readonly sshHost?: string;
  /** SSH port. Default: 22. */
  readonly sshPort?: number;
  /** Without a passphrase; in OpenSSH’s or PEM format. */
  readonly sshPrivateKey?: Secret;
  /** The public key that the SSH host must show, as `ssh-keyscan` prints it. If not given, the key of the first connection is remembered in the data directory and every later one must show the same. */
  readonly sshHostKey?: string;
  /** Reach the bucket through the SSH tunnel as well. Default: false. */
  readonly sshBlobStorage?: boolean;
}

const shape: Shape = {"server_hostname":"value","port":"value","http_path":"value","ca_cert":"value","databricks_auth_mode":{"oneOf":["access_token","oauth_service_principal"]},"access_token":"secret","service_principal_id":"value","service_principal_secret":"secret","unity_catalog_enabled":"value","cloud_provider":{"oneOf":["aws","azure"]},"auth_mode":{"oneOf":["access_key_and_secret","iam_role"]},"aws_access_key_id":"value","aws_secret_access_key":"secret","iam_role_arn":"value","storage_credential_name":"value","s3_bucket_name":"value","s3_bucket_region":"value","azure_account_name":"value","azure_access_key":"secret","container_name":"value","azure_endpoint":"value","inactivity_timeout":"value","enforce_query_limit":"value","concurrent_queries":"value","enable_delta_uniform":"value","set_retention_properties":"value","deleted_file_retention_days":"value","log_file_retention_days":"value","use_bulk_sync_staging_schema":"value","bulk_sync_staging_schema":"value","ssh":"value","ssh_user":"value","ssh_host":"value","ssh_port":"value","ssh_private_key":"secret","ssh_host_key":"value","ssh_blob_storage":"value"};

/** A Databricks SQL warehouse: source of models and bulk syncs, target of both. Rows are loaded from files that are staged in a bucket. */
export class DatabricksConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_databricks_connection';

  constructor(scope: Construct, id: string, props: DatabricksConnectionProps) {
    super(scope, id, DatabricksConnection.tfResourceType, shape, props);
  }
}
