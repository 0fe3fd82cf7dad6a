import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { throwIfAborted, untilAborted } from '../../kit/abort.ts';
import { CarriedTunnel, type Carrier, type Tunnel } from '../tunnel/tunnel.ts';
import { connectSsh, endSsh } from './client.ts';
import type { SshConfig } from './config.ts';
import { forwardingFailure } from './failures.ts';
import { ForwardedStream } from './forwarded-stream.ts';

export interface TunnelOptions {
  /** The target as the SSH server sees it. */
  readonly host: string;
  readonly port: number;
  /** The file in which hosts' keys are remembered. */
  readonly knownHosts: string;
}

/** The tunnel that a configuration asks for, or undefined where it asks for none. */
export function openTunnel(config: SshConfig, options: TunnelOptions): Tunnel | undefined {
  if (!config.ssh) return undefined;
  const carrier = new SshCarrier(config, options, () =>
    tunnel.lose(new Error('the SSH connection was lost')),
  );
  const tunnel = new CarriedTunnel(carrier);
  return tunnel;
}

/**
 * One SSH connection, made when it is first needed, for all connections to the target. What runs over it ends with it;
 * nothing is repeated. Whoever connects after it was lost gets a new one.
 */
class SshCarrier implements Carrier {
  readonly #config: SshConfig;
  readonly #options: TunnelOptions;
  readonly #onLost: () => void;
  #client: Promise<Client> | undefined;

  constructor(config: SshConfig, options: TunnelOptions, onLost: () => void) {
    this.#config = config;
    this.#options = options;
    this.#onLost = onLost;
  }

  async prepare(signal: AbortSignal): Promise<void> {
    await untilAborted(this.#connected(), signal);
  }

  async open(signal: AbortSignal): Promise<Duplex> {
    throwIfAborted(signal);
    const { host, port } = this.#options;
    const client = await untilAborted(this.#connected(), signal);
    const opened = new Promise<Duplex>((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (error) reject(forwardingFailure(error, this.#config, this.#options));
        else if (signal.aborted) channel.close();
        else resolve(new ForwardedStream(channel));
      });
    });
    return untilAborted(opened, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    if (client) await endSsh(client);
  }

  #connected(): Promise<Client> {
    if (!this.#client) {
      const forget = () => {
        if (this.#client === client) this.#client = undefined;
        this.#onLost();
      };
      const client = connectSsh(this.#config, this.#options.knownHosts, forget);
      this.#client = client;
      client.catch(forget);
    }
    return this.#client;
  }
}
