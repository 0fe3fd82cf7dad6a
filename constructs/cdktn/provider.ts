// Made from ../cdktf/provider.ts by `npm run constructs:generate`; change that one.
import { resolve } from 'node:path';
import type { Construct } from 'constructs';
import {
  type SyncformProviderConfig,
  SyncformProvider as SyncformProviderResource,
} from './generated/provider/index.ts';

/**
 * The provider. Unless told otherwise, its engine keeps what it must remember in `.syncform` of the folder that the
 * program runs in, beside cdktn.json and the local state: Terraform itself runs within `cdktn.out`, which is made anew.
 */
export class SyncformProvider extends SyncformProviderResource {
  constructor(scope: Construct, id: string, config: SyncformProviderConfig = {}) {
    super(scope, id, { ...config, ...(engineIsElsewhere(config) ? {} : { dataDir: resolve('.syncform') }) });
  }
}

function engineIsElsewhere(config: SyncformProviderConfig): boolean {
  const { SYNCFORM_DATA_DIR, SYNCFORM_ENDPOINT, POLYTOMIC_DEPLOYMENT_URL } = process.env;
  const set = [config.dataDir, config.endpoint, config.deploymentUrl, SYNCFORM_DATA_DIR];
  return [...set, SYNCFORM_ENDPOINT, POLYTOMIC_DEPLOYMENT_URL].some(Boolean);
}
