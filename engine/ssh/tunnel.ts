import { createServer, type Server } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import type { Client, ServerHostKeyAlgorithm } from 'ssh2';
import { ConnectionError } from '../api/errors.ts';
import { canceled, onAbort, throwIfAborted } from '../movement/abort.ts';
import type { SshConfig } from './config.ts';
import { forwardingFailure, sshFailure, sshServer } from './failures.ts';
import { ForwardedStream } from './forwarded-stream.ts';
import { fingerprint, type HostKey, keyType, parseHostKey, signaturesOf } from './host-key.ts';
import { hostName, rememberedKeys, rememberKey } from './known-hosts.ts';

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

const CONNECT_LIMIT_MS = 15_000;
const KEEP_ALIVE_MS = 15_000;
const KEEP_ALIVES_UNANSWERED = 3;

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
    const ended = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.end();
    await ended;
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
      const client = connectClient(this.#config, this.#options.knownHosts, forget);
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

async function connectClient(config: SshConfig, knownHosts: string, onLost: () => void): Promise<Client> {
  const { default: ssh2 } = await import('ssh2');
  const {
    ssh_host: host = '',
    ssh_port: port,
    ssh_user: username,
    ssh_private_key: privateKey = '',
  } = config;
  checkPrivateKey(ssh2.utils.parseKey(privateKey));
  const expected = await expectedKeys(config, knownHosts);
  // The host is asked for a key that is known rather than for its favourite, which may be another.
  const known = expected.flatMap((key) => signaturesOf(keyType(key)));
  const client = new ssh2.Client();
  let refusal: Error | undefined;
  const verify = async (key: HostKey): Promise<boolean> => {
    try {
      if (expected.length === 0) await rememberKey(knownHosts, host, port, key);
      else if (!expected.some((e) => e.equals(key))) throw changedKey(config, key, knownHosts);
      return true;
    } catch (error) {
      refusal = error as Error;
      return false;
    }
  };
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve);
    // Also after the promise is settled: a lost connection is told by what ran over it.
    client.on('error', (error) => reject(refusal ?? sshFailure(error, config)));
    client.once('close', () => reject(refusal ?? sshFailure(new Error('the connection was closed'), config)));
    client.connect({
      host,
      port,
      username,
      privateKey,
      readyTimeout: CONNECT_LIMIT_MS,
      keepaliveInterval: KEEP_ALIVE_MS,
      keepaliveCountMax: KEEP_ALIVES_UNANSWERED,
      ...(known.length > 0 ? { algorithms: { serverHostKey: known as ServerHostKeyAlgorithm[] } } : {}),
      hostVerifier: (key: Buffer, answer: (isKnown: boolean) => void) => void verify(key).then(answer),
    });
  });
  client.once('close', onLost);
  return client;
}

function checkPrivateKey(parsed: unknown): void {
  const fault = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!(fault instanceof Error)) return;
  if (/encrypted|passphrase/i.test(fault.message))
    throw new ConnectionError('ssh', 'ssh_private_key is encrypted, and there is no passphrase for it', {
      hint: 'Give a key without a passphrase: ssh-keygen -p -N "" -f <a copy of the key>.',
    });
  throw new ConnectionError('ssh', 'ssh_private_key is not a private key', {
    hint: 'Give the whole file, from -----BEGIN to END-----, in OpenSSH’s or PEM format.',
  });
}

async function expectedKeys(config: SshConfig, knownHosts: string): Promise<readonly HostKey[]> {
  const { ssh_host = '', ssh_port, ssh_host_key } = config;
  if (ssh_host_key === undefined) return rememberedKeys(knownHosts, ssh_host, ssh_port);
  const given = ssh_host_key
    .split('\n')
    .map((line) => parseHostKey(line))
    .filter((key) => key !== undefined);
  if (given.length > 0) return given;
  throw new ConnectionError('ssh', 'ssh_host_key is not a public key', {
    hint: `Give what ssh-keyscan -p ${ssh_port} ${ssh_host} prints, once you have made sure that it is right.`,
  });
}

function changedKey(config: SshConfig, key: HostKey, knownHosts: string): ConnectionError {
  const { ssh_host = '', ssh_port, ssh_host_key } = config;
  const known = ssh_host_key === undefined ? 'remembered' : 'given in ssh_host_key';
  const name = hostName(ssh_host, ssh_port);
  return new ConnectionError(
    'ssh',
    `${sshServer(config)} shows another host key (${fingerprint(key)}) than the one ${known}: it may be another machine`,
    {
      hint:
        ssh_host_key === undefined
          ? `If its key has changed for a reason, remove the line of ${name} from ${knownHosts}.`
          : 'If its key has changed for a reason, change ssh_host_key.',
    },
  );
}

/** The promise, or `canceled` as soon as the signal fires; what it waits for goes on for others. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const forget = onAbort(signal, () => reject(canceled(signal)));
    promise.then(resolve, reject).finally(forget);
  });
}
