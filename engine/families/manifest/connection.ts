import { z } from 'zod';
import type { ConfigSchema } from '../../contract/config-schema.ts';
import { stableDigest } from '../../kit/digest.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { type AuthConfig, privateAddressesField, requestTimeoutField, webAddress } from '../http/config.ts';
import type { Manifest, ManifestInput } from './manifest.ts';
import type { System } from './stream.ts';
import { foundIn, named, queryLanguageIn, streamsOf } from './streams.ts';
import { filled, type Placeholders, placeholdersOf } from './template.ts';
import { foundWritable, namedWritable, writablesOf } from './writables.ts';

/** What a connection to any system has, beside the fields of its manifest. */
const common = {
  base_url: webAddress.optional().meta({
    title: 'Base URL',
    isPlace: true,
    description:
      'Address of the API in place of the system’s own: of a proxy, or a region that is not known here.',
  }),
  requests_per_second: z.number().positive().optional().meta({
    title: 'Requests per second',
    description:
      'How many requests are sent in a second at most; what the system allows, as far as it is known, if not set. 429 and Retry-After are respected in any case.',
  }),
  daily_share: z.int().min(1).max(100).optional().meta({
    title: 'Daily share',
    description:
      'How many percent of the requests that the account may send in a day are sent at most, where that number is known; the rest is left to others. All processes that share the store count together. All of them if not set.',
  }),
  request_timeout: requestTimeoutField,
  allow_private_addresses: privateAddressesField(false),
};

/** The same of a system that tokens are asked for. */
const ofTokens = {
  token_endpoint: webAddress.optional().meta({
    title: 'Token endpoint',
    description:
      'Where tokens are asked for, in place of the system’s own address: at a proxy, or in a region that is not known here.',
  }),
};

type Settings = Readonly<Record<string, string | number | boolean | undefined>> & {
  readonly base_url?: string | undefined;
  readonly token_endpoint?: string | undefined;
  readonly requests_per_second?: number | undefined;
  readonly daily_share?: number | undefined;
  readonly request_timeout: number;
  readonly allow_private_addresses: boolean;
};

/** The schema of a connection to a system, from its manifest. */
export function connectionSchema({
  connection,
  name,
  authentication,
}: Pick<ManifestInput, 'connection' | 'name' | 'authentication'>): ConfigSchema {
  const fields = Object.entries(connection).map(([id, field]) => {
    const title = field.title ?? titleOf(id);
    const base =
      field.type === 'boolean'
        ? z.boolean()
        : field.type === 'integer'
          ? z.int()
          : textOf(field.enum, field.required ?? false);
    const given =
      field.default !== undefined
        ? (base as z.ZodType).default(field.default)
        : field.required && field.only_when === undefined
          ? base
          : base.optional();
    return [
      id,
      given.meta({
        title,
        description: field.description ?? `${title} of the ${name} account.`,
        ...(field.sensitive ? { sensitive: true } : {}),
        ...(field.is_place ? { isPlace: true } : {}),
        ...(field.only_when ? { onlyWhen: field.only_when, required: field.required ?? false } : {}),
      }),
    ] as const;
  });
  const asks = authentication.some(({ kind }) => kind === 'oauth' || kind === 'jwt');
  return z.strictObject({ ...Object.fromEntries(fields), ...common, ...(asks ? ofTokens : {}) });
}

