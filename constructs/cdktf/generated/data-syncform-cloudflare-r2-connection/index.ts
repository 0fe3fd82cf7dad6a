// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/cloudflare_r2_connection
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataSyncformCloudflareR2ConnectionConfig extends cdktf.TerraformMetaArguments {
  /**
  * Id of the connection.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/cloudflare_r2_connection#id DataSyncformCloudflareR2Connection#id}
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id: string;
}
export interface DataSyncformCloudflareR2ConnectionConfigurationColumnTypes {
}

export function dataSyncformCloudflareR2ConnectionConfigurationColumnTypesToTerraform(struct?: DataSyncformCloudflareR2ConnectionConfigurationColumnTypes): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataSyncformCloudflareR2ConnectionConfigurationColumnTypesToHclTerraform(struct?: DataSyncformCloudflareR2ConnectionConfigurationColumnTypes): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataSyncformCloudflareR2ConnectionConfigurationColumnTypesOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): DataSyncformCloudflareR2ConnectionConfigurationColumnTypes | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataSyncformCloudflareR2ConnectionConfigurationColumnTypes | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // format - computed: true, optional: false, required: false
  public get format() {
    return this.getStringAttribute('format');
  }

  // type - computed: true, optional: false, required: false
  public get type() {
    return this.getStringAttribute('type');
  }
}

export class DataSyncformCloudflareR2ConnectionConfigurationColumnTypesMap extends cdktf.ComplexMap {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): DataSyncformCloudflareR2ConnectionConfigurationColumnTypesOutputReference {
    return new DataSyncformCloudflareR2ConnectionConfigurationColumnTypesOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface DataSyncformCloudflareR2ConnectionConfiguration {
}

export function dataSyncformCloudflareR2ConnectionConfigurationToTerraform(struct?: DataSyncformCloudflareR2ConnectionConfiguration): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataSyncformCloudflareR2ConnectionConfigurationToHclTerraform(struct?: DataSyncformCloudflareR2ConnectionConfiguration): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataSyncformCloudflareR2ConnectionConfigurationOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataSyncformCloudflareR2ConnectionConfiguration | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataSyncformCloudflareR2ConnectionConfiguration | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // account_id - computed: true, optional: false, required: false
  public get accountId() {
    return this.getStringAttribute('account_id');
  }

  // allow_external_access - computed: true, optional: false, required: false
  public get allowExternalAccess() {
    return this.getBooleanAttribute('allow_external_access');
  }

  // aws_access_key_id - computed: true, optional: false, required: false
  public get awsAccessKeyId() {
    return this.getStringAttribute('aws_access_key_id');
  }

  // broken_lines - computed: true, optional: false, required: false
  public get brokenLines() {
    return this.getStringAttribute('broken_lines');
  }

  // bucket_name - computed: true, optional: false, required: false
  public get bucketName() {
    return this.getStringAttribute('bucket_name');
  }

  // column_types - computed: true, optional: false, required: false
  private _columnTypes = new DataSyncformCloudflareR2ConnectionConfigurationColumnTypesMap(this, "column_types");
  public get columnTypes() {
    return this._columnTypes;
  }

  // comment - computed: true, optional: false, required: false
  public get comment() {
    return this.getStringAttribute('comment');
  }

  // csv_has_headers - computed: true, optional: false, required: false
  public get csvHasHeaders() {
    return this.getBooleanAttribute('csv_has_headers');
  }

  // delimiter - computed: true, optional: false, required: false
  public get delimiter() {
    return this.getStringAttribute('delimiter');
  }

  // directory_glob_pattern - computed: true, optional: false, required: false
  public get directoryGlobPattern() {
    return this.getStringAttribute('directory_glob_pattern');
  }

  // encoding - computed: true, optional: false, required: false
  public get encoding() {
    return this.getStringAttribute('encoding');
  }

  // endpoint - computed: true, optional: false, required: false
  public get endpoint() {
    return this.getStringAttribute('endpoint');
  }

  // escape - computed: true, optional: false, required: false
  public get escape() {
    return this.getStringAttribute('escape');
  }

  // file_pattern - computed: true, optional: false, required: false
  public get filePattern() {
    return this.getStringAttribute('file_pattern');
  }

  // inactivity_timeout - computed: true, optional: false, required: false
  public get inactivityTimeout() {
    return this.getNumberAttribute('inactivity_timeout');
  }

  // is_directory_snapshot - computed: true, optional: false, required: false
  public get isDirectorySnapshot() {
    return this.getBooleanAttribute('is_directory_snapshot');
  }

  // is_single_table - computed: true, optional: false, required: false
  public get isSingleTable() {
    return this.getBooleanAttribute('is_single_table');
  }

  // null_text - computed: true, optional: false, required: false
  public get nullText() {
    return this.getStringAttribute('null_text');
  }

  // quote - computed: true, optional: false, required: false
  public get quote() {
    return this.getStringAttribute('quote');
  }

  // ragged_rows - computed: true, optional: false, required: false
  public get raggedRows() {
    return this.getStringAttribute('ragged_rows');
  }

  // read_only - computed: true, optional: false, required: false
  public get readOnly() {
    return this.getBooleanAttribute('read_only');
  }

  // single_table_file_format - computed: true, optional: false, required: false
  public get singleTableFileFormat() {
    return this.getStringAttribute('single_table_file_format');
  }

  // single_table_file_formats - computed: true, optional: false, required: false
  public get singleTableFileFormats() {
    return cdktf.Fn.tolist(this.getListAttribute('single_table_file_formats'));
  }

  // single_table_name - computed: true, optional: false, required: false
  public get singleTableName() {
    return this.getStringAttribute('single_table_name');
  }

  // skip_lines - computed: true, optional: false, required: false
  public get skipLines() {
    return this.getNumberAttribute('skip_lines');
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/cloudflare_r2_connection syncform_cloudflare_r2_connection}
*/
export class DataSyncformCloudflareR2Connection extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_cloudflare_r2_connection";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataSyncformCloudflareR2Connection resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataSyncformCloudflareR2Connection to import
  * @param importFromId The id of the existing DataSyncformCloudflareR2Connection that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/cloudflare_r2_connection#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataSyncformCloudflareR2Connection to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "syncform_cloudflare_r2_connection", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/data-sources/cloudflare_r2_connection syncform_cloudflare_r2_connection} Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataSyncformCloudflareR2ConnectionConfig
  */
  public constructor(scope: Construct, id: string, config: DataSyncformCloudflareR2ConnectionConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_cloudflare_r2_connection',
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
  private _configuration = new DataSyncformCloudflareR2ConnectionConfigurationOutputReference(this, "configuration");
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
