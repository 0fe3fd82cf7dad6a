// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface AzureblobConnectionConfig extends cdktn.TerraformMetaArguments {
  /**
  * How to reach Azure Blob Storage. Secrets are write-only: they are in no state and no plan.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#configuration AzureblobConnection#configuration}
  */
  readonly configuration: AzureblobConnectionConfiguration;
  /**
  * Also delete the models and syncs that use it when it is destroyed, those of other configurations included. It must have been applied before the destroy.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#force_destroy AzureblobConnection#force_destroy}
  */
  readonly forceDestroy?: boolean | cdktn.IResolvable;
  /**
  * Name, for people.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#name AzureblobConnection#name}
  */
  readonly name: string;
  /**
  * Id of the organization that it belongs to. The embedded engine has one organization of its own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#organization AzureblobConnection#organization}
  */
  readonly organization?: string;
  /**
  * Test the connection when it is created or changed, and fail when it does not work.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#validate AzureblobConnection#validate}
  */
  readonly validate?: boolean | cdktn.IResolvable;
}
export interface AzureblobConnectionConfigurationColumnTypes {
  /**
  * How the column’s dates or times are written, in the specifiers of strptime: %d/%m/%Y, %Y-%m-%d %H:%M:%S. ISO 8601 where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#format AzureblobConnection#format}
  */
  readonly format?: string;
  /**
  * The column’s field type, such as string, date or decimal(12,2).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#type AzureblobConnection#type}
  */
  readonly type: string;
}

export function azureblobConnectionConfigurationColumnTypesToTerraform(struct?: AzureblobConnectionConfigurationColumnTypes | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    format: cdktn.stringToTerraform(struct!.format),
    type: cdktn.stringToTerraform(struct!.type),
  }
}


