// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface DatabricksConnectionConfig extends cdktn.TerraformMetaArguments {
  /**
  * How to reach Databricks. Secrets are write-only: they are in no state and no plan.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#configuration DatabricksConnection#configuration}
  */
  readonly configuration: DatabricksConnectionConfiguration;
  /**
  * Also delete the models and syncs that use it when it is destroyed, those of other configurations included. It must have been applied before the destroy.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#force_destroy DatabricksConnection#force_destroy}
  */
  readonly forceDestroy?: boolean | cdktn.IResolvable;
  /**
  * Name, for people.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#name DatabricksConnection#name}
  */
  readonly name: string;
  /**
  * Id of the organization that it belongs to. The embedded engine has one organization of its own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#organization DatabricksConnection#organization}
  */
  readonly organization?: string;
  /**
  * Test the connection when it is created or changed, and fail when it does not work.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#validate DatabricksConnection#validate}
  */
  readonly validate?: boolean | cdktn.IResolvable;
}
export interface DatabricksConnectionConfiguration {
  /**
  * Access token. Needed when `databricks_auth_mode` is `access_token`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#access_token DatabricksConnection#access_token}
  */
  readonly accessToken?: string;
  /**
  * How files are written to the bucket, and how the warehouse reads them. One of `access_key_and_secret`, `iam_role`. Default `"access_key_and_secret"`. Used when `cloud_provider` is `aws`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#auth_mode DatabricksConnection#auth_mode}
  */
  readonly authMode?: string;
  /**
  * AWS access key ID. Needed when `auth_mode` is `access_key_and_secret`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#aws_access_key_id DatabricksConnection#aws_access_key_id}
  */
  readonly awsAccessKeyId?: string;
  /**
  * AWS secret access key. Needed when `auth_mode` is `access_key_and_secret`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#aws_secret_access_key DatabricksConnection#aws_secret_access_key}
  */
  readonly awsSecretAccessKey?: string;
  /**
  * Destinations only. Used when `cloud_provider` is `azure`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#azure_access_key DatabricksConnection#azure_access_key}
  */
  readonly azureAccessKey?: string;
  /**
  * Destinations only. Used when `cloud_provider` is `azure`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#azure_account_name DatabricksConnection#azure_account_name}
  */
  readonly azureAccountName?: string;
  /**
  * Where the storage account is reached, if not at https://<account>.blob.core.windows.net: a private endpoint or another Azure cloud. Used when `cloud_provider` is `azure`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#azure_endpoint DatabricksConnection#azure_endpoint}
  */
  readonly azureEndpoint?: string;
  /**
  * In the target’s catalog. It is made if it is missing. Needed when `use_bulk_sync_staging_schema` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#bulk_sync_staging_schema DatabricksConnection#bulk_sync_staging_schema}
  */
  readonly bulkSyncStagingSchema?: string;
  /**
  * PEM of an authority that is trusted beside the well-known ones, where a proxy or a private link shows a certificate of its own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#ca_cert DatabricksConnection#ca_cert}
  */
  readonly caCert?: string;
  /**
  * Where files are staged for loading. Needed for destinations only. One of `aws`, `azure`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#cloud_provider DatabricksConnection#cloud_provider}
  */
  readonly cloudProvider?: string;
  /**
  * Concurrent query limit. Needed when `enforce_query_limit` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#concurrent_queries DatabricksConnection#concurrent_queries}
  */
  readonly concurrentQueries?: number;
  /**
  * The container where files are staged. Destinations only. Used when `cloud_provider` is `azure`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#container_name DatabricksConnection#container_name}
  */
  readonly containerName?: string;
  /**
  * How syncform logs in: with a personal access token, or as a service principal that is given short-lived tokens (machine-to-machine OAuth). One of `access_token`, `oauth_service_principal`. Default `"access_token"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#databricks_auth_mode DatabricksConnection#databricks_auth_mode}
  */
  readonly databricksAuthMode?: string;
  /**
  * Days (delta.deletedFileRetentionDuration). Used when `set_retention_properties` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#deleted_file_retention_days DatabricksConnection#deleted_file_retention_days}
  */
  readonly deletedFileRetentionDays?: number;
  /**
  * Tables that are created can be read as Iceberg tables as well. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#enable_delta_uniform DatabricksConnection#enable_delta_uniform}
  */
  readonly enableDeltaUniform?: boolean | cdktn.IResolvable;
  /**
  * Send no more than so many statements to the warehouse at a time, over all syncs and all processes that use this store. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#enforce_query_limit DatabricksConnection#enforce_query_limit}
  */
  readonly enforceQueryLimit?: boolean | cdktn.IResolvable;
  /**
  * As the warehouse’s connection details show it: /sql/1.0/warehouses/…. Default `"/sql"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#http_path DatabricksConnection#http_path}
  */
  readonly httpPath?: string;
  /**
  * The role that syncform takes on to write to the bucket. Needed when `auth_mode` is `iam_role`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#iam_role_arn DatabricksConnection#iam_role_arn}
  */
  readonly iamRoleArn?: string;
  /**
  * Seconds after which a call is given up, if the warehouse, or the store in which files are staged, neither sends anything nor takes what is sent. A statement may take longer: while it runs the warehouse is asked again and again, and answers. Default `300`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#inactivity_timeout DatabricksConnection#inactivity_timeout}
  */
  readonly inactivityTimeout?: number;
  /**
  * Days (delta.logRetentionDuration). Used when `set_retention_properties` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#log_file_retention_days DatabricksConnection#log_file_retention_days}
  */
  readonly logFileRetentionDays?: number;
  /**
  * Port. Default `443`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#port DatabricksConnection#port}
  */
  readonly port?: number;
  /**
  * The bucket where files are staged: its name, or s3://bucket/prefix. Destinations only. Used when `cloud_provider` is `aws`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#s3_bucket_name DatabricksConnection#s3_bucket_name}
  */
  readonly s3BucketName?: string;
  /**
  * Destinations only. Used when `cloud_provider` is `aws`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#s3_bucket_region DatabricksConnection#s3_bucket_region}
  */
  readonly s3BucketRegion?: string;
  /**
  * As the warehouse’s connection details show it: dbc-….cloud.databricks.com.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#server_hostname DatabricksConnection#server_hostname}
  */
  readonly serverHostname: string;
  /**
  * The application (client) id of the service principal. Needed when `databricks_auth_mode` is `oauth_service_principal`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#service_principal_id DatabricksConnection#service_principal_id}
  */
  readonly servicePrincipalId?: string;
  /**
  * An OAuth secret of the service principal. Needed when `databricks_auth_mode` is `oauth_service_principal`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#service_principal_secret DatabricksConnection#service_principal_secret}
  */
  readonly servicePrincipalSecret?: string;
  /**
  * Set, on tables that are created, for how long deleted files and the log of changes are kept. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#set_retention_properties DatabricksConnection#set_retention_properties}
  */
  readonly setRetentionProperties?: boolean | cdktn.IResolvable;
  /**
  * Reach the server through an SSH tunnel. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#ssh DatabricksConnection#ssh}
  */
  readonly ssh?: boolean | cdktn.IResolvable;
  /**
  * Reach the bucket through the SSH tunnel as well. Default `false`. Used when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#ssh_blob_storage DatabricksConnection#ssh_blob_storage}
  */
  readonly sshBlobStorage?: boolean | cdktn.IResolvable;
  /**
  * SSH host. Needed when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#ssh_host DatabricksConnection#ssh_host}
  */
  readonly sshHost?: string;
  /**
  * The public key that the SSH host must show, as `ssh-keyscan` prints it. If not given, the key of the first connection is remembered in the data directory and every later one must show the same. Used when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#ssh_host_key DatabricksConnection#ssh_host_key}
  */
  readonly sshHostKey?: string;
  /**
  * SSH port. Default `22`. Used when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#ssh_port DatabricksConnection#ssh_port}
  */
  readonly sshPort?: number;
  /**
  * Without a passphrase; in OpenSSH’s or PEM format. Needed when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#ssh_private_key DatabricksConnection#ssh_private_key}
  */
  readonly sshPrivateKey?: string;
  /**
  * SSH user. Default `"root"`. Used when `ssh` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#ssh_user DatabricksConnection#ssh_user}
  */
  readonly sshUser?: string;
  /**
  * Unity Catalog’s storage credential with which the warehouse reads the bucket. If not given, an external location has to cover it. Used when `auth_mode` is `iam_role`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#storage_credential_name DatabricksConnection#storage_credential_name}
  */
  readonly storageCredentialName?: string;
  /**
  * Tables have three-level names, catalog.schema.table. Without, names are schema.table in the workspace’s own metastore. Default `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#unity_catalog_enabled DatabricksConnection#unity_catalog_enabled}
  */
  readonly unityCatalogEnabled?: boolean | cdktn.IResolvable;
  /**
  * Put the tables in which rows arrive into a schema of their own, not beside the target. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#use_bulk_sync_staging_schema DatabricksConnection#use_bulk_sync_staging_schema}
  */
  readonly useBulkSyncStagingSchema?: boolean | cdktn.IResolvable;
}

