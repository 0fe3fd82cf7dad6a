import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../engine/kit/json.ts';

/**
 * What a receiver does to one request: `error` answers 500, `busy` 429 and asks for a moment, `closed` 429 and asks for a
 * day, `stranger` refuses the credentials, `drop` hangs up before it has taken anything, `forget` hangs up after it has
 * taken everything, `hang` never answers.
 */
export type Trouble = 'error' | 'busy' | 'closed' | 'stranger' | 'drop' | 'forget' | 'hang';

/** A request as it arrived: what it calls itself, and its records as the system's own JSON has them. */
export interface ReceivedRequest {
  /** The same for a request that is sent again. */
  readonly key: string;
  readonly body: string;
  readonly records: readonly ReceivedRecord[];
  /** Whether the receiver took it. */
  readonly taken: boolean;
}

export interface ReceivedRecord {
  readonly operation: string;
  readonly values: JsonObject;
}

/** A real server that takes records, for the suite of the `write` facet. */
export interface Receiver {
  /** The target's id. */
  readonly target: string;
  /** The configuration under which so many records make a chunk. */
  configuration(chunk: number): JsonObject;
  /** Every request since the last `reset`, in order. */
  readonly requests: readonly ReceivedRequest[];
  reset(): void;
  /** What happens to the next requests, one each; what comes after is taken. */
  trouble(...next: readonly Trouble[]): void;
  /** Which records are refused from now on, and with what words. */
  refuse(reason: (record: ReceivedRecord) => string | undefined): void;
}

/** How a system speaks: what its requests hold, and how it answers for records. */
export interface Protocol {
  read(
    request: IncomingMessage,
    body: string,
  ): { readonly key: string; readonly records: readonly ReceivedRecord[] };
  answer(response: ServerResponse, reasons: readonly (string | undefined)[]): void;
  /** Whether the sender is known. */
  isKnown(request: IncomingMessage): boolean;
  /** Answers what brings no records. Absent: such requests are refused. */
  readonly answerOther?: (request: IncomingMessage, response: ServerResponse, body: string) => void;
  /** Whether a request that could bring records brings none. Absent: only those do that are posted. */
  readonly isOther?: (request: IncomingMessage) => boolean;
}

/** An HTTP server with knobs that make it fail. */
export class RecordServer implements Omit<Receiver, 'target' | 'configuration'>, AsyncDisposable {
  requests: ReceivedRequest[] = [];
  readonly #protocol: Protocol;
  readonly #server: Server;
  #troubles: Trouble[] = [];
  #reason: (record: ReceivedRecord) => string | undefined = () => undefined;

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => this.#handle(request, response, body));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.requests = [];
    this.#troubles = [];
    this.#reason = () => undefined;
  }

  trouble(...next: readonly Trouble[]): void {
    this.#troubles.push(...next);
  }

  refuse(reason: (record: ReceivedRecord) => string | undefined): void {
    this.#reason = reason;
  }

  #handle(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (!this.#protocol.isKnown(request)) {
      response.writeHead(401).end(`who is ${request.headers.authorization}?`);
      return;
    }
    if (request.method !== 'POST' || this.#protocol.isOther?.(request)) {
      if (this.#protocol.answerOther) this.#protocol.answerOther(request, response, body);
      else response.writeHead(405).end();
      return;
    }
    const trouble = this.#troubles.shift();
    const { key, records } = this.#protocol.read(request, body);
    this.requests.push({ key, body, records, taken: trouble === undefined || trouble === 'forget' });
    switch (trouble) {
      case 'error':
        response.writeHead(500).end('out of order');
        return;
      case 'busy':
        response.writeHead(429, { 'retry-after': '0' }).end();
        return;
      case 'closed':
        response.writeHead(429, { 'retry-after': '86400' }).end();
        return;
      case 'stranger':
        response.writeHead(403).end();
        return;
      case 'drop':
      case 'forget':
        request.socket.destroy();
        return;
      case 'hang':
        return;
      case undefined:
        this.#protocol.answer(
          response,
          records.map((record) => this.#reason(record)),
        );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
