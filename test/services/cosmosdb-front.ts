import { createHmac, randomBytes } from 'node:crypto';
import {
  request as ask,
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { CosmosdbFeed } from './cosmosdb-feed.ts';

/** A request as it stands on the line. */
export interface CosmosdbRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer in the server's place, or what becomes of the server's. */
export type FrontAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang up'
  | 'hang up after'
  | 'never'
  | undefined;

/**
 * What cosmosdb-server lacks, in front of it at a port of 127.0.0.1: it checks who asks by the key's signature, as Cosmos DB does
 * (https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources), has a change feed, and answers in the
 * server's place where it is told to.
 */
export class CosmosdbFront implements AsyncDisposable {
  readonly key = randomBytes(48).toString('base64');
  /** Every request since the last time that somebody emptied it. */
  requests: CosmosdbRequest[] = [];
  /** Decides on each request of one who is known. */
  decide: (request: CosmosdbRequest) => FrontAnswer = () => undefined;
  /** The request units that each answer says that it cost. Undefined: what the server says. */
  charge: number | undefined;
  /** What becomes of an answer's body. */
  rewrite: (body: string, request: CosmosdbRequest) => string = (body) => body;
  /** Of what is written by way of this front. */
  readonly feed = new CosmosdbFeed();
  readonly #server: Server;
  readonly #port: number;

  static async open(port: number): Promise<CosmosdbFront> {
    const front = new CosmosdbFront(port);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  private constructor(port: number) {
    this.#port = port;
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => this.#serve(request, Buffer.concat(parts).toString('utf8'), response));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #serve(incoming: IncomingMessage, body: string, response: ServerResponse): void {
    const request: CosmosdbRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers as Record<string, string>,
      body,
    };
    if (!this.#isKnown(request)) {
      const message = 'The input authorization token can’t serve the request.';
      response.writeHead(401).end(JSON.stringify({ code: 'Unauthorized', message }));
      return;
    }
    this.requests.push(request);
    const answer = this.decide(request) ?? this.feed.answer(request);
    if (answer === 'never') return;
    if (answer === 'hang up') return void incoming.socket.destroy();
    if (typeof answer === 'object') {
      response.writeHead(answer.status, answer.headers).end(answer.body ?? '{}');
      return;
    }
    const { method, path, headers } = request;
    const to = { host: '127.0.0.1', port: this.#port, method, path, headers };
    const passed = ask(to, (theirs) => {
      const parts: Buffer[] = [];
      theirs.on('data', (part: Buffer) => parts.push(part));
      theirs.on('end', () => {
        if (answer === 'hang up after') return void incoming.socket.destroy();
        const { connection: _, 'content-length': __, 'transfer-encoding': ___, ...rest } = theirs.headers;
        if (this.charge !== undefined) rest['x-ms-request-charge'] = String(this.charge);
        const text = Buffer.concat(parts).toString('utf8');
        this.feed.note(request, theirs.statusCode ?? 500, text);
        response.writeHead(theirs.statusCode ?? 500, rest);
        response.end(this.rewrite(text, request));
      });
    });
    passed.on('error', () => incoming.socket.destroy());
    passed.end(body);
  }

  #isKnown({ method, path, headers }: CosmosdbRequest): boolean {
    const parts = decodeURIComponent(path.split('?')[0] ?? '')
      .split('/')
      .filter((part) => part !== '');
    // A path ends with an id, or with the type of what is listed or made; a list has its parent's link.
    const isList = parts.length % 2 === 1;
    const type = (isList ? parts.at(-1) : parts.at(-2)) ?? '';
    const link = (isList ? parts.slice(0, -1) : parts).join('/');
    const text = `${method.toLowerCase()}\n${type}\n${link}\n${(headers['x-ms-date'] ?? '').toLowerCase()}\n\n`;
    const signature = createHmac('sha256', Buffer.from(this.key, 'base64')).update(text).digest('base64');
    return decodeURIComponent(headers.authorization ?? '') === `type=master&ver=1.0&sig=${signature}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
