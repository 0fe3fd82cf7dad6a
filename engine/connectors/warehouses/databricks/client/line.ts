import { Agent } from 'node:https';
import { rootCertificates, connect as tlsConnect } from 'node:tls';
import { buildConnector, Agent as UndiciAgent } from 'undici';
import { watchAgent } from '../../../../families/http/watched-sockets.ts';
import type { Tunnel } from '../../../../families/tunnel/tunnel.ts';
import type { DatabricksConfig } from '../config.ts';

/** How sockets to the workspace are made: by the driver's HTTP client and by that which asks for tokens. */
export interface Line extends Disposable {
  readonly agent: Agent;
  readonly dispatcher: UndiciAgent;
  /** Why the tunnel let no connection through, the last time that it was asked: HTTP clients keep it to themselves. */
  readonly tunnelFailure: Error | undefined;
  /** Fires where the workspace falls silent, and is another one then: the driver would ask again for long. */
  readonly silence: AbortSignal;
}

const CONNECT_LIMIT_MS = 15_000;

/** The line to a workspace, through a tunnel where there is one. Certificates are always verified. */
export function openLine(config: DatabricksConfig, tunnel: Tunnel | undefined): Line {
  const ca = config.ca_cert === undefined ? {} : { ca: [...rootCertificates, config.ca_cert] };
  const agent = new Agent({ keepAlive: true, minVersion: 'TLSv1.2', ...ca });
  const connect = buildConnector({ timeout: CONNECT_LIMIT_MS, allowH2: false, ...ca });
  let tunnelFailure: Error | undefined;
  const through = async (way: Tunnel) => {
    try {
      const socket = await overTunnel(way, config.server_hostname, ca);
      tunnelFailure = undefined;
      return socket;
    } catch (error) {
      tunnelFailure = error as Error;
      throw error;
    }
  };
  let silence = new AbortController();
  watchAgent(
    agent,
    { limitMs: config.inactivity_timeout * 1000, server: `${config.server_hostname}:${config.port}` },
    (error) => {
      silence.abort(error);
      silence = new AbortController();
    },
    tunnel && (() => through(tunnel)),
  );
  const dispatcher = new UndiciAgent({
    connect: (options, callback) => {
      if (!tunnel) return connect(options, callback);
      through(tunnel).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
    },
  });
  return {
    agent,
    dispatcher,
    get tunnelFailure() {
      return tunnelFailure;
    },
    get silence() {
      return silence.signal;
    },
    [Symbol.dispose]() {
      agent.destroy();
      void dispatcher.destroy();
    },
  };
}

interface Authorities {
  readonly ca?: string[];
}

/** A connection through a tunnel, with TLS from end to end. */
export async function overTunnel(tunnel: Tunnel, servername: string, ca: Authorities) {
  const stream = await tunnel.connect(AbortSignal.timeout(CONNECT_LIMIT_MS));
  const socket = tlsConnect({ socket: stream, servername, minVersion: 'TLSv1.2', ...ca });
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return socket;
}
