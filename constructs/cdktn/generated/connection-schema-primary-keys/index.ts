// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/connection_schema_primary_keys
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface ConnectionSchemaPrimaryKeysConfig extends cdktn.TerraformMetaArguments {
  /**
  * Id of the connection.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/connection_schema_primary_keys#connection_id ConnectionSchemaPrimaryKeys#connection_id}
  */
  readonly connectionId: string;
  /**
  * Ids of the fields that together tell its records apart.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/connection_schema_primary_keys#field_ids ConnectionSchemaPrimaryKeys#field_ids}
  */
  readonly fieldIds: string[];
  /**
  * Id of the organization that it belongs to. The embedded engine has one organization of its own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/connection_schema_primary_keys#organization ConnectionSchemaPrimaryKeys#organization}
  */
  readonly organization?: string;
  /**
  * Id of the object: `public.users`, `airports.csv`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/connection_schema_primary_keys#schema_id ConnectionSchemaPrimaryKeys#schema_id}
  */
  readonly schemaId: string;
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/connection_schema_primary_keys syncform_connection_schema_primary_keys}
*/
export class ConnectionSchemaPrimaryKeys extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform_connection_schema_primary_keys";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a ConnectionSchemaPrimaryKeys resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the ConnectionSchemaPrimaryKeys to import
  * @param importFromId The id of the existing ConnectionSchemaPrimaryKeys that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/connection_schema_primary_keys#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the ConnectionSchemaPrimaryKeys to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "syncform_connection_schema_primary_keys", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs/resources/connection_schema_primary_keys syncform_connection_schema_primary_keys} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options ConnectionSchemaPrimaryKeysConfig
  */
  public constructor(scope: Construct, id: string, config: ConnectionSchemaPrimaryKeysConfig) {
    super(scope, id, {
      terraformResourceType: 'syncform_connection_schema_primary_keys',
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
    this._connectionId = config.connectionId;
    this._fieldIds = config.fieldIds;
    this._organization = config.organization;
    this._schemaId = config.schemaId;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // connection_id - computed: false, optional: false, required: true
  private _connectionId?: string; 
  public get connectionId() {
    return this.getStringAttribute('connection_id');
  }
  public set connectionId(value: string) {
    this._connectionId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get connectionIdInput() {
    return this._connectionId;
  }

  // field_ids - computed: false, optional: false, required: true
  private _fieldIds?: string[]; 
  public get fieldIds() {
    return cdktn.Fn.tolist(this.getListAttribute('field_ids'));
  }
  public set fieldIds(value: string[]) {
    this._fieldIds = value;
  }
  // Temporarily expose input value. Use with caution.
  public get fieldIdsInput() {
    return this._fieldIds;
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
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

  // schema_id - computed: false, optional: false, required: true
  private _schemaId?: string; 
  public get schemaId() {
    return this.getStringAttribute('schema_id');
  }
  public set schemaId(value: string) {
    this._schemaId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get schemaIdInput() {
    return this._schemaId;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      connection_id: cdktn.stringToTerraform(this._connectionId),
      field_ids: cdktn.listMapper(cdktn.stringToTerraform, false)(this._fieldIds),
      organization: cdktn.stringToTerraform(this._organization),
      schema_id: cdktn.stringToTerraform(this._schemaId),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      connection_id: {
        value: cdktn.stringToHclTerraform(this._connectionId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      field_ids: {
        value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(this._fieldIds),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      organization: {
        value: cdktn.stringToHclTerraform(this._organization),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      schema_id: {
        value: cdktn.stringToHclTerraform(this._schemaId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
