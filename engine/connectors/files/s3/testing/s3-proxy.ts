import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a request: it passes, is told to slow down, is never answered, or its answer breaks off half-way. */
export type Fate = 'pass' | 'busy' | 'stall' | 'cut';

/** A way to an S3 server on 127.0.0.1 on which things happen. The server checks signatures of what passes. */
export class S3Proxy implements AsyncDisposable {
  fate: (request: IncomingMessage) => Fate = () => 'pass';
  readonly #server: Server;

  static async open(port: number): Promise<S3Proxy> {
    const proxy = new S3Proxy(port);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  private constructor(port: number) {
    this.#server = createServer((incoming, response) => {
      const fate = this.fate(incoming);
      if (fate === 'pass' || fate === 'cut') forward(port, incoming, response, fate === 'cut');
      else if (fate === 'busy')
        incoming.resume().on('end', () => {
          response.writeHead(503, { 'content-type': 'application/xml' });
          response.end(
            '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
          );
        });
    });
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function forward(port: number, incoming: IncomingMessage, response: ServerResponse, isCut: boolean): void {
  const { method, url, rawHeaders } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers: rawHeaders }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    if (!isCut) answer.pipe(response);
    else
      answer.once('data', (chunk: Buffer) => response.write(chunk.subarray(0, 10), () => response.destroy()));
  });
  onward.on('error', () => response.destroy());
  incoming.on('error', () => onward.destroy());
  incoming.pipe(onward);
}
