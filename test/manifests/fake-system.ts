import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import { fieldTypes, type Manifest, type ManifestStream } from '../../engine/families/manifest/manifest.ts';
import { FakeExports } from './fake-exports.ts';
import { type AskedPage, pageOf } from './fake-pages.ts';
import { type FakeRecord, put, rowsOf } from './fake-rows.ts';
import { FakeWrites } from './fake-writes.ts';

/*
 * A server that answers as a manifest says: it knows who may ask, the streams, their pages and what is asked from when on. It is
 * made from the manifest itself, so that it proves the runtime and says nothing of the vendor.
 */

export interface FakeSystem extends AsyncDisposable {
  readonly origin: string;
  /** Addresses that were asked for, in order: method, path and query. */
  readonly requests: readonly string[];
  /** What the next so many requests are answered instead. */
  failNext(times: number, status: number, headers?: Readonly<Record<string, string>>): void;
  /** What the next request to a path of that end brings is taken, and its answer gets lost. */
  loseNextAnswer(end: string): void;
  /** What is answered to some requests, of a test that knows better than the manifest: undefined of others. */
  answers(to: (path: string, query: URLSearchParams) => unknown): void;
  /** Tokens of OAuth are refused from now on until another is asked for. */
  endTokens(): void;
  /** What was written, and what is refused. */
  readonly writes: FakeWrites;
  /** Exports that are made in the background. */
  readonly exports: FakeExports;
}

/** Every setting of a fake's connection has this value, but for those of another type. */
export const SETTING = 'setting-of-the-test';

/** The key of a client that signs its requests for tokens. */
const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_KEY = KEY.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The settings under which the fake lets in: all that are texts and have no default, and those under which there are more streams. */
export function settingsOf({ connection, streams }: Manifest): Record<string, unknown> {
  const adds = (name: string) =>
    streams.some(({ only_when }) => only_when?.field === name && only_when.equals === true);
  const settings: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(connection)) {
    if (field.type === 'boolean' && adds(name)) settings[name] = true;
    if (field.type !== 'string' || field.default !== undefined) continue;
    settings[name] = field.enum?.[0] ?? (name === 'private_key' ? PRIVATE_KEY : SETTING);
  }
  return settings;
}

/** A field that a fake says an account's objects have. */
export interface FakeField {
  readonly name: string;
  readonly type: string;
  readonly isUnique?: boolean;
}

const FIELDS: readonly FakeField[] = [
  { name: 'custom_text', type: 'string' },
  { name: 'custom_number', type: 'number' },
  { name: 'email', type: 'string', isUnique: true },
  { name: 'set_by_system', type: 'string' },
];

