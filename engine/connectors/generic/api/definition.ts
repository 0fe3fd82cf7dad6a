import { defineConnector } from '../../../contract/contract.ts';
import { manifestCapabilities } from '../../../families/manifest/capabilities.ts';
import { apiModel, apiSource } from '../../../families/manifest/definitions.ts';
import { apiTypes } from '../../../families/manifest/types.ts';
import { userTarget } from '../../../families/manifest/user-target.ts';
import { stableDigest } from '../../../kit/digest.ts';
import { apiConfig } from './config.ts';

/** An API that is not known here: a manifest whose author is the user. */
export const api = defineConnector({
  id: 'api',
  name: 'HTTP API',
  description: 'An API that answers JSON: source of models and bulk syncs, and target of syncs.',
  config: apiConfig,
  definitions: { model: apiModel, bulkSource: apiSource, syncTarget: userTarget },
  types: apiTypes,
  facets: manifestCapabilities,
  open: async (config, host) =>
    (await import('../../../families/manifest/open.ts')).openSystem(
      {
        ...config,
        streams: new Map(),
        objects: new Map(),
        errors: [],
        account: stableDigest([config.url, config.auth, config.headers]),
      },
      host,
    ),
});
