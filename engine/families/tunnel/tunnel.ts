import { createServer, type Server } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';

/** A way to a server that this machine cannot reach by its address alone. */
export interface Tunnel extends AsyncDisposable {
  /** A connection to the target. Throws a ConnectionError that says what is in the way. */
  connect(signal: AbortSignal): Promise<Duplex>;
  /**
   * A port of 127.0.0.1 that leads to the target until the tunnel is closed, for clients that take no stream. Whoever can
   * connect to this machine's own ports can use it as well, and then still has to log in.
   */
  listen(signal: AbortSignal): Promise<number>;
}

/** How a tunnel reaches its target. */
export interface Carrier extends AsyncDisposable {
  /** Makes ready what all connections share. Throws a ConnectionError that says what is in the way. */
  prepare(signal: AbortSignal): Promise<void>;
  /** A new connection to the target. */
  open(signal: AbortSignal): Promise<Duplex>;
}

/** A tunnel's connections and its port of this machine, over what carries them. Closing it closes all of them. */
export class CarriedTunnel implements Tunnel {
  readonly #carrier: Carrier;
  #listener: Promise<Server> | undefined;
  /** Everything that is to be closed with the tunnel. */
  readonly #streams = new Set<Duplex>();

  constructor(carrier: Carrier) {
    this.#carrier = carrier;
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    return this.#keep(await this.#carrier.open(signal));
  }

  async listen(signal: AbortSignal): Promise<number> {
    await this.#carrier.prepare(signal);
    this.#listener ??= this.#startListening();
    return ((await this.#listener).address() as { port: number }).port;
  }

  /** Ends all connections, because what carried them is gone. */
  lose(error: Error): void {
    for (const stream of this.#streams) stream.destroy(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const listener = await this.#listener?.catch(() => undefined);
    const closed = new Promise<void>((resolve) => (listener ? listener.close(() => resolve()) : resolve()));
    for (const stream of this.#streams) stream.destroy();
    await closed;
    await this.#carrier[Symbol.asyncDispose]();
  }

  #keep(stream: Duplex): Duplex {
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    return stream;
  }

  #startListening(): Promise<Server> {
    const never = new AbortController().signal;
    const server = createServer((socket) => {
      this.#keep(socket).on('error', () => {});
      this.connect(never).then(
        (channel) => {
          pipeline(socket, channel, () => {});
          pipeline(channel, socket, () => {});
        },
        (error: Error) => socket.destroy(error),
      );
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
  }
}
