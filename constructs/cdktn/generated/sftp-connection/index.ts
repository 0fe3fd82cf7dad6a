// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface SftpConnectionConfig extends cdktn.TerraformMetaArguments {
  /**
  * How to reach SFTP. Secrets are write-only: they are in no state and no plan.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#configuration SftpConnection#configuration}
  */
  readonly configuration: SftpConnectionConfiguration;
  /**
  * Also delete the models and syncs that use it when it is destroyed, those of other configurations included. It must have been applied before the destroy.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#force_destroy SftpConnection#force_destroy}
  */
  readonly forceDestroy?: boolean | cdktn.IResolvable;
  /**
  * Name, for people.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#name SftpConnection#name}
  */
  readonly name: string;
  /**
  * Id of the organization that it belongs to. The embedded engine has one organization of its own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#organization SftpConnection#organization}
  */
  readonly organization?: string;
  /**
  * Test the connection when it is created or changed, and fail when it does not work.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#validate SftpConnection#validate}
  */
  readonly validate?: boolean | cdktn.IResolvable;
}
export interface SftpConnectionConfigurationColumnTypes {
  /**
  * How the column’s dates or times are written, in the specifiers of strptime: %d/%m/%Y, %Y-%m-%d %H:%M:%S. ISO 8601 where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#format SftpConnection#format}
  */
  readonly format?: string;
  /**
  * The column’s field type, such as string, date or decimal(12,2).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#type SftpConnection#type}
  */
  readonly type: string;
}

export function sftpConnectionConfigurationColumnTypesToTerraform(struct?: SftpConnectionConfigurationColumnTypes | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    format: cdktn.stringToTerraform(struct!.format),
    type: cdktn.stringToTerraform(struct!.type),
  }
}