export function databricksConnectionConfigurationToTerraform(struct?: DatabricksConnectionConfiguration | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    access_token: cdktn.stringToTerraform(struct!.accessToken),
    auth_mode: cdktn.stringToTerraform(struct!.authMode),
    aws_access_key_id: cdktn.stringToTerraform(struct!.awsAccessKeyId),
    aws_secret_access_key: cdktn.stringToTerraform(struct!.awsSecretAccessKey),
    azure_access_key: cdktn.stringToTerraform(struct!.azureAccessKey),
    azure_account_name: cdktn.stringToTerraform(struct!.azureAccountName),
    azure_endpoint: cdktn.stringToTerraform(struct!.azureEndpoint),
    bulk_sync_staging_schema: cdktn.stringToTerraform(struct!.bulkSyncStagingSchema),
    ca_cert: cdktn.stringToTerraform(struct!.caCert),
    cloud_provider: cdktn.stringToTerraform(struct!.cloudProvider),
    concurrent_queries: cdktn.numberToTerraform(struct!.concurrentQueries),
    container_name: cdktn.stringToTerraform(struct!.containerName),
    databricks_auth_mode: cdktn.stringToTerraform(struct!.databricksAuthMode),
    deleted_file_retention_days: cdktn.numberToTerraform(struct!.deletedFileRetentionDays),
    enable_delta_uniform: cdktn.booleanToTerraform(struct!.enableDeltaUniform),
    enforce_query_limit: cdktn.booleanToTerraform(struct!.enforceQueryLimit),
    http_path: cdktn.stringToTerraform(struct!.httpPath),
    iam_role_arn: cdktn.stringToTerraform(struct!.iamRoleArn),
    inactivity_timeout: cdktn.numberToTerraform(struct!.inactivityTimeout),
    log_file_retention_days: cdktn.numberToTerraform(struct!.logFileRetentionDays),
    port: cdktn.numberToTerraform(struct!.port),
    s3_bucket_name: cdktn.stringToTerraform(struct!.s3BucketName),
    s3_bucket_region: cdktn.stringToTerraform(struct!.s3BucketRegion),
    server_hostname: cdktn.stringToTerraform(struct!.serverHostname),
    service_principal_id: cdktn.stringToTerraform(struct!.servicePrincipalId),
    service_principal_secret: cdktn.stringToTerraform(struct!.servicePrincipalSecret),
    set_retention_properties: cdktn.booleanToTerraform(struct!.setRetentionProperties),
    ssh: cdktn.booleanToTerraform(struct!.ssh),
    ssh_blob_storage: cdktn.booleanToTerraform(struct!.sshBlobStorage),
    ssh_host: cdktn.stringToTerraform(struct!.sshHost),
    ssh_host_key: cdktn.stringToTerraform(struct!.sshHostKey),
    ssh_port: cdktn.numberToTerraform(struct!.sshPort),
    ssh_private_key: cdktn.stringToTerraform(struct!.sshPrivateKey),
    ssh_user: cdktn.stringToTerraform(struct!.sshUser),
    storage_credential_name: cdktn.stringToTerraform(struct!.storageCredentialName),
    unity_catalog_enabled: cdktn.booleanToTerraform(struct!.unityCatalogEnabled),
    use_bulk_sync_staging_schema: cdktn.booleanToTerraform(struct!.useBulkSyncStagingSchema),
  }
}


