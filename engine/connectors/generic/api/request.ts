import type { HttpRequest } from '../../../families/http/client.ts';
import type { NamedValue } from '../../../families/http/config.ts';
import type { ApiConfig, Endpoint } from './config.ts';
import { isObject, jsonText, parseExactly } from './json.ts';

/** Parameters of paging and of incremental reading, by name. */
export type Parameters = Readonly<Record<string, string | number>>;

/** The address of a path under the connection's URL, with every parameter that connection and endpoint have. */
export function addressOf(
  config: Pick<ApiConfig, 'url' | 'parameters'>,
  path: string | undefined,
  parameters: readonly NamedValue[] = [],
): URL {
  const url = new URL(config.url);
  const [name = '', query = ''] = (path ?? '').split(/\?(.*)/s);
  if (name !== '') url.pathname = `${url.pathname.replace(/\/$/, '')}/${name.replace(/^\//, '')}`;
  for (const [key, value] of new URLSearchParams(query)) url.searchParams.append(key, value);
  for (const { name: key, value } of [...(config.parameters ?? []), ...parameters])
    url.searchParams.append(key, value);
  return url;
}

/** The request for a page. `url` takes the place of the endpoint's address where an answer named it. */
export function pageRequest(
  config: ApiConfig,
  endpoint: Endpoint,
  inQuery: Parameters,
  inBody: Parameters,
  url?: URL,
): HttpRequest {
  const address = url ?? addressOf(config, endpoint.path, endpoint.parameters);
  for (const [name, value] of Object.entries(inQuery)) address.searchParams.set(name, String(value));
  const given = endpoint.body ?? config.body;
  const body = Object.keys(inBody).length > 0 ? withParameters(given, inBody) : given;
  return {
    method: endpoint.method ?? (body === undefined ? 'GET' : 'POST'),
    url: address,
    conditions: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  };
}

function withParameters(body: string | undefined, parameters: Parameters): string {
  const object = body === undefined ? {} : parseExactly(body);
  return isObject(object) ? jsonText({ ...object, ...parameters }) : JSON.stringify(parameters);
}
