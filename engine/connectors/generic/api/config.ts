import { z } from 'zod';
import {
  authField,
  headersField,
  parametersField,
  privateAddressesField,
  requestTimeoutField,
  webAddress,
} from '../../../families/http/config.ts';
import { jsonText } from '../../../families/manifest/endpoint.ts';

/** What a connection to an HTTP API needs. */
export const apiConfig = z.strictObject({
  url: webAddress.meta({
    title: 'URL',
    isPlace: true,
    description: 'Address of the API, http or https; the paths of models and objects come after it.',
  }),
  headers: headersField,
  parameters: parametersField,
  body: jsonText.optional().meta({
    title: 'Body',
    description: 'JSON that requests carry. A request that has a body is a POST.',
  }),
  healthcheck: z.string().optional().meta({
    title: 'Health check',
    description: 'Path that a test of the connection asks for; the URL itself if not set.',
  }),
  auth: authField,
  requests_per_second: z.number().positive().optional().meta({
    title: 'Requests per second',
    description:
      'How many requests are sent in a second at most. 429 and Retry-After are respected in any case.',
  }),
  request_timeout: requestTimeoutField,
  allow_private_addresses: privateAddressesField(false),
});