/** `client_id` → `Client id`. */
function titleOf(id: string): string {
  const words = id.replaceAll('_', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function textOf(options: readonly string[] | undefined, isRequired: boolean) {
  if (options) return z.enum(options as [string, ...string[]]);
  return isRequired ? z.string().min(1) : z.string();
}

/** A connection to a system as its manifest and its settings make it. Throws a ConnectionError where no way to sign in is complete. */
export function systemOf(manifest: Manifest, settings: Settings): System {
  const values = Object.fromEntries(
    Object.keys(manifest.connection).map((name) => [name, String(settings[name] ?? '')]),
  );
  const streams = new Map(
    [...streamsOf(manifest, values)].filter(([name]) => isThere(manifest, name, settings)),
  );
  const url = settings.base_url ?? filled(baseUrlOf(manifest, values), values);
  const auth = authOf(manifest, settings, values);
  const found = foundIn(manifest, values, (name) =>
    foundWritable(name, manifest, values, found?.stream(name)),
  );
  return {
    url,
    headers: named(manifest.headers ?? {}, values),
    auth,
    requests_per_second: settings.requests_per_second ?? manifest.requests_per_second,
    request_timeout: settings.request_timeout,
    allow_private_addresses: settings.allow_private_addresses,
    check: streams.get(manifest.check),
    streams,
    errors: manifest.errors ?? [],
    requests_per_day: manifest.requests_per_day,
    requests_at_once: manifest.requests_at_once,
    own_requests_per_day: ownLimit(manifest, settings),
    share: settings.daily_share === undefined ? undefined : settings.daily_share / 100,
    wait_headers: manifest.wait_headers,
    daily_limit: manifest.daily_limit,
    cost_header: manifest.cost_header,
    account: stableDigest([manifest.id, url, auth]),
    objects: new Map(
      [...writablesOf(manifest, values, streams)].filter(([name]) => placeholdersOf(name).length === 0),
    ),
    named: (name) => namedWritable(name, manifest, values, streams),
    found,
    queryLanguage: queryLanguageIn(manifest),
  };
}

/** The first address whose settings are all given; the last one where none is. */
function baseUrlOf({ base_url }: Manifest, values: Placeholders): string {
  if (typeof base_url === 'string') return base_url;
  const isGiven = (url: string) => placeholdersOf(url).every((name) => values[name] !== '');
  return base_url.find(isGiven) ?? (base_url.at(-1) as string);
}

/** Whether a stream is there under the connection's settings. */
function isThere({ streams }: Manifest, name: string, settings: Settings): boolean {
  const when = streams.find((one) => one.name === name)?.only_when;
  return when === undefined || settings[when.field] === when.equals;
}

/** How many requests the user lets us send in a day; undefined where that is not said, or another setting says that it does not count. */
function ownLimit({ own_limit: name, connection }: Manifest, settings: Settings): number | undefined {
  const value = name === undefined ? undefined : settings[name];
  const when = connection[name ?? '']?.only_when;
  const counts = when === undefined || settings[when.field] === when.equals;
  return typeof value === 'number' && counts ? value : undefined;
}

/** The first way to sign in whose settings are all there. */
function authOf({ authentication, name }: Manifest, settings: Settings, values: Placeholders): AuthConfig {
  const fits = authentication.filter(({ when = {} }) =>
    Object.entries(when).every(([field, value]) => (settings[field] ?? '') === value),
  );
  const missing = (way: (typeof fits)[number]) =>
    placeholdersOf(JSON.stringify(way)).filter((field) => values[field] === '');
  const way = fits.find((candidate) => missing(candidate).length === 0);
  if (!way) {
    const ways = fits.map((candidate) => missing(candidate).join(' and '));
    throw new ConnectionError('user or password', `${name} needs ${ways.join(', or ')}`, {
      hint: 'Set it in the connection’s configuration.',
    });
  }
  const text = (template: string) => filled(template, values);
  const formIn = (form: Readonly<Record<string, string>> = {}) =>
    Object.entries(form).map(([name, value]) => ({ name, value: text(value) }));
  switch (way.kind) {
    case 'bearer':
      return { header: { name: 'Authorization', value: `Bearer ${text(way.token)}` } };
    case 'header':
      return { header: { name: way.name, value: text(way.value) } };
    case 'query':
      return { query: [{ name: way.name, value: text(way.value) }] };
    case 'basic':
      return { basic: { username: text(way.user), password: text(way.password) } };
    case 'jwt':
      return {
        oauth: {
          token_endpoint: settings.token_endpoint ?? text(way.token_url),
          client_id: '',
          client_secret: '',
          auth_style: 1,
          assertion: {
            of: way.of,
            algorithm: way.algorithm,
            key: text(way.private_key),
            key_id: way.key_id && text(way.key_id),
            claims: Object.fromEntries(
              Object.entries(way.claims).map(([name, value]) => [name, text(value)]),
            ),
            lasts: way.lasts_seconds,
          },
          ...(way.scopes ? { scopes: way.scopes } : {}),
          extra_form_data: formIn(way.form),
        },
      };
    case 'oauth':
      return {
        oauth: {
          token_endpoint: settings.token_endpoint ?? text(way.token_url),
          client_id: text(way.client_id),
          client_secret: text(way.client_secret),
          auth_style: { either: 0, form: 1, header: 2 }[way.send],
          ...(way.refresh_token === undefined ? {} : { refresh_token: text(way.refresh_token) }),
          ...(way.scopes ? { scopes: way.scopes } : {}),
          extra_form_data: formIn(way.form),
          prefix: way.prefix,
        },
      };
  }
}
