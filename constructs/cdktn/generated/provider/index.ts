// @ts-nocheck
// https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface SyncformProviderConfig {
  /**
  * API key for the server (environment: `SYNCFORM_API_KEY`, `POLYTOMIC_API_KEY`).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs#api_key SyncformProvider#api_key}
  */
  readonly apiKey?: string;
  /**
  * Folder of the embedded engine: definitions, encrypted secrets, how far each sync has come. Relative to the root module. Default `.syncform` (environment: `SYNCFORM_DATA_DIR`).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs#data_dir SyncformProvider#data_dir}
  */
  readonly dataDir?: string;
  /**
  * Deployment key for the server (environment: `POLYTOMIC_DEPLOYMENT_KEY`).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs#deployment_api_key SyncformProvider#deployment_api_key}
  */
  readonly deploymentApiKey?: string;
  /**
  * The same as `endpoint`, as Polytomic’s provider calls it (environment: `POLYTOMIC_DEPLOYMENT_URL`).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs#deployment_url SyncformProvider#deployment_url}
  */
  readonly deploymentUrl?: string;
  /**
  * Address of a syncform server (environment: `SYNCFORM_ENDPOINT`). Leave it unset: the engine then runs inside the provider.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs#endpoint SyncformProvider#endpoint}
  */
  readonly endpoint?: string;
  /**
  * Partner key for the server (environment: `POLYTOMIC_PARTNER_KEY`).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs#partner_key SyncformProvider#partner_key}
  */
  readonly partnerKey?: string;
  /**
  * What becomes of findings of every plan, by code (docs/codes.md): `ignore`, `warning` or `error`, which refuses the plan.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs#severities SyncformProvider#severities}
  */
  readonly severities?: { [key: string]: string };
  /**
  * Alias name
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs#alias SyncformProvider#alias}
  */
  readonly alias?: string;
}

/**
* Represents a {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs syncform}
*/
export class SyncformProvider extends cdktn.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "syncform";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a SyncformProvider resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the SyncformProvider to import
  * @param importFromId The id of the existing SyncformProvider that should be imported. Refer to the {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the SyncformProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "syncform", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/syncform/syncform/0.1.0/docs syncform} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options SyncformProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: SyncformProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'syncform',
      terraformGeneratorMetadata: {
        providerName: 'syncform',
        providerVersion: '0.1.0',
        providerVersionConstraint: '0.1.0'
      },
      terraformProviderSource: 'syncform/syncform'
    });
    this._apiKey = config.apiKey;
    this._dataDir = config.dataDir;
    this._deploymentApiKey = config.deploymentApiKey;
    this._deploymentUrl = config.deploymentUrl;
    this._endpoint = config.endpoint;
    this._partnerKey = config.partnerKey;
    this._severities = config.severities;
    this._alias = config.alias;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // api_key - computed: false, optional: true, required: false
  private _apiKey?: string; 
  public get apiKey() {
    return this._apiKey;
  }
  public set apiKey(value: string | undefined) {
    this._apiKey = value;
  }
  public resetApiKey() {
    this._apiKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get apiKeyInput() {
    return this._apiKey;
  }

  // data_dir - computed: false, optional: true, required: false
  private _dataDir?: string; 
  public get dataDir() {
    return this._dataDir;
  }
  public set dataDir(value: string | undefined) {
    this._dataDir = value;
  }
  public resetDataDir() {
    this._dataDir = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get dataDirInput() {
    return this._dataDir;
  }

  // deployment_api_key - computed: false, optional: true, required: false
  private _deploymentApiKey?: string; 
  public get deploymentApiKey() {
    return this._deploymentApiKey;
  }
  public set deploymentApiKey(value: string | undefined) {
    this._deploymentApiKey = value;
  }
  public resetDeploymentApiKey() {
    this._deploymentApiKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deploymentApiKeyInput() {
    return this._deploymentApiKey;
  }

  // deployment_url - computed: false, optional: true, required: false
  private _deploymentUrl?: string; 
  public get deploymentUrl() {
    return this._deploymentUrl;
  }
  public set deploymentUrl(value: string | undefined) {
    this._deploymentUrl = value;
  }
  public resetDeploymentUrl() {
    this._deploymentUrl = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deploymentUrlInput() {
    return this._deploymentUrl;
  }

  // endpoint - computed: false, optional: true, required: false
  private _endpoint?: string; 
  public get endpoint() {
    return this._endpoint;
  }
  public set endpoint(value: string | undefined) {
    this._endpoint = value;
  }
  public resetEndpoint() {
    this._endpoint = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get endpointInput() {
    return this._endpoint;
  }

  // partner_key - computed: false, optional: true, required: false
  private _partnerKey?: string; 
  public get partnerKey() {
    return this._partnerKey;
  }
  public set partnerKey(value: string | undefined) {
    this._partnerKey = value;
  }
  public resetPartnerKey() {
    this._partnerKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get partnerKeyInput() {
    return this._partnerKey;
  }

  // severities - computed: false, optional: true, required: false
  private _severities?: { [key: string]: string }; 
  public get severities() {
    return this._severities;
  }
  public set severities(value: { [key: string]: string } | undefined) {
    this._severities = value;
  }
  public resetSeverities() {
    this._severities = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get severitiesInput() {
    return this._severities;
  }

  // alias - computed: false, optional: true, required: false
  private _alias?: string; 
  public get alias() {
    return this._alias;
  }
  public set alias(value: string | undefined) {
    this._alias = value;
  }
  public resetAlias() {
    this._alias = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get aliasInput() {
    return this._alias;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      api_key: cdktn.stringToTerraform(this._apiKey),
      data_dir: cdktn.stringToTerraform(this._dataDir),
      deployment_api_key: cdktn.stringToTerraform(this._deploymentApiKey),
      deployment_url: cdktn.stringToTerraform(this._deploymentUrl),
      endpoint: cdktn.stringToTerraform(this._endpoint),
      partner_key: cdktn.stringToTerraform(this._partnerKey),
      severities: cdktn.hashMapper(cdktn.stringToTerraform)(this._severities),
      alias: cdktn.stringToTerraform(this._alias),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      api_key: {
        value: cdktn.stringToHclTerraform(this._apiKey),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      data_dir: {
        value: cdktn.stringToHclTerraform(this._dataDir),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      deployment_api_key: {
        value: cdktn.stringToHclTerraform(this._deploymentApiKey),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      deployment_url: {
        value: cdktn.stringToHclTerraform(this._deploymentUrl),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      endpoint: {
        value: cdktn.stringToHclTerraform(this._endpoint),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      partner_key: {
        value: cdktn.stringToHclTerraform(this._partnerKey),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      severities: {
        value: cdktn.hashMapperHcl(cdktn.stringToHclTerraform)(this._severities),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      alias: {
        value: cdktn.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
