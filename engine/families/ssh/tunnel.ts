import { createServer, type Server } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import type { Client } from 'ssh2';
import { throwIfAborted, untilAborted } from '../../kit/abort.ts';
import { connectSsh, endSsh } from './client.ts';
import type { SshConfig } from './config.ts';
import { forwardingFailure } from './failures.ts';
import { ForwardedStream } from './forwarded-stream.ts';

/** A way to a server that only an SSH server can reach. */
export interface Tunnel extends AsyncDisposable {
  /** A connection to the target. Throws a ConnectionError that says what is in the way. */
  connect(signal: AbortSignal): Promise<Duplex>;
  /**
   * A port of 127.0.0.1 that leads to the target until the tunnel is closed, for clients that take no stream. Whoever can
   * connect to this machine's own ports can use it as well, and then still has to log in.
   */
  listen(signal: AbortSignal): Promise<number>;
}

export interface TunnelOptions {
  /** The target as the SSH server sees it. */
  readonly host: string;
  readonly port: number;
  /** The file in which hosts' keys are remembered. */
  readonly knownHosts: string;
}

/** The tunnel that a configuration asks for, or undefined where it asks for none. */
export function openTunnel(config: SshConfig, options: TunnelOptions): Tunnel | undefined {
  return config.ssh ? new SshTunnel(config, options) : undefined;
}

/**
 * One SSH connection, made when it is first needed, for all connections to the target. What runs over it ends with it;
 * nothing is repeated. Whoever connects after it was lost gets a new one.
 */
class SshTunnel implements Tunnel {
  readonly #config: SshConfig;
  readonly #options: TunnelOptions;
  #client: Promise<Client> | undefined;
  #listener: Promise<Server> | undefined;
  /** Everything that is to be closed with the tunnel. */
  readonly #streams = new Set<Duplex>();

  constructor(config: SshConfig, options: TunnelOptions) {
    this.#config = config;
    this.#options = options;
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    throwIfAborted(signal);
    const { host, port } = this.#options;
    const client = await untilAborted(this.#connected(), signal);
    const opened = new Promise<Duplex>((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (error) reject(forwardingFailure(error, this.#config, this.#options));
        else if (signal.aborted) channel.close();
        else resolve(this.#keep(new ForwardedStream(channel)));
      });
    });
    return untilAborted(opened, signal);
  }

  async listen(signal: AbortSignal): Promise<number> {
    await untilAborted(this.#connected(), signal);
    this.#listener ??= this.#startListening();
    return ((await this.#listener).address() as { port: number }).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const listener = await this.#listener?.catch(() => undefined);
    const closed = new Promise<void>((resolve) => (listener ? listener.close(() => resolve()) : resolve()));
    for (const stream of this.#streams) stream.destroy();
    await closed;
    const client = await this.#client?.catch(() => undefined);
    if (!client) return;
    await endSsh(client);
  }

  #keep(stream: Duplex): Duplex {
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    return stream;
  }

  #connected(): Promise<Client> {
    if (!this.#client) {
      const forget = () => {
        if (this.#client === client) this.#client = undefined;
        for (const stream of this.#streams) stream.destroy(new Error('the SSH connection was lost'));
      };
      const client = connectSsh(this.#config, this.#options.knownHosts, forget);
      this.#client = client;
      client.catch(forget);
    }
    return this.#client;
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
