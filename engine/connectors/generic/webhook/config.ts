import { z } from 'zod';
import {
  basicAuth,
  headerAuth,
  headersField,
  oauthClient,
  privateAddressesField,
  queryAuth,
  requestTimeoutField,
  webAddress,
} from '../../../families/http/config.ts';

const when = (equals: string) => ({ field: 'auth_method', equals }) as const;

/** What a connection to a webhook needs. */
export const webhookConfig = z.strictObject({
  url: webAddress.meta({
    title: 'URL',
    isPlace: true,
    description: 'Address that records are posted to, http or https.',
  }),
  auth_method: z
    .enum(['polytomic_secret', 'basic', 'header', 'query', 'oauth_client_credentials'])
    .default('polytomic_secret')
    .meta({
      title: 'Authentication',
      description:
        'How the receiver knows who sends. Every request is signed with the connection’s secret whatever this is; with polytomic_secret the signature alone proves it.',
    }),
  secret: z.string().optional().meta({
    title: 'Secret',
    description:
      'What requests are signed with: whsec_ and 32 random bytes in base64. Made when the connection is created; `syncform connections secret <connection>` shows it, for the receiver.',
    sensitive: true,
    readOnly: true,
  }),
  basic: basicAuth
    .optional()
    .meta({ title: 'Basic', description: 'User and password.', onlyWhen: when('basic'), required: true }),
  header: headerAuth.optional().meta({
    title: 'Header',
    description: 'A header that proves who sends.',
    onlyWhen: when('header'),
    required: true,
  }),
  query: queryAuth.optional().meta({
    title: 'Query',
    description: 'Query parameters that prove who sends.',
    onlyWhen: when('query'),
    required: true,
  }),
  oauth: oauthClient.optional().meta({
    title: 'OAuth',
    description: 'OAuth 2 client credentials.',
    onlyWhen: when('oauth_client_credentials'),
    required: true,
  }),
  headers: headersField,
  request_timeout: requestTimeoutField,
  allow_private_addresses: privateAddressesField(false),
});

export type WebhookConfig = z.output<typeof webhookConfig>;

/** How records are sent. */
export const syncTargetConfig = z.strictObject({
  batch_size: z.int().min(1).max(10_000).default(500).meta({
    title: 'Batch size',
    description:
      'Records in one request, at most. A request is no larger than 1 MB anyway, unless a single record is.',
  }),
});
