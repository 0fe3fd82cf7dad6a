// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/databricks_connection
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataSyncformDatabricksConnectionConfig extends cdktf.TerraformMetaArguments {
  /**
  * Id of the connection.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/databricks_connection#id DataSyncformDatabricksConnection#id}
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id: string;
}
export interface DataSyncformDatabricksConnectionConfiguration {
}

export function dataSyncformDatabricksConnectionConfigurationToTerraform(struct?: DataSyncformDatabricksConnectionConfiguration): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataSyncformDatabricksConnectionConfigurationToHclTerraform(struct?: DataSyncformDatabricksConnectionConfiguration): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataSyncformDatabricksConnectionConfigurationOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataSyncformDatabricksConnectionConfiguration | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataSyncformDatabricksConnectionConfiguration | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // auth_mode - computed: true, optional: false, required: false
  public get authMode() {
    return this.getStringAttribute('auth_mode');
  }

  // aws_access_key_id - computed: true, optional: false, required: false
  public get awsAccessKeyId() {
    return this.getStringAttribute('aws_access_key_id');
  }

  // aws_user - computed: true, optional: false, required: false
  public get awsUser() {
    return this.getStringAttribute('aws_user');
  }

  // azure_account_name - computed: true, optional: false, required: false
  public get azureAccountName() {
    return this.getStringAttribute('azure_account_name');
  }

  // azure_endpoint - computed: true, optional: false, required: false
  public get azureEndpoint() {
    return this.getStringAttribute('azure_endpoint');
  }

  // bulk_sync_staging_schema - computed: true, optional: false, required: false
  public get bulkSyncStagingSchema() {
    return this.getStringAttribute('bulk_sync_staging_schema');
  }

  // ca_cert - computed: true, optional: false, required: false
  public get caCert() {
    return this.getStringAttribute('ca_cert');
  }

  // cloud_provider - computed: true, optional: false, required: false
  public get cloudProvider() {
    return this.getStringAttribute('cloud_provider');
  }

  // concurrent_queries - computed: true, optional: false, required: false
  public get concurrentQueries() {
    return this.getNumberAttribute('concurrent_queries');
  }

  // container_name - computed: true, optional: false, required: false
  public get containerName() {
    return this.getStringAttribute('container_name');
  }

  // databricks_auth_mode - computed: true, optional: false, required: false
  public get databricksAuthMode() {
    return this.getStringAttribute('databricks_auth_mode');
  }

  // deleted_file_retention_days - computed: true, optional: false, required: false
  public get deletedFileRetentionDays() {
    return this.getNumberAttribute('deleted_file_retention_days');
  }

  // enable_delta_uniform - computed: true, optional: false, required: false
  public get enableDeltaUniform() {
    return this.getBooleanAttribute('enable_delta_uniform');
  }

  // enforce_query_limit - computed: true, optional: false, required: false
  public get enforceQueryLimit() {
    return this.getBooleanAttribute('enforce_query_limit');
  }

  // external_id - computed: true, optional: false, required: false
  public get externalId() {
    return this.getStringAttribute('external_id');
  }

  // http_path - computed: true, optional: false, required: false
  public get httpPath() {
    return this.getStringAttribute('http_path');
  }

  // iam_role_arn - computed: true, optional: false, required: false
  public get iamRoleArn() {
    return this.getStringAttribute('iam_role_arn');
  }

  // inactivity_timeout - computed: true, optional: false, required: false
  public get inactivityTimeout() {
    return this.getNumberAttribute('inactivity_timeout');
  }

  // log_file_retention_days - computed: true, optional: false, required: false
  public get logFileRetentionDays() {
    return this.getNumberAttribute('log_file_retention_days');
  }

  // port - computed: true, optional: false, required: false
  public get port() {
    return this.getNumberAttribute('port');
  }

  // s3_bucket_name - computed: true, optional: false, required: false
  public get s3BucketName() {
    return this.getStringAttribute('s3_bucket_name');
  }

  // s3_bucket_region - computed: true, optional: false, required: false
  public get s3BucketRegion() {
    return this.getStringAttribute('s3_bucket_region');
  }

  // server_hostname - computed: true, optional: false, required: false
  public get serverHostname() {
    return this.getStringAttribute('server_hostname');
  }

  // service_principal_id - computed: true, optional: false, required: false
  public get servicePrincipalId() {
    return this.getStringAttribute('service_principal_id');
  }

  // set_retention_properties - computed: true, optional: false, required: false
  public get setRetentionProperties() {
    return this.getBooleanAttribute('set_retention_properties');
  }

  // ssh - computed: true, optional: false, required: false
  public get ssh() {
    return this.getBooleanAttribute('ssh');
  }

  // ssh_blob_storage - computed: true, optional: false, required: false
  public get sshBlobStorage() {
    return this.getBooleanAttribute('ssh_blob_storage');
  }

  // ssh_host - computed: true, optional: false, required: false
  public get sshHost() {
    return this.getStringAttribute('ssh_host');
  }

  // ssh_host_key - computed: true, optional: false, required: false
  public get sshHostKey() {
    return this.getStringAttribute('ssh_host_key');
  }

  // ssh_port - computed: true, optional: false, required: false
  public get sshPort() {
    return this.getNumberAttribute('ssh_port');
  }

  // ssh_user - computed: true, optional: false, required: false
  public get sshUser() {
    return this.getStringAttribute('ssh_user');
  }

  // storage_credential_name - computed: true, optional: false, required: false
  public get storageCredentialName() {
    return this.getStringAttribute('storage_credential_name');
  }

  // unity_catalog_enabled - computed: true, optional: false, required: false
  public get unityCatalogEnabled() {
    return this.getBooleanAttribute('unity_catalog_enabled');
  }

  // use_bulk_sync_staging_schema - computed: true, optional: false, required: false
  public get useBulkSyncStagingSchema() {
    return this.getBooleanAttribute('use_bulk_sync_staging_schema');
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/databricks_connection syncform_databricks_connection}
*/
export class DataSyncformDatabricksConnection extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_databricks_connection";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataSyncformDatabricksConnection resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataSyncformDatabricksConnection to import
  * @param importFromId The id of the existing DataSyncformDatabricksConnection that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/databricks_connection#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataSyncformDatabricksConnection to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "syncform_databricks_connection", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/databricks_connection syncform_databricks_connection} Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataSyncformDatabricksConnectionConfig
  */
  public constructor(scope: Construct, id: string, config: DataSyncformDatabricksConnectionConfig) {
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
    this._id = config.id;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // configuration - computed: true, optional: false, required: false
  private _configuration = new DataSyncformDatabricksConnectionConfigurationOutputReference(this, "configuration");
  public get configuration() {
    return this._configuration;
  }

  // id - computed: false, optional: false, required: true
  private _id?: string; 
  public get id() {
    return this.getStringAttribute('id');
  }
  public set id(value: string) {
    this._id = value;
  }
  // Temporarily expose input value. Use with caution.
  public get idInput() {
    return this._id;
  }

  // name - computed: true, optional: false, required: false
  public get name() {
    return this.getStringAttribute('name');
  }

  // organization - computed: true, optional: false, required: false
  public get organization() {
    return this.getStringAttribute('organization');
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      id: {
        value: cdktf.stringToHclTerraform(this._id),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
