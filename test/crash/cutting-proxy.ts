import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that breaks: a proxy that cuts its lines once so many bytes have passed, or falls silent. */
export class CuttingProxy implements AsyncDisposable {
  /** Bytes that pass in either direction, over all lines, before every line is cut; undefined while none is. */
  cutAfter: number | undefined;
  #isSilent = false;
  readonly #server;
  readonly #sockets = new Set<Socket>();
  #passed = 0;

  static async open(port: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(port);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(port: number) {
    this.#server = createServer((client) => {
      const server = connect(port, '127.0.0.1');
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#sockets.delete(from);
          // Of a line that fell silent, not even its end is heard.
          if (!this.#isSilent) to.destroy();
        });
        from.on('data', (chunk) => {
          if (this.#isSilent) {
            from.pause();
            return;
          }
          this.#passed += chunk.length;
          if (this.cutAfter !== undefined && this.#passed > this.cutAfter) this.#cut();
          else if (!to.write(chunk)) {
            from.pause();
            to.once('drain', () => from.resume());
          }
        });
      }
    });
  }

  /** Lets nothing through any more, on lines that are there and on new ones, which it still takes. */
  fallSilent(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.pause();
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts all lines once so many more bytes have passed. */
  cutIn(bytes: number): void {
    this.cutAfter = this.#passed + bytes;
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
