import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConnectorDefinition, OpenConnector } from '../../engine/contract/contract.ts';
import { never, testHost } from '../contract/open-connector.ts';

/*
 * Requests as they go out to a business system, for a test that says them in full: a reader who knows the system can judge them
 * there. The answers are what the test says; the system itself is not asked.
 */

/** A request: its method and its address on one line, in plain letters, and its body. */
export interface Sent {
  readonly line: string;
  readonly body?: unknown;
}

export interface Exchange extends AsyncDisposable {
  readonly connection: OpenConnector;
  /** What was sent since, in order. */
  taken(): readonly Sent[];
  /** The headers of the request that came last. */
  lastHeaders(): Readonly<Record<string, string | string[] | undefined>>;
}

/** What a server answers to a request: a document, or a status with one. */
export type Answers = (line: string, body: unknown) => unknown;

/** An answer of another status than 200. */
export class Status {
  readonly status: number;
  readonly document: unknown;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, document: unknown = '', headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.document = document;
    this.headers = headers;
  }
}

/** Opens a connection with these settings to a server that answers so. Tokens are asked of the same server, at `/token`. */
export async function startExchange(
  definition: ConnectorDefinition,
  settings: Readonly<Record<string, unknown>>,
  answers: Answers,
): Promise<Exchange> {
  const sent: Sent[] = [];
  let headers: Exchange['lastHeaders'] extends () => infer H ? H : never = {};
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    headers = request.headers;
    const isJson = request.headers['content-type']?.startsWith('application/json') === true;
    const body: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text;
    const line = `${request.method} ${decodeURIComponent((request.url ?? '').replaceAll('+', ' '))}`;
    sent.push({ line, ...(body === undefined ? {} : { body }) });
    const answer = answers(line, body);
    const {
      status,
      document,
      headers: more,
    } = answer instanceof Status ? answer : new Status(200, answer ?? {});
    response
      .writeHead(status, { 'content-type': 'application/json', ...more })
      .end(document === '' ? '' : JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const host = await testHost();
  const hasTokens = 'token_endpoint' in (definition.config as unknown as { shape: object }).shape;
  const connection = await definition.open(
    definition.config.parse({
      base_url: url,
      ...(hasTokens ? { token_endpoint: `${url}/token` } : {}),
      allow_private_addresses: true,
      ...settings,
    }),
    host,
  );
  return {
    connection,
    taken: () => sent.splice(0),
    lastHeaders: () => headers,
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await host[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Reads fields of an object, to the end of its pages; from a value on where one is given. */
export async function readAll(
  { connection }: Exchange,
  object: string,
  fields: readonly string[],
  after?: { readonly field: string; readonly value: string },
): Promise<number> {
  const extraction = await connection.facets.read?.extract(
    { object, fields, configuration: {}, after },
    never,
  );
  return extraction?.rejected?.length ?? 0;
}
