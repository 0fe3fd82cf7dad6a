import { z } from 'zod';

/*
 * The fields that every connection over HTTP has, in the names of Polytomic's `csv`, `api` and `webhook` connections.
 * They are declared here once; each connector puts them into a schema of its own.
 */

/** An address. A ZodString still, which schemas are derived from. */
export const webAddress = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    message: 'must be an http or https URL',
  })
  .refine((text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), {
    message:
      'must not hold a user and password: they belong into the authentication, where they are kept secret',
  });

/** A name and a value: a header, a query parameter, a form field. */
export const namedValue = (what: string, sensitive: boolean) =>
  z.strictObject({
    name: z
      .string()
      .min(1)
      .meta({ title: 'Name', description: `Name of the ${what}.` }),
    value: z.string().meta({ title: 'Value', description: `Value of the ${what}.`, sensitive }),
  });

export const basicAuth = z.strictObject({
  username: z.string().meta({ title: 'User' }),
  password: z.string().meta({ title: 'Password', sensitive: true }),
});

export const headerAuth = namedValue('header', true);
export const queryAuth = z.array(namedValue('query parameter', true));

export const oauthClient = z.strictObject({
  client_id: z.string().min(1).meta({ title: 'Client id' }),
  client_secret: z.string().meta({ title: 'Client secret', sensitive: true }),
  token_endpoint: webAddress.meta({ title: 'Token endpoint', description: 'Where tokens are requested.' }),
  extra_form_data: z
    .array(namedValue('form field', false))
    .optional()
    .meta({ title: 'Extra form data', description: 'Fields that are sent to the token endpoint as well.' }),
  scopes: z.array(z.string()).optional().meta({ title: 'Scopes' }),
  auth_style: z.int().min(0).max(2).default(0).meta({
    title: 'Authentication style',
    description:
      'How the client’s id and secret are sent: 1 in the form, 2 in the Authorization header, 0 tries the header and then the form.',
  }),
});

/** `auth` of a source: how the server knows who asks. */
export const authField = z
  .strictObject({
    basic: basicAuth.optional().meta({ title: 'Basic', description: 'User and password.' }),
    header: headerAuth.optional().meta({ title: 'Header', description: 'A header that proves who asks.' }),
    query: queryAuth
      .optional()
      .meta({ title: 'Query', description: 'Query parameters that prove who asks.' }),
    oauth: oauthClient.optional().meta({ title: 'OAuth', description: 'OAuth 2 client credentials.' }),
  })
  .optional()
  .meta({ title: 'Authentication', description: 'How the server knows who asks.' });

export const headersField = z
  .array(namedValue('header', true))
  .optional()
  .meta({ title: 'Headers', description: 'Headers that are sent along.' });

export const parametersField = z
  .array(namedValue('query parameter', false))
  .optional()
  .meta({ title: 'Parameters', description: 'Query parameters that are added to the URL.' });

export const privateAddressesField = (unlessSaid: boolean) =>
  z.boolean().default(unlessSaid).meta({
    title: 'Allow private addresses',
    description:
      'Whether requests may go to this machine and to private networks. Link-local addresses and the metadata services of clouds are refused anyway.',
  });

export const requestTimeoutField = z.int().min(1).max(3600).default(60).meta({
  title: 'Request timeout',
  description: 'Seconds that one try of a request may take until its whole answer is there.',
});

export type OauthConfig = z.output<typeof oauthClient> & {
  /** Tokens are requested with it (RFC 6749, 6); for the client itself where there is none. */
  readonly refresh_token?: string;
  /** What stands before the token in the Authorization header; `Bearer` if not set. */
  readonly prefix?: string;
  /** A signed statement with which tokens are requested in place of the client's secret. */
  readonly assertion?: Assertion | undefined;
};

/** A JSON Web Token that the client signs with its private key. */
export interface Assertion {
  /** Whether it stands for a user (RFC 7523, 2.1) or for the client itself (2.2). */
  readonly of: 'user' | 'client';
  readonly algorithm: string;
  /** The private key, as PEM text. */
  readonly key: string;
  readonly key_id?: string | undefined;
  readonly claims: Readonly<Record<string, string>>;
  /** How long it holds, in seconds. */
  readonly lasts: number;
}

export type AuthConfig = Omit<NonNullable<z.output<typeof authField>>, 'oauth'> & {
  readonly oauth?: OauthConfig | undefined;
};
export type NamedValue = z.output<typeof headerAuth>;