export function azureblobConnectionConfigurationColumnTypesToHclTerraform(struct?: AzureblobConnectionConfigurationColumnTypes | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    format: {
      value: cdktn.stringToHclTerraform(struct!.format),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    type: {
      value: cdktn.stringToHclTerraform(struct!.type),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AzureblobConnectionConfigurationColumnTypesOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  public get internalValue(): AzureblobConnectionConfigurationColumnTypes | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._format !== undefined) {
      hasAnyValues = true;
      internalValueResult.format = this._format;
    }
    if (this._type !== undefined) {
      hasAnyValues = true;
      internalValueResult.type = this._type;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AzureblobConnectionConfigurationColumnTypes | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._format = undefined;
      this._type = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._format = value.format;
      this._type = value.type;
    }
  }

  // format - computed: false, optional: true, required: false
  private _format?: string; 
  public get format() {
    return this.getStringAttribute('format');
  }
  public set format(value: string) {
    this._format = value;
  }
  public resetFormat() {
    this._format = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get formatInput() {
    return this._format;
  }

  // type - computed: false, optional: false, required: true
  private _type?: string; 
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  // Temporarily expose input value. Use with caution.
  public get typeInput() {
    return this._type;
  }
}

export class AzureblobConnectionConfigurationColumnTypesMap extends cdktn.ComplexMap {
  public internalValue? : { [key: string]: AzureblobConnectionConfigurationColumnTypes } | cdktn.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute);
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): AzureblobConnectionConfigurationColumnTypesOutputReference {
    return new AzureblobConnectionConfigurationColumnTypesOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface AzureblobConnectionConfiguration {
  /**
  * Of the storage account, base64. Needed when `auth_method` is `access_key`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#access_key AzureblobConnection#access_key}
  */
  readonly accessKey?: string;
  /**
  * The storage account.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#account_name AzureblobConnection#account_name}
  */
  readonly accountName: string;
  /**
  * Whether queries, and views in a DuckDB file, may read more than the connection: files of this machine, addresses, databases of other connections. Set it only where you trust whoever writes them. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#allow_external_access AzureblobConnection#allow_external_access}
  */
  readonly allowExternalAccess?: boolean | cdktn.IResolvable;
  /**
  * With the storage account’s access key; as an application of Microsoft Entra; or as a user who has let an application act for them. One of `access_key`, `client_credentials`, `oauth`. Default `"access_key"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#auth_method AzureblobConnection#auth_method}
  */
  readonly authMethod?: string;
  /**
  * Where tokens are had, if not at https://login.microsoftonline.com: https://login.microsoftonline.us in Azure Government.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#authority AzureblobConnection#authority}
  */
  readonly authority?: string;
  /**
  * What becomes of lines of NDJSON files that are no JSON, such as half-written ones: the file is refused, or these lines are left out and listed as rejected records. One of `refuse`, `set_aside`. Default `"refuse"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#broken_lines AzureblobConnection#broken_lines}
  */
  readonly brokenLines?: string;
  /**
  * The application’s id. Needed with client_credentials and oauth.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#client_id AzureblobConnection#client_id}
  */
  readonly clientId?: string;
  /**
  * A secret of the application. Needed with client_credentials, and with oauth unless it is a public client.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#client_secret AzureblobConnection#client_secret}
  */
  readonly clientSecret?: string;
  /**
  * By a column’s name, its type, and the format of its dates or times. Types that are not given are found out.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#column_types AzureblobConnection#column_types}
  */
  readonly columnTypes?: { [key: string]: AzureblobConnectionConfigurationColumnTypes } | cdktn.IResolvable;
  /**
  * The character with which lines begin that are left out, such as #. No line is left out where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#comment AzureblobConnection#comment}
  */
  readonly comment?: string;
  /**
  * The container, or container/folder: paths of tables are relative to that.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#container_name AzureblobConnection#container_name}
  */
  readonly containerName: string;
  /**
  * Whether the first row of CSV files names the columns. Default `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#csv_has_headers AzureblobConnection#csv_has_headers}
  */
  readonly csvHasHeaders?: boolean | cdktn.IResolvable;
  /**
  * What is between the values of a CSV file’s lines; empty where each line is one value. Found out where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#delimiter AzureblobConnection#delimiter}
  */
  readonly delimiter?: string;
  /**
  * Only folders whose path within the connection’s matches this glob are tables; all where not given. Used when `is_directory_snapshot` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#directory_glob_pattern AzureblobConnection#directory_glob_pattern}
  */
  readonly directoryGlobPattern?: string;
  /**
  * The encoding of CSV files: utf-8, utf-16, latin-1, windows-1252, or another of the Encoding Standard. Default `"utf-8"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#encoding AzureblobConnection#encoding}
  */
  readonly encoding?: string;
  /**
  * Where the storage account is reached, if not at https://<account_name>.blob.core.windows.net: a private endpoint or another Azure cloud.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#endpoint AzureblobConnection#endpoint}
  */
  readonly endpoint?: string;
  /**
  * The character before a quote that is part of a value. The quote itself where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#escape AzureblobConnection#escape}
  */
  readonly escape?: string;
  /**
  * Only files whose path matches this glob are read: 2024/** /*.csv. All where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#file_pattern AzureblobConnection#file_pattern}
   *
  * Note: The above comment contained a comment block ending sequence (* followed by /). We have introduced a space between to prevent syntax errors. Please ignore the space.
  */
  readonly filePattern?: string;
  /**
  * Seconds after which a request is given up, if the store neither sends anything nor takes what is sent. Default `60`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#inactivity_timeout AzureblobConnection#inactivity_timeout}
  */
  readonly inactivityTimeout?: number;
  /**
  * Each folder is one table, made of all the files directly in it. Folders that are named by dates (2024-01-31, 20240131, day=2024-01-31) are snapshots of the table that is their parent: the newest one is read. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#is_directory_snapshot AzureblobConnection#is_directory_snapshot}
  */
  readonly isDirectorySnapshot?: boolean | cdktn.IResolvable;
  /**
  * All files of one format are one table. Otherwise each file is a table of its own. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#is_single_table AzureblobConnection#is_single_table}
  */
  readonly isSingleTable?: boolean | cdktn.IResolvable;
  /**
  * An unquoted value that stands for NULL, such as NA; the empty value stands for it as well.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#null_text AzureblobConnection#null_text}
  */
  readonly nullText?: string;
  /**
  * What the user’s consent gave the application, for the scope https://storage.azure.com/user_impersonation. Needed when `auth_method` is `oauth`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#oauth_refresh_token AzureblobConnection#oauth_refresh_token}
  */
  readonly oauthRefreshToken?: string;
  /**
  * The character around values that hold a delimiter, a quote or the end of a line; empty where values have none. Found out where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#quote AzureblobConnection#quote}
  */
  readonly quote?: string;
  /**
  * What becomes of lines with more or fewer values than the others: the file is refused, or these lines are left out and listed as rejected records. One of `refuse`, `set_aside`. Default `"refuse"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#ragged_rows AzureblobConnection#ragged_rows}
  */
  readonly raggedRows?: string;
  /**
  * The connection is a source only: its test writes nothing, and nothing can be synced to it. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#read_only AzureblobConnection#read_only}
  */
  readonly readOnly?: boolean | cdktn.IResolvable;
  /**
  * The format of the single table’s files. One of `csv`, `json`, `parquet`. Default `"csv"`. Used when `is_single_table` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#single_table_file_format AzureblobConnection#single_table_file_format}
  */
  readonly singleTableFileFormat?: string;
  /**
  * The formats of the single table’s files, where there are several; used instead of the one. Used when `is_single_table` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#single_table_file_formats AzureblobConnection#single_table_file_formats}
  */
  readonly singleTableFileFormats?: string[];
  /**
  * The name of the single table. Needed when `is_single_table` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#single_table_name AzureblobConnection#single_table_name}
  */
  readonly singleTableName?: string;
  /**
  * Lines to skip at the start of each CSV file. Default `0`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#skip_lines AzureblobConnection#skip_lines}
  */
  readonly skipLines?: number;
  /**
  * The directory (tenant) that the application is registered in. Needed with client_credentials; with oauth, common if not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#tenant_id AzureblobConnection#tenant_id}
  */
  readonly tenantId?: string;
}

export function azureblobConnectionConfigurationToTerraform(struct?: AzureblobConnectionConfiguration | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    access_key: cdktn.stringToTerraform(struct!.accessKey),
    account_name: cdktn.stringToTerraform(struct!.accountName),
    allow_external_access: cdktn.booleanToTerraform(struct!.allowExternalAccess),
    auth_method: cdktn.stringToTerraform(struct!.authMethod),
    authority: cdktn.stringToTerraform(struct!.authority),
    broken_lines: cdktn.stringToTerraform(struct!.brokenLines),
    client_id: cdktn.stringToTerraform(struct!.clientId),
    client_secret: cdktn.stringToTerraform(struct!.clientSecret),
    column_types: cdktn.hashMapper(azureblobConnectionConfigurationColumnTypesToTerraform)(struct!.columnTypes),
    comment: cdktn.stringToTerraform(struct!.comment),
    container_name: cdktn.stringToTerraform(struct!.containerName),
    csv_has_headers: cdktn.booleanToTerraform(struct!.csvHasHeaders),
    delimiter: cdktn.stringToTerraform(struct!.delimiter),
    directory_glob_pattern: cdktn.stringToTerraform(struct!.directoryGlobPattern),
    encoding: cdktn.stringToTerraform(struct!.encoding),
    endpoint: cdktn.stringToTerraform(struct!.endpoint),
    escape: cdktn.stringToTerraform(struct!.escape),
    file_pattern: cdktn.stringToTerraform(struct!.filePattern),
    inactivity_timeout: cdktn.numberToTerraform(struct!.inactivityTimeout),
    is_directory_snapshot: cdktn.booleanToTerraform(struct!.isDirectorySnapshot),
    is_single_table: cdktn.booleanToTerraform(struct!.isSingleTable),
    null_text: cdktn.stringToTerraform(struct!.nullText),
    oauth_refresh_token: cdktn.stringToTerraform(struct!.oauthRefreshToken),
    quote: cdktn.stringToTerraform(struct!.quote),
    ragged_rows: cdktn.stringToTerraform(struct!.raggedRows),
    read_only: cdktn.booleanToTerraform(struct!.readOnly),
    single_table_file_format: cdktn.stringToTerraform(struct!.singleTableFileFormat),
    single_table_file_formats: cdktn.listMapper(cdktn.stringToTerraform, false)(struct!.singleTableFileFormats),
    single_table_name: cdktn.stringToTerraform(struct!.singleTableName),
    skip_lines: cdktn.numberToTerraform(struct!.skipLines),
    tenant_id: cdktn.stringToTerraform(struct!.tenantId),
  }
}


