import { defineConnector } from '../../../contract/contract.ts';
import { jsonTypes } from '../../../families/http/json-types.ts';
import { webhookCapabilities } from './capabilities.ts';
import { syncTargetConfig, webhookConfig } from './config.ts';

export const webhook = defineConnector({
  id: 'webhook',
  name: 'Webhook',
  description:
    'An HTTP endpoint of yours: target of syncs. Records that are new, changed or removed are posted to it as signed batches of JSON.',
  config: webhookConfig,
  definitions: { syncTarget: syncTargetConfig },
  types: jsonTypes,
  facets: webhookCapabilities,
  generate: (random) => ({ secret: `whsec_${random(32).toString('base64')}` }),
  open: async (config, host) => (await import('./open.ts')).openWebhook(config, host),
});