export function databricksConnectionConfigurationToHclTerraform(struct?: DatabricksConnectionConfiguration | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    access_token: {
      value: cdktn.stringToHclTerraform(struct!.accessToken),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    auth_mode: {
      value: cdktn.stringToHclTerraform(struct!.authMode),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    aws_access_key_id: {
      value: cdktn.stringToHclTerraform(struct!.awsAccessKeyId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    aws_secret_access_key: {
      value: cdktn.stringToHclTerraform(struct!.awsSecretAccessKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    azure_access_key: {
      value: cdktn.stringToHclTerraform(struct!.azureAccessKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    azure_account_name: {
      value: cdktn.stringToHclTerraform(struct!.azureAccountName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    azure_endpoint: {
      value: cdktn.stringToHclTerraform(struct!.azureEndpoint),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    bulk_sync_staging_schema: {
      value: cdktn.stringToHclTerraform(struct!.bulkSyncStagingSchema),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ca_cert: {
      value: cdktn.stringToHclTerraform(struct!.caCert),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    cloud_provider: {
      value: cdktn.stringToHclTerraform(struct!.cloudProvider),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    concurrent_queries: {
      value: cdktn.numberToHclTerraform(struct!.concurrentQueries),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    container_name: {
      value: cdktn.stringToHclTerraform(struct!.containerName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    databricks_auth_mode: {
      value: cdktn.stringToHclTerraform(struct!.databricksAuthMode),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    deleted_file_retention_days: {
      value: cdktn.numberToHclTerraform(struct!.deletedFileRetentionDays),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    enable_delta_uniform: {
      value: cdktn.booleanToHclTerraform(struct!.enableDeltaUniform),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    enforce_query_limit: {
      value: cdktn.booleanToHclTerraform(struct!.enforceQueryLimit),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    http_path: {
      value: cdktn.stringToHclTerraform(struct!.httpPath),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    iam_role_arn: {
      value: cdktn.stringToHclTerraform(struct!.iamRoleArn),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    inactivity_timeout: {
      value: cdktn.numberToHclTerraform(struct!.inactivityTimeout),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    log_file_retention_days: {
      value: cdktn.numberToHclTerraform(struct!.logFileRetentionDays),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    port: {
      value: cdktn.numberToHclTerraform(struct!.port),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    s3_bucket_name: {
      value: cdktn.stringToHclTerraform(struct!.s3BucketName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    s3_bucket_region: {
      value: cdktn.stringToHclTerraform(struct!.s3BucketRegion),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    server_hostname: {
      value: cdktn.stringToHclTerraform(struct!.serverHostname),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    service_principal_id: {
      value: cdktn.stringToHclTerraform(struct!.servicePrincipalId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    service_principal_secret: {
      value: cdktn.stringToHclTerraform(struct!.servicePrincipalSecret),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    set_retention_properties: {
      value: cdktn.booleanToHclTerraform(struct!.setRetentionProperties),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    ssh: {
      value: cdktn.booleanToHclTerraform(struct!.ssh),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    ssh_blob_storage: {
      value: cdktn.booleanToHclTerraform(struct!.sshBlobStorage),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    ssh_host: {
      value: cdktn.stringToHclTerraform(struct!.sshHost),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ssh_host_key: {
      value: cdktn.stringToHclTerraform(struct!.sshHostKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ssh_port: {
      value: cdktn.numberToHclTerraform(struct!.sshPort),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    ssh_private_key: {
      value: cdktn.stringToHclTerraform(struct!.sshPrivateKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ssh_user: {
      value: cdktn.stringToHclTerraform(struct!.sshUser),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    storage_credential_name: {
      value: cdktn.stringToHclTerraform(struct!.storageCredentialName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    unity_catalog_enabled: {
      value: cdktn.booleanToHclTerraform(struct!.unityCatalogEnabled),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    use_bulk_sync_staging_schema: {
      value: cdktn.booleanToHclTerraform(struct!.useBulkSyncStagingSchema),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class DatabricksConnectionConfigurationOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DatabricksConnectionConfiguration | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._accessToken !== undefined) {
      hasAnyValues = true;
      internalValueResult.accessToken = this._accessToken;
    }
    if (this._authMode !== undefined) {
      hasAnyValues = true;
      internalValueResult.authMode = this._authMode;
    }
    if (this._awsAccessKeyId !== undefined) {
      hasAnyValues = true;
      internalValueResult.awsAccessKeyId = this._awsAccessKeyId;
    }
    if (this._awsSecretAccessKey !== undefined) {
      hasAnyValues = true;
      internalValueResult.awsSecretAccessKey = this._awsSecretAccessKey;
    }
    if (this._azureAccessKey !== undefined) {
      hasAnyValues = true;
      internalValueResult.azureAccessKey = this._azureAccessKey;
    }
    if (this._azureAccountName !== undefined) {
      hasAnyValues = true;
      internalValueResult.azureAccountName = this._azureAccountName;
    }
    if (this._azureEndpoint !== undefined) {
      hasAnyValues = true;
      internalValueResult.azureEndpoint = this._azureEndpoint;
    }
    if (this._bulkSyncStagingSchema !== undefined) {
      hasAnyValues = true;
      internalValueResult.bulkSyncStagingSchema = this._bulkSyncStagingSchema;
    }
    if (this._caCert !== undefined) {
      hasAnyValues = true;
      internalValueResult.caCert = this._caCert;
    }
    if (this._cloudProvider !== undefined) {
      hasAnyValues = true;
      internalValueResult.cloudProvider = this._cloudProvider;
    }
    if (this._concurrentQueries !== undefined) {
      hasAnyValues = true;
      internalValueResult.concurrentQueries = this._concurrentQueries;
    }
    if (this._containerName !== undefined) {
      hasAnyValues = true;
      internalValueResult.containerName = this._containerName;
    }
    if (this._databricksAuthMode !== undefined) {
      hasAnyValues = true;
      internalValueResult.databricksAuthMode = this._databricksAuthMode;
    }
    if (this._deletedFileRetentionDays !== undefined) {
      hasAnyValues = true;
      internalValueResult.deletedFileRetentionDays = this._deletedFileRetentionDays;
    }
    if (this._enableDeltaUniform !== undefined) {
      hasAnyValues = true;
      internalValueResult.enableDeltaUniform = this._enableDeltaUniform;
    }
    if (this._enforceQueryLimit !== undefined) {
      hasAnyValues = true;
      internalValueResult.enforceQueryLimit = this._enforceQueryLimit;
    }
    if (this._httpPath !== undefined) {
      hasAnyValues = true;
      internalValueResult.httpPath = this._httpPath;
    }
    if (this._iamRoleArn !== undefined) {
      hasAnyValues = true;
      internalValueResult.iamRoleArn = this._iamRoleArn;
    }
    if (this._inactivityTimeout !== undefined) {
      hasAnyValues = true;
      internalValueResult.inactivityTimeout = this._inactivityTimeout;
    }
    if (this._logFileRetentionDays !== undefined) {
      hasAnyValues = true;
      internalValueResult.logFileRetentionDays = this._logFileRetentionDays;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._s3BucketName !== undefined) {
      hasAnyValues = true;
      internalValueResult.s3BucketName = this._s3BucketName;
    }
    if (this._s3BucketRegion !== undefined) {
      hasAnyValues = true;
      internalValueResult.s3BucketRegion = this._s3BucketRegion;
    }
    if (this._serverHostname !== undefined) {
      hasAnyValues = true;
      internalValueResult.serverHostname = this._serverHostname;
    }
    if (this._servicePrincipalId !== undefined) {
      hasAnyValues = true;
      internalValueResult.servicePrincipalId = this._servicePrincipalId;
    }
    if (this._servicePrincipalSecret !== undefined) {
      hasAnyValues = true;
      internalValueResult.servicePrincipalSecret = this._servicePrincipalSecret;
    }
    if (this._setRetentionProperties !== undefined) {
      hasAnyValues = true;
      internalValueResult.setRetentionProperties = this._setRetentionProperties;
    }
    if (this._ssh !== undefined) {
      hasAnyValues = true;
      internalValueResult.ssh = this._ssh;
    }
    if (this._sshBlobStorage !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshBlobStorage = this._sshBlobStorage;
    }
    if (this._sshHost !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshHost = this._sshHost;
    }
    if (this._sshHostKey !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshHostKey = this._sshHostKey;
    }
    if (this._sshPort !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshPort = this._sshPort;
    }
    if (this._sshPrivateKey !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshPrivateKey = this._sshPrivateKey;
    }
    if (this._sshUser !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshUser = this._sshUser;
    }
    if (this._storageCredentialName !== undefined) {
      hasAnyValues = true;
      internalValueResult.storageCredentialName = this._storageCredentialName;
    }
    if (this._unityCatalogEnabled !== undefined) {
      hasAnyValues = true;
      internalValueResult.unityCatalogEnabled = this._unityCatalogEnabled;
    }
    if (this._useBulkSyncStagingSchema !== undefined) {
      hasAnyValues = true;
      internalValueResult.useBulkSyncStagingSchema = this._useBulkSyncStagingSchema;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DatabricksConnectionConfiguration | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._accessToken = undefined;
      this._authMode = undefined;
      this._awsAccessKeyId = undefined;
      this._awsSecretAccessKey = undefined;
      this._azureAccessKey = undefined;
      this._azureAccountName = undefined;
      this._azureEndpoint = undefined;
      this._bulkSyncStagingSchema = undefined;
      this._caCert = undefined;
      this._cloudProvider = undefined;
      this._concurrentQueries = undefined;
      this._containerName = undefined;
      this._databricksAuthMode = undefined;
      this._deletedFileRetentionDays = undefined;
      this._enableDeltaUniform = undefined;
      this._enforceQueryLimit = undefined;
      this._httpPath = undefined;
      this._iamRoleArn = undefined;
      this._inactivityTimeout = undefined;
      this._logFileRetentionDays = undefined;
      this._port = undefined;
      this._s3BucketName = undefined;
      this._s3BucketRegion = undefined;
      this._serverHostname = undefined;
      this._servicePrincipalId = undefined;
      this._servicePrincipalSecret = undefined;
      this._setRetentionProperties = undefined;
      this._ssh = undefined;
      this._sshBlobStorage = undefined;
      this._sshHost = undefined;
      this._sshHostKey = undefined;
      this._sshPort = undefined;
      this._sshPrivateKey = undefined;
      this._sshUser = undefined;
      this._storageCredentialName = undefined;
      this._unityCatalogEnabled = undefined;
      this._useBulkSyncStagingSchema = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._accessToken = value.accessToken;
      this._authMode = value.authMode;
      this._awsAccessKeyId = value.awsAccessKeyId;
      this._awsSecretAccessKey = value.awsSecretAccessKey;
      this._azureAccessKey = value.azureAccessKey;
      this._azureAccountName = value.azureAccountName;
      this._azureEndpoint = value.azureEndpoint;
      this._bulkSyncStagingSchema = value.bulkSyncStagingSchema;
      this._caCert = value.caCert;
      this._cloudProvider = value.cloudProvider;
      this._concurrentQueries = value.concurrentQueries;
      this._containerName = value.containerName;
      this._databricksAuthMode = value.databricksAuthMode;
      this._deletedFileRetentionDays = value.deletedFileRetentionDays;
      this._enableDeltaUniform = value.enableDeltaUniform;
      this._enforceQueryLimit = value.enforceQueryLimit;
      this._httpPath = value.httpPath;
      this._iamRoleArn = value.iamRoleArn;
      this._inactivityTimeout = value.inactivityTimeout;
      this._logFileRetentionDays = value.logFileRetentionDays;
      this._port = value.port;
      this._s3BucketName = value.s3BucketName;
      this._s3BucketRegion = value.s3BucketRegion;
      this._serverHostname = value.serverHostname;
      this._servicePrincipalId = value.servicePrincipalId;
      this._servicePrincipalSecret = value.servicePrincipalSecret;
      this._setRetentionProperties = value.setRetentionProperties;
      this._ssh = value.ssh;
      this._sshBlobStorage = value.sshBlobStorage;
      this._sshHost = value.sshHost;
      this._sshHostKey = value.sshHostKey;
      this._sshPort = value.sshPort;
      this._sshPrivateKey = value.sshPrivateKey;
      this._sshUser = value.sshUser;
      this._storageCredentialName = value.storageCredentialName;
      this._unityCatalogEnabled = value.unityCatalogEnabled;
      this._useBulkSyncStagingSchema = value.useBulkSyncStagingSchema;
    }
  }

  // access_token - computed: false, optional: true, required: false
  private _accessToken?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get accessToken() {
    return this.getStringAttribute('access_token');
  }
  public set accessToken(value: string) {
    this._accessToken = value;
  }
  public resetAccessToken() {
    this._accessToken = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get accessTokenInput() {
    return this._accessToken;
  }

  // auth_mode - computed: true, optional: true, required: false
  private _authMode?: string; 
  public get authMode() {
    return this.getStringAttribute('auth_mode');
  }
  public set authMode(value: string) {
    this._authMode = value;
  }
  public resetAuthMode() {
    this._authMode = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get authModeInput() {
    return this._authMode;
  }

  // aws_access_key_id - computed: false, optional: true, required: false
  private _awsAccessKeyId?: string; 
  public get awsAccessKeyId() {
    return this.getStringAttribute('aws_access_key_id');
  }
  public set awsAccessKeyId(value: string) {
    this._awsAccessKeyId = value;
  }
  public resetAwsAccessKeyId() {
    this._awsAccessKeyId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get awsAccessKeyIdInput() {
    return this._awsAccessKeyId;
  }

  // aws_secret_access_key - computed: false, optional: true, required: false
  private _awsSecretAccessKey?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get awsSecretAccessKey() {
    return this.getStringAttribute('aws_secret_access_key');
  }
  public set awsSecretAccessKey(value: string) {
    this._awsSecretAccessKey = value;
  }
  public resetAwsSecretAccessKey() {
    this._awsSecretAccessKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get awsSecretAccessKeyInput() {
    return this._awsSecretAccessKey;
  }

  // aws_user - computed: true, optional: false, required: false
  public get awsUser() {
    return this.getStringAttribute('aws_user');
  }

  // azure_access_key - computed: false, optional: true, required: false
  private _azureAccessKey?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get azureAccessKey() {
    return this.getStringAttribute('azure_access_key');
  }
  public set azureAccessKey(value: string) {
    this._azureAccessKey = value;
  }
  public resetAzureAccessKey() {
    this._azureAccessKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get azureAccessKeyInput() {
    return this._azureAccessKey;
  }

  // azure_account_name - computed: false, optional: true, required: false
  private _azureAccountName?: string; 
  public get azureAccountName() {
    return this.getStringAttribute('azure_account_name');
  }
  public set azureAccountName(value: string) {
    this._azureAccountName = value;
  }
  public resetAzureAccountName() {
    this._azureAccountName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get azureAccountNameInput() {
    return this._azureAccountName;
  }

  // azure_endpoint - computed: false, optional: true, required: false
  private _azureEndpoint?: string; 
  public get azureEndpoint() {
    return this.getStringAttribute('azure_endpoint');
  }
  public set azureEndpoint(value: string) {
    this._azureEndpoint = value;
  }
  public resetAzureEndpoint() {
    this._azureEndpoint = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get azureEndpointInput() {
    return this._azureEndpoint;
  }

  // bulk_sync_staging_schema - computed: false, optional: true, required: false
  private _bulkSyncStagingSchema?: string; 
  public get bulkSyncStagingSchema() {
    return this.getStringAttribute('bulk_sync_staging_schema');
  }
  public set bulkSyncStagingSchema(value: string) {
    this._bulkSyncStagingSchema = value;
  }
  public resetBulkSyncStagingSchema() {
    this._bulkSyncStagingSchema = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get bulkSyncStagingSchemaInput() {
    return this._bulkSyncStagingSchema;
  }

  // ca_cert - computed: false, optional: true, required: false
  private _caCert?: string; 
  public get caCert() {
    return this.getStringAttribute('ca_cert');
  }
  public set caCert(value: string) {
    this._caCert = value;
  }
  public resetCaCert() {
    this._caCert = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get caCertInput() {
    return this._caCert;
  }

  // cloud_provider - computed: false, optional: true, required: false
  private _cloudProvider?: string; 
  public get cloudProvider() {
    return this.getStringAttribute('cloud_provider');
  }
  public set cloudProvider(value: string) {
    this._cloudProvider = value;
  }
  public resetCloudProvider() {
    this._cloudProvider = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get cloudProviderInput() {
    return this._cloudProvider;
  }

  // concurrent_queries - computed: false, optional: true, required: false
  private _concurrentQueries?: number; 
  public get concurrentQueries() {
    return this.getNumberAttribute('concurrent_queries');
  }
  public set concurrentQueries(value: number) {
    this._concurrentQueries = value;
  }
  public resetConcurrentQueries() {
    this._concurrentQueries = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get concurrentQueriesInput() {
    return this._concurrentQueries;
  }

  // container_name - computed: false, optional: true, required: false
  private _containerName?: string; 
  public get containerName() {
    return this.getStringAttribute('container_name');
  }
  public set containerName(value: string) {
    this._containerName = value;
  }
  public resetContainerName() {
    this._containerName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get containerNameInput() {
    return this._containerName;
  }

  // databricks_auth_mode - computed: true, optional: true, required: false
  private _databricksAuthMode?: string; 
  public get databricksAuthMode() {
    return this.getStringAttribute('databricks_auth_mode');
  }
  public set databricksAuthMode(value: string) {
    this._databricksAuthMode = value;
  }
  public resetDatabricksAuthMode() {
    this._databricksAuthMode = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get databricksAuthModeInput() {
    return this._databricksAuthMode;
  }

  // deleted_file_retention_days - computed: false, optional: true, required: false
  private _deletedFileRetentionDays?: number; 
  public get deletedFileRetentionDays() {
    return this.getNumberAttribute('deleted_file_retention_days');
  }
  public set deletedFileRetentionDays(value: number) {
    this._deletedFileRetentionDays = value;
  }
  public resetDeletedFileRetentionDays() {
    this._deletedFileRetentionDays = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deletedFileRetentionDaysInput() {
    return this._deletedFileRetentionDays;
  }

  // enable_delta_uniform - computed: true, optional: true, required: false
  private _enableDeltaUniform?: boolean | cdktn.IResolvable; 
  public get enableDeltaUniform() {
    return this.getBooleanAttribute('enable_delta_uniform');
  }
  public set enableDeltaUniform(value: boolean | cdktn.IResolvable) {
    this._enableDeltaUniform = value;
  }
  public resetEnableDeltaUniform() {
    this._enableDeltaUniform = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get enableDeltaUniformInput() {
    return this._enableDeltaUniform;
  }

  // enforce_query_limit - computed: true, optional: true, required: false
  private _enforceQueryLimit?: boolean | cdktn.IResolvable; 
  public get enforceQueryLimit() {
    return this.getBooleanAttribute('enforce_query_limit');
  }
  public set enforceQueryLimit(value: boolean | cdktn.IResolvable) {
    this._enforceQueryLimit = value;
  }
  public resetEnforceQueryLimit() {
    this._enforceQueryLimit = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get enforceQueryLimitInput() {
    return this._enforceQueryLimit;
  }

  // external_id - computed: true, optional: false, required: false
  public get externalId() {
    return this.getStringAttribute('external_id');
  }

  // http_path - computed: true, optional: true, required: false
  private _httpPath?: string; 
  public get httpPath() {
    return this.getStringAttribute('http_path');
  }
  public set httpPath(value: string) {
    this._httpPath = value;
  }
  public resetHttpPath() {
    this._httpPath = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get httpPathInput() {
    return this._httpPath;
  }

  // iam_role_arn - computed: false, optional: true, required: false
  private _iamRoleArn?: string; 
  public get iamRoleArn() {
    return this.getStringAttribute('iam_role_arn');
  }
  public set iamRoleArn(value: string) {
    this._iamRoleArn = value;
  }
  public resetIamRoleArn() {
    this._iamRoleArn = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get iamRoleArnInput() {
    return this._iamRoleArn;
  }

  // inactivity_timeout - computed: true, optional: true, required: false
  private _inactivityTimeout?: number; 
  public get inactivityTimeout() {
    return this.getNumberAttribute('inactivity_timeout');
  }
  public set inactivityTimeout(value: number) {
    this._inactivityTimeout = value;
  }
  public resetInactivityTimeout() {
    this._inactivityTimeout = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get inactivityTimeoutInput() {
    return this._inactivityTimeout;
  }

  // log_file_retention_days - computed: false, optional: true, required: false
  private _logFileRetentionDays?: number; 
  public get logFileRetentionDays() {
    return this.getNumberAttribute('log_file_retention_days');
  }
  public set logFileRetentionDays(value: number) {
    this._logFileRetentionDays = value;
  }
  public resetLogFileRetentionDays() {
    this._logFileRetentionDays = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get logFileRetentionDaysInput() {
    return this._logFileRetentionDays;
  }

  // port - computed: true, optional: true, required: false
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  public resetPort() {
    this._port = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // s3_bucket_name - computed: false, optional: true, required: false
  private _s3BucketName?: string; 
  public get s3BucketName() {
    return this.getStringAttribute('s3_bucket_name');
  }
  public set s3BucketName(value: string) {
    this._s3BucketName = value;
  }
  public resetS3BucketName() {
    this._s3BucketName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get s3BucketNameInput() {
    return this._s3BucketName;
  }

  // s3_bucket_region - computed: false, optional: true, required: false
  private _s3BucketRegion?: string; 
  public get s3BucketRegion() {
    return this.getStringAttribute('s3_bucket_region');
  }
  public set s3BucketRegion(value: string) {
    this._s3BucketRegion = value;
  }
  public resetS3BucketRegion() {
    this._s3BucketRegion = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get s3BucketRegionInput() {
    return this._s3BucketRegion;
  }

  // server_hostname - computed: false, optional: false, required: true
  private _serverHostname?: string; 
  public get serverHostname() {
    return this.getStringAttribute('server_hostname');
  }
  public set serverHostname(value: string) {
    this._serverHostname = value;
  }
  // Temporarily expose input value. Use with caution.
  public get serverHostnameInput() {
    return this._serverHostname;
  }

  // service_principal_id - computed: false, optional: true, required: false
  private _servicePrincipalId?: string; 
  public get servicePrincipalId() {
    return this.getStringAttribute('service_principal_id');
  }
  public set servicePrincipalId(value: string) {
    this._servicePrincipalId = value;
  }
  public resetServicePrincipalId() {
    this._servicePrincipalId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get servicePrincipalIdInput() {
    return this._servicePrincipalId;
  }

  // service_principal_secret - computed: false, optional: true, required: false
  private _servicePrincipalSecret?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get servicePrincipalSecret() {
    return this.getStringAttribute('service_principal_secret');
  }
  public set servicePrincipalSecret(value: string) {
    this._servicePrincipalSecret = value;
  }
  public resetServicePrincipalSecret() {
    this._servicePrincipalSecret = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get servicePrincipalSecretInput() {
    return this._servicePrincipalSecret;
  }

  // set_retention_properties - computed: true, optional: true, required: false
  private _setRetentionProperties?: boolean | cdktn.IResolvable; 
  public get setRetentionProperties() {
    return this.getBooleanAttribute('set_retention_properties');
  }
  public set setRetentionProperties(value: boolean | cdktn.IResolvable) {
    this._setRetentionProperties = value;
  }
  public resetSetRetentionProperties() {
    this._setRetentionProperties = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get setRetentionPropertiesInput() {
    return this._setRetentionProperties;
  }

  // ssh - computed: true, optional: true, required: false
  private _ssh?: boolean | cdktn.IResolvable; 
  public get ssh() {
    return this.getBooleanAttribute('ssh');
  }
  public set ssh(value: boolean | cdktn.IResolvable) {
    this._ssh = value;
  }
  public resetSsh() {
    this._ssh = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshInput() {
    return this._ssh;
  }

  // ssh_blob_storage - computed: true, optional: true, required: false
  private _sshBlobStorage?: boolean | cdktn.IResolvable; 
  public get sshBlobStorage() {
    return this.getBooleanAttribute('ssh_blob_storage');
  }
  public set sshBlobStorage(value: boolean | cdktn.IResolvable) {
    this._sshBlobStorage = value;
  }
  public resetSshBlobStorage() {
    this._sshBlobStorage = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshBlobStorageInput() {
    return this._sshBlobStorage;
  }

  // ssh_host - computed: false, optional: true, required: false
  private _sshHost?: string; 
  public get sshHost() {
    return this.getStringAttribute('ssh_host');
  }
  public set sshHost(value: string) {
    this._sshHost = value;
  }
  public resetSshHost() {
    this._sshHost = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshHostInput() {
    return this._sshHost;
  }

  // ssh_host_key - computed: false, optional: true, required: false
  private _sshHostKey?: string; 
  public get sshHostKey() {
    return this.getStringAttribute('ssh_host_key');
  }
  public set sshHostKey(value: string) {
    this._sshHostKey = value;
  }
  public resetSshHostKey() {
    this._sshHostKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshHostKeyInput() {
    return this._sshHostKey;
  }

  // ssh_port - computed: true, optional: true, required: false
  private _sshPort?: number; 
  public get sshPort() {
    return this.getNumberAttribute('ssh_port');
  }
  public set sshPort(value: number) {
    this._sshPort = value;
  }
  public resetSshPort() {
    this._sshPort = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshPortInput() {
    return this._sshPort;
  }

  // ssh_private_key - computed: false, optional: true, required: false
  private _sshPrivateKey?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get sshPrivateKey() {
    return this.getStringAttribute('ssh_private_key');
  }
  public set sshPrivateKey(value: string) {
    this._sshPrivateKey = value;
  }
  public resetSshPrivateKey() {
    this._sshPrivateKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshPrivateKeyInput() {
    return this._sshPrivateKey;
  }

  // ssh_user - computed: true, optional: true, required: false
  private _sshUser?: string; 
  public get sshUser() {
    return this.getStringAttribute('ssh_user');
  }
  public set sshUser(value: string) {
    this._sshUser = value;
  }
  public resetSshUser() {
    this._sshUser = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshUserInput() {
    return this._sshUser;
  }

  // storage_credential_name - computed: false, optional: true, required: false
  private _storageCredentialName?: string; 
  public get storageCredentialName() {
    return this.getStringAttribute('storage_credential_name');
  }
  public set storageCredentialName(value: string) {
    this._storageCredentialName = value;
  }
  public resetStorageCredentialName() {
    this._storageCredentialName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get storageCredentialNameInput() {
    return this._storageCredentialName;
  }

  // unity_catalog_enabled - computed: true, optional: true, required: false
  private _unityCatalogEnabled?: boolean | cdktn.IResolvable; 
  public get unityCatalogEnabled() {
    return this.getBooleanAttribute('unity_catalog_enabled');
  }
  public set unityCatalogEnabled(value: boolean | cdktn.IResolvable) {
    this._unityCatalogEnabled = value;
  }
  public resetUnityCatalogEnabled() {
    this._unityCatalogEnabled = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get unityCatalogEnabledInput() {
    return this._unityCatalogEnabled;
  }

  // use_bulk_sync_staging_schema - computed: true, optional: true, required: false
  private _useBulkSyncStagingSchema?: boolean | cdktn.IResolvable; 
  public get useBulkSyncStagingSchema() {
    return this.getBooleanAttribute('use_bulk_sync_staging_schema');
  }
  public set useBulkSyncStagingSchema(value: boolean | cdktn.IResolvable) {
    this._useBulkSyncStagingSchema = value;
  }
  public resetUseBulkSyncStagingSchema() {
    this._useBulkSyncStagingSchema = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get useBulkSyncStagingSchemaInput() {
    return this._useBulkSyncStagingSchema;
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection syncform_databricks_connection}
*/
export class DatabricksConnection extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_databricks_connection";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a DatabricksConnection resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DatabricksConnection to import
  * @param importFromId The id of the existing DatabricksConnection that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DatabricksConnection to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "syncform_databricks_connection", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/databricks_connection syncform_databricks_connection} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DatabricksConnectionConfig
  */
  public constructor(scope: Construct, id: string, config: DatabricksConnectionConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_databricks_connection',
      terraformGeneratorMetadata: {
        providerName: 'syncform',
        providerVersion: '0.1.0',
        providerVersionConstraint: '0.1.0'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._configuration.internalValue = config.configuration;
    this._forceDestroy = config.forceDestroy;
    this._name = config.name;
    this._organization = config.organization;
    this._validate = config.validate;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // configuration - computed: false, optional: false, required: true
  private _configuration = new DatabricksConnectionConfigurationOutputReference(this, "configuration");
  public get configuration() {
    return this._configuration;
  }
  public putConfiguration(value: DatabricksConnectionConfiguration) {
    this._configuration.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get configurationInput() {
    return this._configuration.internalValue;
  }

  // created_at - computed: true, optional: false, required: false
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  // force_destroy - computed: true, optional: true, required: false
  private _forceDestroy?: boolean | cdktn.IResolvable; 
  public get forceDestroy() {
    return this.getBooleanAttribute('force_destroy');
  }
  public set forceDestroy(value: boolean | cdktn.IResolvable) {
    this._forceDestroy = value;
  }
  public resetForceDestroy() {
    this._forceDestroy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get forceDestroyInput() {
    return this._forceDestroy;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // name - computed: false, optional: false, required: true
  private _name?: string; 
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // organization - computed: true, optional: true, required: false
  private _organization?: string; 
  public get organization() {
    return this.getStringAttribute('organization');
  }
  public set organization(value: string) {
    this._organization = value;
  }
  public resetOrganization() {
    this._organization = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get organizationInput() {
    return this._organization;
  }

  // secrets_version - computed: true, optional: false, required: false
  public get secretsVersion() {
    return this.getNumberAttribute('secrets_version');
  }

  // updated_at - computed: true, optional: false, required: false
  public get updatedAt() {
    return this.getStringAttribute('updated_at');
  }

  // validate - computed: true, optional: true, required: false
  private _validate?: boolean | cdktn.IResolvable; 
  public get validate() {
    return this.getBooleanAttribute('validate');
  }
  public set validate(value: boolean | cdktn.IResolvable) {
    this._validate = value;
  }
  public resetValidate() {
    this._validate = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get validateInput() {
    return this._validate;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      configuration: databricksConnectionConfigurationToTerraform(this._configuration.internalValue),
      force_destroy: cdktn.booleanToTerraform(this._forceDestroy),
      name: cdktn.stringToTerraform(this._name),
      organization: cdktn.stringToTerraform(this._organization),
      validate: cdktn.booleanToTerraform(this._validate),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      configuration: {
        value: databricksConnectionConfigurationToHclTerraform(this._configuration.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "DatabricksConnectionConfiguration",
      },
      force_destroy: {
        value: cdktn.booleanToHclTerraform(this._forceDestroy),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      name: {
        value: cdktn.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      organization: {
        value: cdktn.stringToHclTerraform(this._organization),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      validate: {
        value: cdktn.booleanToHclTerraform(this._validate),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