/** Starts a fake; `fields` are those that its objects have beside the manifest's, of a system that is asked for them. */
export async function startFake(
  manifest: Manifest,
  fields: readonly FakeField[] = FIELDS,
): Promise<FakeSystem> {
  const requests: string[] = [];
  const failures: { status: number; headers: Readonly<Record<string, string>> }[] = [];
  let tokens = 1;
  let lost: string | undefined;
  let given: (path: string, query: URLSearchParams) => unknown = () => undefined;
  const writes = new FakeWrites(manifest);
  const exports = new FakeExports(manifest);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://any');
    let text = '';
    for await (const chunk of request) text += chunk;
    requests.push(`${request.method} ${decodeURIComponent(url.pathname + url.search)}`);
    const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    if (url.pathname === '/token') return await giveToken(text, request, tokens, answer);
    const failure = failures.shift();
    if (failure) return answer(failure.status, { message: 'not now' }, failure.headers);
    if (!isKnown(request, url, manifest, tokens)) return answer(401, { message: 'who are you?' });
    const own = given(url.pathname, url.searchParams);
    if (own !== undefined) return answer(200, own);
    const written = writes.answer(request, url, text);
    if (written && lost !== undefined && url.pathname.endsWith(lost)) {
      lost = undefined;
      return request.socket.destroy();
    }
    if (written) return answer(written.status, written.document);
    const exported = exports.answer(request.method, url, text);
    if (exported) return response.writeHead(exported.status, exported.headers).end(exported.body);
    return route(manifest, fields, url, text, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    requests,
    writes,
    exports,
    failNext: (times, status, headers = {}) => {
      for (let i = 0; i < times; i++) failures.push({ status, headers });
    },
    loseNextAnswer: (end) => {
      lost = end;
    },
    answers: (to) => {
      given = to;
    },
    endTokens: () => {
      tokens++;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type Answer = (status: number, body: unknown, headers?: Readonly<Record<string, string>>) => unknown;

async function giveToken(
  text: string,
  request: IncomingMessage,
  tokens: number,
  answer: Answer,
): Promise<unknown> {
  const form = new URLSearchParams(text);
  const signed = form.get('assertion') ?? form.get('client_assertion');
  const basic = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
  const isClient = form.get('client_secret') === SETTING || basic === `${SETTING}:${SETTING}`;
  const isRight =
    signed === null
      ? isClient && [null, SETTING].includes(form.get('refresh_token'))
      : await jwtVerify(signed, KEY.publicKey).then(
          () => true,
          () => false,
        );
  if (!isRight) return answer(401, { error: 'invalid_client' });
  return answer(200, { access_token: `token-${tokens}`, expires_in: 3600 });
}

/** Whether a request shows what one of the manifest's ways to sign in has it show. */
function isKnown(
  { headers }: IncomingMessage,
  url: URL,
  { authentication }: Manifest,
  tokens: number,
): boolean {
  const filled = (text: string) => text.replaceAll(/\{\w+\}/g, SETTING);
  const isShown = (way: Manifest['authentication'][number]): boolean => {
    switch (way.kind) {
      case 'bearer':
        return headers.authorization === `Bearer ${filled(way.token)}`;
      case 'header':
        return headers[way.name.toLowerCase()] === filled(way.value);
      case 'query':
        return url.searchParams.get(way.name) === filled(way.value);
      case 'basic':
        return headers.authorization === `Basic ${btoa(`${filled(way.user)}:${filled(way.password)}`)}`;
      case 'jwt':
        return headers.authorization === `Bearer token-${tokens}`;
      case 'oauth':
        return headers.authorization === `${way.prefix} token-${tokens}`;
    }
  };
  return authentication.some(isShown);
}

function route(
  manifest: Manifest,
  fields: readonly FakeField[],
  url: URL,
  text: string,
  answer: Answer,
): unknown {
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : undefined;
  const { found } = manifest;
  if (found && matched(found.path, url.pathname)) return answer(200, listed(found, manifest));
  // Of streams at one path, the one that asks for most.
  const streams = manifest.streams.toSorted(
    (a, b) => Object.keys(b.query ?? {}).length - Object.keys(a.query ?? {}).length,
  );
  for (const stream of streams) {
    const { describe } = stream;
    if (describe && matched(describe.path, url.pathname)) {
      const records = [...fields, ...timesOf(stream)].map((field) => describedField(describe, field));
      return answer(200, describe.records ? { [describe.records]: records } : records);
    }
    const values = matched(stream.path, url.pathname);
    if (!values || !isFor(stream, manifest, url, body)) continue;
    const inQuery = Object.entries(stream.query ?? {}).flatMap(([name, value]) =>
      value.includes('{parent.') ? (url.searchParams.get(name) ?? []) : [],
    );
    const asked: AskedPage = { url, body, parents: [...values, ...inQuery] };
    const { status = 200, document, headers } = pageOf(stream, asked, rowsOf(stream, asked));
    return answer(status, document, headers);
  }
  return answer(404, { message: `nothing at ${url.pathname}` });
}

/** What a call for the account's objects answers: those that the manifest lists. */
function listed({ records, name, where }: NonNullable<Manifest['found']>, manifest: Manifest): unknown {
  const objects = manifest.streams.map((stream) => {
    const object: FakeRecord = {};
    put(object, name, stream.name);
    for (const { at, is } of where) put(object, at, is === 'true' ? true : is);
    return object;
  });
  return records ? { [records]: objects } : objects;
}

/** A field as a call for fields answers it. */
function describedField(
  describe: Exclude<ManifestStream['describe'], false | undefined>,
  { name, type, isUnique = false }: FakeField,
): FakeRecord {
  const field: FakeRecord = {};
  put(field, describe.name, name);
  put(field, describe.type ?? 'type', type);
  if (describe.unique !== undefined) put(field, describe.unique, isUnique);
  for (const path of describe.writable ?? []) put(field, path, name !== 'set_by_system');
  if (describe.read_only !== undefined) put(field, describe.read_only, name === 'set_by_system');
  return field;
}

/** The field that a stream is asked from by, where it is one of those that are described. */
function timesOf({ incremental, describe, fields, odd_fields }: ManifestStream) {
  if (!incremental || !describe || fieldTypes({ fields, odd_fields }).has(incremental.field)) return [];
  const type = Object.entries(describe.types ?? {}).find(([, one]) => one === 'datetime_tz')?.[0];
  return type === undefined ? [] : [{ name: incremental.field, type }];
}

/** The values of a path's placeholders where an address is of that path; undefined of another. */
function matched(path: string, pathname: string): readonly string[] | undefined {
  const [plain = ''] = path.split('?');
  const pattern = plain
    .replace(/^\//, '')
    .split(/\{[^}]*\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('([^/]+)');
  const found = new RegExp(`^/base/?${pattern}/?$`).exec(decodeURIComponent(pathname));
  return found ? found.slice(1) : undefined;
}

/** Whether a request asks for a stream, of those at one path: by the query that it always has, or by its GraphQL. */
function isFor(
  stream: ManifestStream,
  manifest: Manifest,
  url: URL,
  body: Record<string, unknown> | undefined,
): boolean {
  const query = [...Object.entries(stream.query ?? {}), ...new URLSearchParams(stream.path.split('?')[1])];
  const isAsked = query.every(([name, value]) => {
    const given = url.searchParams.getAll(name);
    return /\{/.test(value) ? given.length > 0 : given.includes(value);
  });
  const { describe } = stream;
  if (describe && describe.text !== undefined) {
    const [before = '', after = ''] = describe.text.replace('{since}', '').split('{names}');
    const text = url.searchParams.get(describe.parameter ?? '') ?? '';
    return isAsked && text.startsWith(before) && ` ${text} `.includes(`${after} `);
  }
  if (manifest.graphql === undefined || stream.with?.root === undefined) return isAsked;
  return String(body?.query).includes(` ${stream.with.root}(`);
}
