import { resolve } from 'node:path';
import { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { providerMetadata } from './generated/provider-metadata.ts';
import { type ProviderSettings, providerShape } from './generated/provider-settings.ts';
import { toTerraform } from './shape.ts';

export interface SyncformProviderConfig extends ProviderSettings {
  /** Name of this configuration of the provider, where there are several: resources then take it as `provider`. */
  readonly alias?: string;
}

/**
 * The provider. Unless told otherwise, its engine keeps what it must remember in `.syncform` of the folder that the
 * program runs in, beside cdktf.json and the local state: Terraform itself runs within `cdktf.out`, which is recreated.
 */
export class SyncformProvider extends TerraformProvider {
  readonly #attributes: Readonly<Record<string, unknown>>;

  constructor(scope: Construct, id: string, { alias, ...config }: SyncformProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: providerMetadata.providerName,
      terraformGeneratorMetadata: providerMetadata,
      terraformProviderSource: 'syncform/syncform',
    });
    if (alias !== undefined) this.alias = alias;
    this.#attributes = toTerraform(
      { ...config, ...(engineIsElsewhere(config) ? {} : { dataDir: resolve('.syncform') }) },
      providerShape,
      `the provider "${this.node.path}"`,
    );
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { ...this.#attributes };
  }
}

function engineIsElsewhere(config: SyncformProviderConfig): boolean {
  const { SYNCFORM_DATA_DIR, SYNCFORM_ENDPOINT, POLYTOMIC_DEPLOYMENT_URL } = process.env;
  const set = [config.dataDir, config.endpoint, config.deploymentUrl, SYNCFORM_DATA_DIR];
  return [...set, SYNCFORM_ENDPOINT, POLYTOMIC_DEPLOYMENT_URL].some(Boolean);
}
