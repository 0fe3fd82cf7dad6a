import { defineConnector } from '../../../contract/contract.ts';
import { apiModel, apiSource } from '../../../families/manifest/definitions.ts';
import { apiTypes } from '../../../families/manifest/types.ts';
import { apiConfig } from './config.ts';

/** An API that is not known here: a manifest whose author is the user. */
export const api = defineConnector({
  id: 'api',
  name: 'HTTP API',
  description: 'An API that answers JSON: source of models and bulk syncs.',
  config: apiConfig,
  definitions: { model: apiModel, bulkSource: apiSource },
  types: apiTypes,
  facets: ['test', 'discover', 'query', 'read'],
  open: async (config, host) =>
    (await import('../../../families/manifest/open.ts')).openSystem(
      { ...config, streams: new Map(), errors: [] },
      host,
    ),
});
