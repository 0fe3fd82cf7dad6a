import type { HttpRequest } from '../http/client.ts';
import type { NamedValue } from '../http/config.ts';
import { type ExactJson, isObject, jsonText, parseExactly } from './json.ts';
import type { Stream, System } from './stream.ts';
import { filled, filledJson, filledPath, type Placeholders } from './template.ts';

/** Parameters of paging and of incremental reading, by name. */
export type Parameters = Readonly<Record<string, string | number>>;

/** The address of a path under the connection's URL, with every parameter that connection and endpoint have. */
export function addressOf(
  system: Pick<System, 'url' | 'parameters'>,
  path: string | undefined,
  parameters: readonly NamedValue[] = [],
): URL {
  const url = new URL(system.url);
  const [name = '', query = ''] = (path ?? '').split(/\?(.*)/s);
  if (name !== '') url.pathname = `${url.pathname.replace(/\/$/, '')}/${name.replace(/^\//, '')}`;
  for (const [key, value] of new URLSearchParams(query)) url.searchParams.append(key, value);
  for (const { name: key, value } of [...(system.parameters ?? []), ...parameters])
    url.searchParams.append(key, value);
  return url;
}

/** What a request for a page has beside its stream: parameters, keys of the records above, a URL that an answer named. */
export interface PagePlace {
  readonly inQuery: Parameters;
  readonly inBody: Parameters;
  readonly above: Placeholders;
  /** Takes the place of the stream's address. */
  readonly url?: URL | undefined;
}

/** The request for a page. */
export function pageRequest(
  system: Pick<System, 'url' | 'parameters' | 'body'>,
  stream: Partial<Stream>,
  { inQuery, inBody, above, url }: PagePlace = { inQuery: {}, inBody: {}, above: {} },
): HttpRequest {
  const of = (values: readonly NamedValue[] = []) =>
    values.map(({ name, value }) => ({ name, value: filled(value, above) }));
  const address =
    url ??
    addressOf(
      system,
      stream.path === undefined ? undefined : filledPath(stream.path, above),
      of(stream.parameters),
    );
  for (const [name, value] of Object.entries(inQuery)) address.searchParams.set(name, String(value));
  const given = stream.body === undefined ? system.body : filledJson(stream.body, above);
  const body = Object.keys(inBody).length > 0 ? withParameters(given, inBody) : given;
  return {
    method: stream.method ?? (body === undefined ? 'GET' : 'POST'),
    url: address,
    headers: () => Object.fromEntries(of(stream.headers).map(({ name, value }) => [name, value])),
    conditions: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  };
}

/** A JSON object with parameters in it; a name with dots is a way through objects, which are made where they are not there. */
function withParameters(body: string | undefined, parameters: Parameters): string {
  const document = body === undefined ? {} : parseExactly(body);
  let object: Readonly<Record<string, ExactJson>> = isObject(document) ? document : {};
  for (const [name, value] of Object.entries(parameters)) object = withValue(object, name.split('.'), value);
  return jsonText(object);
}

function withValue(
  object: Readonly<Record<string, ExactJson>>,
  [key = '', ...rest]: readonly string[],
  value: string | number,
): Readonly<Record<string, ExactJson>> {
  if (rest.length === 0) return { ...object, [key]: value };
  const inner = object[key];
  return { ...object, [key]: withValue(isObject(inner) ? inner : {}, rest, value) };
}