export function azureblobConnectionConfigurationToHclTerraform(struct?: AzureblobConnectionConfiguration | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    access_key: {
      value: cdktn.stringToHclTerraform(struct!.accessKey),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    account_name: {
      value: cdktn.stringToHclTerraform(struct!.accountName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    allow_external_access: {
      value: cdktn.booleanToHclTerraform(struct!.allowExternalAccess),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    auth_method: {
      value: cdktn.stringToHclTerraform(struct!.authMethod),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    authority: {
      value: cdktn.stringToHclTerraform(struct!.authority),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    broken_lines: {
      value: cdktn.stringToHclTerraform(struct!.brokenLines),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    client_id: {
      value: cdktn.stringToHclTerraform(struct!.clientId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    client_secret: {
      value: cdktn.stringToHclTerraform(struct!.clientSecret),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    column_types: {
      value: cdktn.hashMapperHcl(azureblobConnectionConfigurationColumnTypesToHclTerraform)(struct!.columnTypes),
      isBlock: true,
      type: "map",
      storageClassType: "AzureblobConnectionConfigurationColumnTypesMap",
    },
    comment: {
      value: cdktn.stringToHclTerraform(struct!.comment),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    container_name: {
      value: cdktn.stringToHclTerraform(struct!.containerName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    csv_has_headers: {
      value: cdktn.booleanToHclTerraform(struct!.csvHasHeaders),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    delimiter: {
      value: cdktn.stringToHclTerraform(struct!.delimiter),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    directory_glob_pattern: {
      value: cdktn.stringToHclTerraform(struct!.directoryGlobPattern),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    encoding: {
      value: cdktn.stringToHclTerraform(struct!.encoding),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    endpoint: {
      value: cdktn.stringToHclTerraform(struct!.endpoint),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    escape: {
      value: cdktn.stringToHclTerraform(struct!.escape),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    file_pattern: {
      value: cdktn.stringToHclTerraform(struct!.filePattern),
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
    is_directory_snapshot: {
      value: cdktn.booleanToHclTerraform(struct!.isDirectorySnapshot),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    is_single_table: {
      value: cdktn.booleanToHclTerraform(struct!.isSingleTable),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    null_text: {
      value: cdktn.stringToHclTerraform(struct!.nullText),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    oauth_refresh_token: {
      value: cdktn.stringToHclTerraform(struct!.oauthRefreshToken),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    quote: {
      value: cdktn.stringToHclTerraform(struct!.quote),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ragged_rows: {
      value: cdktn.stringToHclTerraform(struct!.raggedRows),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    read_only: {
      value: cdktn.booleanToHclTerraform(struct!.readOnly),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    single_table_file_format: {
      value: cdktn.stringToHclTerraform(struct!.singleTableFileFormat),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    single_table_file_formats: {
      value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(struct!.singleTableFileFormats),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    single_table_name: {
      value: cdktn.stringToHclTerraform(struct!.singleTableName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    skip_lines: {
      value: cdktn.numberToHclTerraform(struct!.skipLines),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    tenant_id: {
      value: cdktn.stringToHclTerraform(struct!.tenantId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AzureblobConnectionConfigurationOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AzureblobConnectionConfiguration | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._accessKey !== undefined) {
      hasAnyValues = true;
      internalValueResult.accessKey = this._accessKey;
    }
    if (this._accountName !== undefined) {
      hasAnyValues = true;
      internalValueResult.accountName = this._accountName;
    }
    if (this._allowExternalAccess !== undefined) {
      hasAnyValues = true;
      internalValueResult.allowExternalAccess = this._allowExternalAccess;
    }
    if (this._authMethod !== undefined) {
      hasAnyValues = true;
      internalValueResult.authMethod = this._authMethod;
    }
    if (this._authority !== undefined) {
      hasAnyValues = true;
      internalValueResult.authority = this._authority;
    }
    if (this._brokenLines !== undefined) {
      hasAnyValues = true;
      internalValueResult.brokenLines = this._brokenLines;
    }
    if (this._clientId !== undefined) {
      hasAnyValues = true;
      internalValueResult.clientId = this._clientId;
    }
    if (this._clientSecret !== undefined) {
      hasAnyValues = true;
      internalValueResult.clientSecret = this._clientSecret;
    }
    if (this._columnTypes?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.columnTypes = this._columnTypes?.internalValue;
    }
    if (this._comment !== undefined) {
      hasAnyValues = true;
      internalValueResult.comment = this._comment;
    }
    if (this._containerName !== undefined) {
      hasAnyValues = true;
      internalValueResult.containerName = this._containerName;
    }
    if (this._csvHasHeaders !== undefined) {
      hasAnyValues = true;
      internalValueResult.csvHasHeaders = this._csvHasHeaders;
    }
    if (this._delimiter !== undefined) {
      hasAnyValues = true;
      internalValueResult.delimiter = this._delimiter;
    }
    if (this._directoryGlobPattern !== undefined) {
      hasAnyValues = true;
      internalValueResult.directoryGlobPattern = this._directoryGlobPattern;
    }
    if (this._encoding !== undefined) {
      hasAnyValues = true;
      internalValueResult.encoding = this._encoding;
    }
    if (this._endpoint !== undefined) {
      hasAnyValues = true;
      internalValueResult.endpoint = this._endpoint;
    }
    if (this._escape !== undefined) {
      hasAnyValues = true;
      internalValueResult.escape = this._escape;
    }
    if (this._filePattern !== undefined) {
      hasAnyValues = true;
      internalValueResult.filePattern = this._filePattern;
    }
    if (this._inactivityTimeout !== undefined) {
      hasAnyValues = true;
      internalValueResult.inactivityTimeout = this._inactivityTimeout;
    }
    if (this._isDirectorySnapshot !== undefined) {
      hasAnyValues = true;
      internalValueResult.isDirectorySnapshot = this._isDirectorySnapshot;
    }
    if (this._isSingleTable !== undefined) {
      hasAnyValues = true;
      internalValueResult.isSingleTable = this._isSingleTable;
    }
    if (this._nullText !== undefined) {
      hasAnyValues = true;
      internalValueResult.nullText = this._nullText;
    }
    if (this._oauthRefreshToken !== undefined) {
      hasAnyValues = true;
      internalValueResult.oauthRefreshToken = this._oauthRefreshToken;
    }
    if (this._quote !== undefined) {
      hasAnyValues = true;
      internalValueResult.quote = this._quote;
    }
    if (this._raggedRows !== undefined) {
      hasAnyValues = true;
      internalValueResult.raggedRows = this._raggedRows;
    }
    if (this._readOnly !== undefined) {
      hasAnyValues = true;
      internalValueResult.readOnly = this._readOnly;
    }
    if (this._singleTableFileFormat !== undefined) {
      hasAnyValues = true;
      internalValueResult.singleTableFileFormat = this._singleTableFileFormat;
    }
    if (this._singleTableFileFormats !== undefined) {
      hasAnyValues = true;
      internalValueResult.singleTableFileFormats = this._singleTableFileFormats;
    }
    if (this._singleTableName !== undefined) {
      hasAnyValues = true;
      internalValueResult.singleTableName = this._singleTableName;
    }
    if (this._skipLines !== undefined) {
      hasAnyValues = true;
      internalValueResult.skipLines = this._skipLines;
    }
    if (this._tenantId !== undefined) {
      hasAnyValues = true;
      internalValueResult.tenantId = this._tenantId;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AzureblobConnectionConfiguration | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._accessKey = undefined;
      this._accountName = undefined;
      this._allowExternalAccess = undefined;
      this._authMethod = undefined;
      this._authority = undefined;
      this._brokenLines = undefined;
      this._clientId = undefined;
      this._clientSecret = undefined;
      this._columnTypes.internalValue = undefined;
      this._comment = undefined;
      this._containerName = undefined;
      this._csvHasHeaders = undefined;
      this._delimiter = undefined;
      this._directoryGlobPattern = undefined;
      this._encoding = undefined;
      this._endpoint = undefined;
      this._escape = undefined;
      this._filePattern = undefined;
      this._inactivityTimeout = undefined;
      this._isDirectorySnapshot = undefined;
      this._isSingleTable = undefined;
      this._nullText = undefined;
      this._oauthRefreshToken = undefined;
      this._quote = undefined;
      this._raggedRows = undefined;
      this._readOnly = undefined;
      this._singleTableFileFormat = undefined;
      this._singleTableFileFormats = undefined;
      this._singleTableName = undefined;
      this._skipLines = undefined;
      this._tenantId = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._accessKey = value.accessKey;
      this._accountName = value.accountName;
      this._allowExternalAccess = value.allowExternalAccess;
      this._authMethod = value.authMethod;
      this._authority = value.authority;
      this._brokenLines = value.brokenLines;
      this._clientId = value.clientId;
      this._clientSecret = value.clientSecret;
      this._columnTypes.internalValue = value.columnTypes;
      this._comment = value.comment;
      this._containerName = value.containerName;
      this._csvHasHeaders = value.csvHasHeaders;
      this._delimiter = value.delimiter;
      this._directoryGlobPattern = value.directoryGlobPattern;
      this._encoding = value.encoding;
      this._endpoint = value.endpoint;
      this._escape = value.escape;
      this._filePattern = value.filePattern;
      this._inactivityTimeout = value.inactivityTimeout;
      this._isDirectorySnapshot = value.isDirectorySnapshot;
      this._isSingleTable = value.isSingleTable;
      this._nullText = value.nullText;
      this._oauthRefreshToken = value.oauthRefreshToken;
      this._quote = value.quote;
      this._raggedRows = value.raggedRows;
      this._readOnly = value.readOnly;
      this._singleTableFileFormat = value.singleTableFileFormat;
      this._singleTableFileFormats = value.singleTableFileFormats;
      this._singleTableName = value.singleTableName;
      this._skipLines = value.skipLines;
      this._tenantId = value.tenantId;
    }
  }

  // access_key - computed: false, optional: true, required: false
  private _accessKey?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get accessKey() {
    return this.getStringAttribute('access_key');
  }
  public set accessKey(value: string) {
    this._accessKey = value;
  }
  public resetAccessKey() {
    this._accessKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get accessKeyInput() {
    return this._accessKey;
  }

  // account_name - computed: false, optional: false, required: true
  private _accountName?: string; 
  public get accountName() {
    return this.getStringAttribute('account_name');
  }
  public set accountName(value: string) {
    this._accountName = value;
  }
  // Temporarily expose input value. Use with caution.
  public get accountNameInput() {
    return this._accountName;
  }

  // allow_external_access - computed: true, optional: true, required: false
  private _allowExternalAccess?: boolean | cdktn.IResolvable; 
  public get allowExternalAccess() {
    return this.getBooleanAttribute('allow_external_access');
  }
  public set allowExternalAccess(value: boolean | cdktn.IResolvable) {
    this._allowExternalAccess = value;
  }
  public resetAllowExternalAccess() {
    this._allowExternalAccess = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowExternalAccessInput() {
    return this._allowExternalAccess;
  }

  // auth_method - computed: true, optional: true, required: false
  private _authMethod?: string; 
  public get authMethod() {
    return this.getStringAttribute('auth_method');
  }
  public set authMethod(value: string) {
    this._authMethod = value;
  }
  public resetAuthMethod() {
    this._authMethod = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get authMethodInput() {
    return this._authMethod;
  }

  // authority - computed: false, optional: true, required: false
  private _authority?: string; 
  public get authority() {
    return this.getStringAttribute('authority');
  }
  public set authority(value: string) {
    this._authority = value;
  }
  public resetAuthority() {
    this._authority = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get authorityInput() {
    return this._authority;
  }

  // broken_lines - computed: true, optional: true, required: false
  private _brokenLines?: string; 
  public get brokenLines() {
    return this.getStringAttribute('broken_lines');
  }
  public set brokenLines(value: string) {
    this._brokenLines = value;
  }
  public resetBrokenLines() {
    this._brokenLines = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get brokenLinesInput() {
    return this._brokenLines;
  }

  // client_id - computed: false, optional: true, required: false
  private _clientId?: string; 
  public get clientId() {
    return this.getStringAttribute('client_id');
  }
  public set clientId(value: string) {
    this._clientId = value;
  }
  public resetClientId() {
    this._clientId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get clientIdInput() {
    return this._clientId;
  }

  // client_secret - computed: false, optional: true, required: false
  private _clientSecret?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get clientSecret() {
    return this.getStringAttribute('client_secret');
  }
  public set clientSecret(value: string) {
    this._clientSecret = value;
  }
  public resetClientSecret() {
    this._clientSecret = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get clientSecretInput() {
    return this._clientSecret;
  }

  // column_types - computed: false, optional: true, required: false
  private _columnTypes = new AzureblobConnectionConfigurationColumnTypesMap(this, "column_types");
  public get columnTypes() {
    return this._columnTypes;
  }
  public putColumnTypes(value: { [key: string]: AzureblobConnectionConfigurationColumnTypes } | cdktn.IResolvable) {
    this._columnTypes.internalValue = value;
  }
  public resetColumnTypes() {
    this._columnTypes.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get columnTypesInput() {
    return this._columnTypes.internalValue;
  }

  // comment - computed: false, optional: true, required: false
  private _comment?: string; 
  public get comment() {
    return this.getStringAttribute('comment');
  }
  public set comment(value: string) {
    this._comment = value;
  }
  public resetComment() {
    this._comment = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get commentInput() {
    return this._comment;
  }

  // container_name - computed: false, optional: false, required: true
  private _containerName?: string; 
  public get containerName() {
    return this.getStringAttribute('container_name');
  }
  public set containerName(value: string) {
    this._containerName = value;
  }
  // Temporarily expose input value. Use with caution.
  public get containerNameInput() {
    return this._containerName;
  }

  // csv_has_headers - computed: true, optional: true, required: false
  private _csvHasHeaders?: boolean | cdktn.IResolvable; 
  public get csvHasHeaders() {
    return this.getBooleanAttribute('csv_has_headers');
  }
  public set csvHasHeaders(value: boolean | cdktn.IResolvable) {
    this._csvHasHeaders = value;
  }
  public resetCsvHasHeaders() {
    this._csvHasHeaders = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get csvHasHeadersInput() {
    return this._csvHasHeaders;
  }

  // delimiter - computed: false, optional: true, required: false
  private _delimiter?: string; 
  public get delimiter() {
    return this.getStringAttribute('delimiter');
  }
  public set delimiter(value: string) {
    this._delimiter = value;
  }
  public resetDelimiter() {
    this._delimiter = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get delimiterInput() {
    return this._delimiter;
  }

  // directory_glob_pattern - computed: false, optional: true, required: false
  private _directoryGlobPattern?: string; 
  public get directoryGlobPattern() {
    return this.getStringAttribute('directory_glob_pattern');
  }
  public set directoryGlobPattern(value: string) {
    this._directoryGlobPattern = value;
  }
  public resetDirectoryGlobPattern() {
    this._directoryGlobPattern = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get directoryGlobPatternInput() {
    return this._directoryGlobPattern;
  }

  // encoding - computed: true, optional: true, required: false
  private _encoding?: string; 
  public get encoding() {
    return this.getStringAttribute('encoding');
  }
  public set encoding(value: string) {
    this._encoding = value;
  }
  public resetEncoding() {
    this._encoding = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get encodingInput() {
    return this._encoding;
  }

  // endpoint - computed: false, optional: true, required: false
  private _endpoint?: string; 
  public get endpoint() {
    return this.getStringAttribute('endpoint');
  }
  public set endpoint(value: string) {
    this._endpoint = value;
  }
  public resetEndpoint() {
    this._endpoint = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get endpointInput() {
    return this._endpoint;
  }

  // escape - computed: false, optional: true, required: false
  private _escape?: string; 
  public get escape() {
    return this.getStringAttribute('escape');
  }
  public set escape(value: string) {
    this._escape = value;
  }
  public resetEscape() {
    this._escape = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get escapeInput() {
    return this._escape;
  }

  // file_pattern - computed: false, optional: true, required: false
  private _filePattern?: string; 
  public get filePattern() {
    return this.getStringAttribute('file_pattern');
  }
  public set filePattern(value: string) {
    this._filePattern = value;
  }
  public resetFilePattern() {
    this._filePattern = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get filePatternInput() {
    return this._filePattern;
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

  // is_directory_snapshot - computed: true, optional: true, required: false
  private _isDirectorySnapshot?: boolean | cdktn.IResolvable; 
  public get isDirectorySnapshot() {
    return this.getBooleanAttribute('is_directory_snapshot');
  }
  public set isDirectorySnapshot(value: boolean | cdktn.IResolvable) {
    this._isDirectorySnapshot = value;
  }
  public resetIsDirectorySnapshot() {
    this._isDirectorySnapshot = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get isDirectorySnapshotInput() {
    return this._isDirectorySnapshot;
  }

  // is_single_table - computed: true, optional: true, required: false
  private _isSingleTable?: boolean | cdktn.IResolvable; 
  public get isSingleTable() {
    return this.getBooleanAttribute('is_single_table');
  }
  public set isSingleTable(value: boolean | cdktn.IResolvable) {
    this._isSingleTable = value;
  }
  public resetIsSingleTable() {
    this._isSingleTable = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get isSingleTableInput() {
    return this._isSingleTable;
  }

  // null_text - computed: false, optional: true, required: false
  private _nullText?: string; 
  public get nullText() {
    return this.getStringAttribute('null_text');
  }
  public set nullText(value: string) {
    this._nullText = value;
  }
  public resetNullText() {
    this._nullText = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get nullTextInput() {
    return this._nullText;
  }

  // oauth_refresh_token - computed: false, optional: true, required: false
  private _oauthRefreshToken?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get oauthRefreshToken() {
    return this.getStringAttribute('oauth_refresh_token');
  }
  public set oauthRefreshToken(value: string) {
    this._oauthRefreshToken = value;
  }
  public resetOauthRefreshToken() {
    this._oauthRefreshToken = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get oauthRefreshTokenInput() {
    return this._oauthRefreshToken;
  }

  // quote - computed: false, optional: true, required: false
  private _quote?: string; 
  public get quote() {
    return this.getStringAttribute('quote');
  }
  public set quote(value: string) {
    this._quote = value;
  }
  public resetQuote() {
    this._quote = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get quoteInput() {
    return this._quote;
  }

  // ragged_rows - computed: true, optional: true, required: false
  private _raggedRows?: string; 
  public get raggedRows() {
    return this.getStringAttribute('ragged_rows');
  }
  public set raggedRows(value: string) {
    this._raggedRows = value;
  }
  public resetRaggedRows() {
    this._raggedRows = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get raggedRowsInput() {
    return this._raggedRows;
  }

  // read_only - computed: true, optional: true, required: false
  private _readOnly?: boolean | cdktn.IResolvable; 
  public get readOnly() {
    return this.getBooleanAttribute('read_only');
  }
  public set readOnly(value: boolean | cdktn.IResolvable) {
    this._readOnly = value;
  }
  public resetReadOnly() {
    this._readOnly = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get readOnlyInput() {
    return this._readOnly;
  }

  // single_table_file_format - computed: true, optional: true, required: false
  private _singleTableFileFormat?: string; 
  public get singleTableFileFormat() {
    return this.getStringAttribute('single_table_file_format');
  }
  public set singleTableFileFormat(value: string) {
    this._singleTableFileFormat = value;
  }
  public resetSingleTableFileFormat() {
    this._singleTableFileFormat = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get singleTableFileFormatInput() {
    return this._singleTableFileFormat;
  }

  // single_table_file_formats - computed: false, optional: true, required: false
  private _singleTableFileFormats?: string[]; 
  public get singleTableFileFormats() {
    return cdktn.Fn.tolist(this.getListAttribute('single_table_file_formats'));
  }
  public set singleTableFileFormats(value: string[]) {
    this._singleTableFileFormats = value;
  }
  public resetSingleTableFileFormats() {
    this._singleTableFileFormats = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get singleTableFileFormatsInput() {
    return this._singleTableFileFormats;
  }

  // single_table_name - computed: false, optional: true, required: false
  private _singleTableName?: string; 
  public get singleTableName() {
    return this.getStringAttribute('single_table_name');
  }
  public set singleTableName(value: string) {
    this._singleTableName = value;
  }
  public resetSingleTableName() {
    this._singleTableName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get singleTableNameInput() {
    return this._singleTableName;
  }

  // skip_lines - computed: true, optional: true, required: false
  private _skipLines?: number; 
  public get skipLines() {
    return this.getNumberAttribute('skip_lines');
  }
  public set skipLines(value: number) {
    this._skipLines = value;
  }
  public resetSkipLines() {
    this._skipLines = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get skipLinesInput() {
    return this._skipLines;
  }

  // tenant_id - computed: false, optional: true, required: false
  private _tenantId?: string; 
  public get tenantId() {
    return this.getStringAttribute('tenant_id');
  }
  public set tenantId(value: string) {
    this._tenantId = value;
  }
  public resetTenantId() {
    this._tenantId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tenantIdInput() {
    return this._tenantId;
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection syncform_azureblob_connection}
*/
export class AzureblobConnection extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_azureblob_connection";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a AzureblobConnection resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the AzureblobConnection to import
  * @param importFromId The id of the existing AzureblobConnection that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the AzureblobConnection to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "syncform_azureblob_connection", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/azureblob_connection syncform_azureblob_connection} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options AzureblobConnectionConfig
  */
  public constructor(scope: Construct, id: string, config: AzureblobConnectionConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_azureblob_connection',
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
  private _configuration = new AzureblobConnectionConfigurationOutputReference(this, "configuration");
  public get configuration() {
    return this._configuration;
  }
  public putConfiguration(value: AzureblobConnectionConfiguration) {
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
      configuration: azureblobConnectionConfigurationToTerraform(this._configuration.internalValue),
      force_destroy: cdktn.booleanToTerraform(this._forceDestroy),
      name: cdktn.stringToTerraform(this._name),
      organization: cdktn.stringToTerraform(this._organization),
      validate: cdktn.booleanToTerraform(this._validate),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      configuration: {
        value: azureblobConnectionConfigurationToHclTerraform(this._configuration.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AzureblobConnectionConfiguration",
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