export function sftpConnectionConfigurationColumnTypesToHclTerraform(struct?: SftpConnectionConfigurationColumnTypes | cdktn.IResolvable): any {
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

export class SftpConnectionConfigurationColumnTypesOutputReference extends cdktn.ComplexObject {
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

  public get internalValue(): SftpConnectionConfigurationColumnTypes | cdktn.IResolvable | undefined {
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

  public set internalValue(value: SftpConnectionConfigurationColumnTypes | cdktn.IResolvable | undefined) {
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

export class SftpConnectionConfigurationColumnTypesMap extends cdktn.ComplexMap {
  public internalValue? : { [key: string]: SftpConnectionConfigurationColumnTypes } | cdktn.IResolvable

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
  public get(key: string): SftpConnectionConfigurationColumnTypesOutputReference {
    return new SftpConnectionConfigurationColumnTypesOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
export interface SftpConnectionConfiguration {
  /**
  * Whether queries, and views in a DuckDB file, may read more than the connection: files of this machine, addresses, databases of other connections. Set it only where you trust whoever writes them. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#allow_external_access SftpConnection#allow_external_access}
  */
  readonly allowExternalAccess?: boolean | cdktn.IResolvable;
  /**
  * How the user logs in. One of `private_key`, `password`. Default `"private_key"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#auth_mode SftpConnection#auth_mode}
  */
  readonly authMode?: string;
  /**
  * What becomes of lines of NDJSON files that are no JSON, such as half-written ones: the file is refused, or these lines are left out and listed as rejected records. One of `refuse`, `set_aside`. Default `"refuse"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#broken_lines SftpConnection#broken_lines}
  */
  readonly brokenLines?: string;
  /**
  * By a column’s name, its type, and the format of its dates or times. Types that are not given are found out.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#column_types SftpConnection#column_types}
  */
  readonly columnTypes?: { [key: string]: SftpConnectionConfigurationColumnTypes } | cdktn.IResolvable;
  /**
  * The character with which lines begin that are left out, such as #. No line is left out where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#comment SftpConnection#comment}
  */
  readonly comment?: string;
  /**
  * Whether the first row of CSV files names the columns. Default `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#csv_has_headers SftpConnection#csv_has_headers}
  */
  readonly csvHasHeaders?: boolean | cdktn.IResolvable;
  /**
  * What is between the values of a CSV file’s lines; empty where each line is one value. Found out where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#delimiter SftpConnection#delimiter}
  */
  readonly delimiter?: string;
  /**
  * Only folders whose path within the connection’s matches this glob are tables; all where not given. Used when `is_directory_snapshot` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#directory_glob_pattern SftpConnection#directory_glob_pattern}
  */
  readonly directoryGlobPattern?: string;
  /**
  * The encoding of CSV files: utf-8, utf-16, latin-1, windows-1252, or another of the Encoding Standard. Default `"utf-8"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#encoding SftpConnection#encoding}
  */
  readonly encoding?: string;
  /**
  * The character before a quote that is part of a value. The quote itself where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#escape SftpConnection#escape}
  */
  readonly escape?: string;
  /**
  * Only files whose path matches this glob are read: 2024/** /*.csv. All where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#file_pattern SftpConnection#file_pattern}
   *
  * Note: The above comment contained a comment block ending sequence (* followed by /). We have introduced a space between to prevent syntax errors. Please ignore the space.
  */
  readonly filePattern?: string;
  /**
  * Seconds after which a request is given up, if the store neither sends anything nor takes what is sent. Default `60`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#inactivity_timeout SftpConnection#inactivity_timeout}
  */
  readonly inactivityTimeout?: number;
  /**
  * Each folder is one table, made of all the files directly in it. Folders that are named by dates (2024-01-31, 20240131, day=2024-01-31) are snapshots of the table that is their parent: the newest one is read. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#is_directory_snapshot SftpConnection#is_directory_snapshot}
  */
  readonly isDirectorySnapshot?: boolean | cdktn.IResolvable;
  /**
  * All files of one format are one table. Otherwise each file is a table of its own. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#is_single_table SftpConnection#is_single_table}
  */
  readonly isSingleTable?: boolean | cdktn.IResolvable;
  /**
  * An unquoted value that stands for NULL, such as NA; the empty value stands for it as well.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#null_text SftpConnection#null_text}
  */
  readonly nullText?: string;
  /**
  * A folder: paths of tables are relative to it. A relative one is relative to the user’s home. Or a glob of files such as /data/** /*.csv, which is read from the folder before its first wildcard. Default `"."`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#path SftpConnection#path}
   *
  * Note: The above comment contained a comment block ending sequence (* followed by /). We have introduced a space between to prevent syntax errors. Please ignore the space.
  */
  readonly path?: string;
  /**
  * The character around values that hold a delimiter, a quote or the end of a line; empty where values have none. Found out where not given.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#quote SftpConnection#quote}
  */
  readonly quote?: string;
  /**
  * What becomes of lines with more or fewer values than the others: the file is refused, or these lines are left out and listed as rejected records. One of `refuse`, `set_aside`. Default `"refuse"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#ragged_rows SftpConnection#ragged_rows}
  */
  readonly raggedRows?: string;
  /**
  * The connection is a source only: its test writes nothing, and nothing can be synced to it. Default `false`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#read_only SftpConnection#read_only}
  */
  readonly readOnly?: boolean | cdktn.IResolvable;
  /**
  * The format of the single table’s files. One of `csv`, `json`, `parquet`. Default `"csv"`. Used when `is_single_table` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#single_table_file_format SftpConnection#single_table_file_format}
  */
  readonly singleTableFileFormat?: string;
  /**
  * The formats of the single table’s files, where there are several; used instead of the one. Used when `is_single_table` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#single_table_file_formats SftpConnection#single_table_file_formats}
  */
  readonly singleTableFileFormats?: string[];
  /**
  * The name of the single table. Needed when `is_single_table` is `true`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#single_table_name SftpConnection#single_table_name}
  */
  readonly singleTableName?: string;
  /**
  * Lines to skip at the start of each CSV file. Default `0`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#skip_lines SftpConnection#skip_lines}
  */
  readonly skipLines?: number;
  /**
  * The server’s name or address.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#ssh_host SftpConnection#ssh_host}
  */
  readonly sshHost: string;
  /**
  * The public key that the server must show, as `ssh-keyscan` prints it. If not given, the key of the first connection is remembered in the data directory and every later one must show the same.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#ssh_host_key SftpConnection#ssh_host_key}
  */
  readonly sshHostKey?: string;
  /**
  * Password. Needed when `auth_mode` is `password`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#ssh_password SftpConnection#ssh_password}
  */
  readonly sshPassword?: string;
  /**
  * Port. Default `22`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#ssh_port SftpConnection#ssh_port}
  */
  readonly sshPort?: number;
  /**
  * Without a passphrase; in OpenSSH’s or PEM format. Needed when `auth_mode` is `private_key`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#ssh_private_key SftpConnection#ssh_private_key}
  */
  readonly sshPrivateKey?: string;
  /**
  * User. Default `"root"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#ssh_user SftpConnection#ssh_user}
  */
  readonly sshUser?: string;
}

export function sftpConnectionConfigurationToTerraform(struct?: SftpConnectionConfiguration | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    allow_external_access: cdktn.booleanToTerraform(struct!.allowExternalAccess),
    auth_mode: cdktn.stringToTerraform(struct!.authMode),
    broken_lines: cdktn.stringToTerraform(struct!.brokenLines),
    column_types: cdktn.hashMapper(sftpConnectionConfigurationColumnTypesToTerraform)(struct!.columnTypes),
    comment: cdktn.stringToTerraform(struct!.comment),
    csv_has_headers: cdktn.booleanToTerraform(struct!.csvHasHeaders),
    delimiter: cdktn.stringToTerraform(struct!.delimiter),
    directory_glob_pattern: cdktn.stringToTerraform(struct!.directoryGlobPattern),
    encoding: cdktn.stringToTerraform(struct!.encoding),
    escape: cdktn.stringToTerraform(struct!.escape),
    file_pattern: cdktn.stringToTerraform(struct!.filePattern),
    inactivity_timeout: cdktn.numberToTerraform(struct!.inactivityTimeout),
    is_directory_snapshot: cdktn.booleanToTerraform(struct!.isDirectorySnapshot),
    is_single_table: cdktn.booleanToTerraform(struct!.isSingleTable),
    null_text: cdktn.stringToTerraform(struct!.nullText),
    path: cdktn.stringToTerraform(struct!.path),
    quote: cdktn.stringToTerraform(struct!.quote),
    ragged_rows: cdktn.stringToTerraform(struct!.raggedRows),
    read_only: cdktn.booleanToTerraform(struct!.readOnly),
    single_table_file_format: cdktn.stringToTerraform(struct!.singleTableFileFormat),
    single_table_file_formats: cdktn.listMapper(cdktn.stringToTerraform, false)(struct!.singleTableFileFormats),
    single_table_name: cdktn.stringToTerraform(struct!.singleTableName),
    skip_lines: cdktn.numberToTerraform(struct!.skipLines),
    ssh_host: cdktn.stringToTerraform(struct!.sshHost),
    ssh_host_key: cdktn.stringToTerraform(struct!.sshHostKey),
    ssh_password: cdktn.stringToTerraform(struct!.sshPassword),
    ssh_port: cdktn.numberToTerraform(struct!.sshPort),
    ssh_private_key: cdktn.stringToTerraform(struct!.sshPrivateKey),
    ssh_user: cdktn.stringToTerraform(struct!.sshUser),
  }
}


export function sftpConnectionConfigurationToHclTerraform(struct?: SftpConnectionConfiguration | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    allow_external_access: {
      value: cdktn.booleanToHclTerraform(struct!.allowExternalAccess),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    auth_mode: {
      value: cdktn.stringToHclTerraform(struct!.authMode),
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
    column_types: {
      value: cdktn.hashMapperHcl(sftpConnectionConfigurationColumnTypesToHclTerraform)(struct!.columnTypes),
      isBlock: true,
      type: "map",
      storageClassType: "SftpConnectionConfigurationColumnTypesMap",
    },
    comment: {
      value: cdktn.stringToHclTerraform(struct!.comment),
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
    path: {
      value: cdktn.stringToHclTerraform(struct!.path),
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
    ssh_password: {
      value: cdktn.stringToHclTerraform(struct!.sshPassword),
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
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SftpConnectionConfigurationOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): SftpConnectionConfiguration | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._allowExternalAccess !== undefined) {
      hasAnyValues = true;
      internalValueResult.allowExternalAccess = this._allowExternalAccess;
    }
    if (this._authMode !== undefined) {
      hasAnyValues = true;
      internalValueResult.authMode = this._authMode;
    }
    if (this._brokenLines !== undefined) {
      hasAnyValues = true;
      internalValueResult.brokenLines = this._brokenLines;
    }
    if (this._columnTypes?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.columnTypes = this._columnTypes?.internalValue;
    }
    if (this._comment !== undefined) {
      hasAnyValues = true;
      internalValueResult.comment = this._comment;
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
    if (this._path !== undefined) {
      hasAnyValues = true;
      internalValueResult.path = this._path;
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
    if (this._sshHost !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshHost = this._sshHost;
    }
    if (this._sshHostKey !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshHostKey = this._sshHostKey;
    }
    if (this._sshPassword !== undefined) {
      hasAnyValues = true;
      internalValueResult.sshPassword = this._sshPassword;
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
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SftpConnectionConfiguration | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._allowExternalAccess = undefined;
      this._authMode = undefined;
      this._brokenLines = undefined;
      this._columnTypes.internalValue = undefined;
      this._comment = undefined;
      this._csvHasHeaders = undefined;
      this._delimiter = undefined;
      this._directoryGlobPattern = undefined;
      this._encoding = undefined;
      this._escape = undefined;
      this._filePattern = undefined;
      this._inactivityTimeout = undefined;
      this._isDirectorySnapshot = undefined;
      this._isSingleTable = undefined;
      this._nullText = undefined;
      this._path = undefined;
      this._quote = undefined;
      this._raggedRows = undefined;
      this._readOnly = undefined;
      this._singleTableFileFormat = undefined;
      this._singleTableFileFormats = undefined;
      this._singleTableName = undefined;
      this._skipLines = undefined;
      this._sshHost = undefined;
      this._sshHostKey = undefined;
      this._sshPassword = undefined;
      this._sshPort = undefined;
      this._sshPrivateKey = undefined;
      this._sshUser = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._allowExternalAccess = value.allowExternalAccess;
      this._authMode = value.authMode;
      this._brokenLines = value.brokenLines;
      this._columnTypes.internalValue = value.columnTypes;
      this._comment = value.comment;
      this._csvHasHeaders = value.csvHasHeaders;
      this._delimiter = value.delimiter;
      this._directoryGlobPattern = value.directoryGlobPattern;
      this._encoding = value.encoding;
      this._escape = value.escape;
      this._filePattern = value.filePattern;
      this._inactivityTimeout = value.inactivityTimeout;
      this._isDirectorySnapshot = value.isDirectorySnapshot;
      this._isSingleTable = value.isSingleTable;
      this._nullText = value.nullText;
      this._path = value.path;
      this._quote = value.quote;
      this._raggedRows = value.raggedRows;
      this._readOnly = value.readOnly;
      this._singleTableFileFormat = value.singleTableFileFormat;
      this._singleTableFileFormats = value.singleTableFileFormats;
      this._singleTableName = value.singleTableName;
      this._skipLines = value.skipLines;
      this._sshHost = value.sshHost;
      this._sshHostKey = value.sshHostKey;
      this._sshPassword = value.sshPassword;
      this._sshPort = value.sshPort;
      this._sshPrivateKey = value.sshPrivateKey;
      this._sshUser = value.sshUser;
    }
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

  // column_types - computed: false, optional: true, required: false
  private _columnTypes = new SftpConnectionConfigurationColumnTypesMap(this, "column_types");
  public get columnTypes() {
    return this._columnTypes;
  }
  public putColumnTypes(value: { [key: string]: SftpConnectionConfigurationColumnTypes } | cdktn.IResolvable) {
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

  // path - computed: true, optional: true, required: false
  private _path?: string; 
  public get path() {
    return this.getStringAttribute('path');
  }
  public set path(value: string) {
    this._path = value;
  }
  public resetPath() {
    this._path = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get pathInput() {
    return this._path;
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

  // ssh_host - computed: false, optional: false, required: true
  private _sshHost?: string; 
  public get sshHost() {
    return this.getStringAttribute('ssh_host');
  }
  public set sshHost(value: string) {
    this._sshHost = value;
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

  // ssh_password - computed: false, optional: true, required: false
  private _sshPassword?: string; 
  /**
  * @deprecated Write-only: the provider never returns this value; reading it always yields null by protocol contract. The getter remains for compatibility and will be removed in a future prebuilt-provider major.
  */
  public get sshPassword() {
    return this.getStringAttribute('ssh_password');
  }
  public set sshPassword(value: string) {
    this._sshPassword = value;
  }
  public resetSshPassword() {
    this._sshPassword = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sshPasswordInput() {
    return this._sshPassword;
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
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection syncform_sftp_connection}
*/
export class SftpConnection extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_sftp_connection";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a SftpConnection resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the SftpConnection to import
  * @param importFromId The id of the existing SftpConnection that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the SftpConnection to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "syncform_sftp_connection", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/sftp_connection syncform_sftp_connection} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options SftpConnectionConfig
  */
  public constructor(scope: Construct, id: string, config: SftpConnectionConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_sftp_connection',
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
  private _configuration = new SftpConnectionConfigurationOutputReference(this, "configuration");
  public get configuration() {
    return this._configuration;
  }
  public putConfiguration(value: SftpConnectionConfiguration) {
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
      configuration: sftpConnectionConfigurationToTerraform(this._configuration.internalValue),
      force_destroy: cdktn.booleanToTerraform(this._forceDestroy),
      name: cdktn.stringToTerraform(this._name),
      organization: cdktn.stringToTerraform(this._organization),
      validate: cdktn.booleanToTerraform(this._validate),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      configuration: {
        value: sftpConnectionConfigurationToHclTerraform(this._configuration.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "SftpConnectionConfiguration",
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
