import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { openTunnel } from '../../ssh/tunnel.ts';
import type { StagingArea } from '../../staging/staging-area.ts';
import type { ConnectorHost } from '../contract.ts';
import { tunnelled } from './client/line.ts';
import type { DatabricksConfig } from './config.ts';

/** What makes the sockets of a cloud's client. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

const CONNECT_LIMIT_MS = 15_000;

/**
 * Opens a staging area at an address, through SSH where the connection says so (`ssh_blob_storage`): the tunnel is the
 * area's own and ends with it.
 */
export function throughTunnel(
  config: DatabricksConfig,
  { knownHosts }: Pick<ConnectorHost, 'knownHosts'>,
  { protocol, hostname, port }: URL,
  open: (agents?: Agents) => StagingArea,
): StagingArea {
  const target = { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80), knownHosts };
  const tunnel = config.ssh_blob_storage ? openTunnel(config, target) : undefined;
  if (!tunnel) return open();
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  type Connected = (error: Error | null, socket?: Duplex) => void;
  const connecting = agents.http as unknown as {
    createConnection(options: unknown, connected: Connected): void;
  };
  connecting.createConnection = (_options, connected) => {
    tunnel.connect(AbortSignal.timeout(CONNECT_LIMIT_MS)).then(
      (stream) => connected(null, socketLike(stream)),
      (error: Error) => connected(error),
    );
  };
  tunnelled(agents.https, tunnel, hostname);
  const area = open(agents);
  return {
    url: (key) => area.url(key),
    upload: (...upload) => area.upload(...upload),
    remove: (...removal) => area.remove(...removal),
    test: (signal) => area.test(signal),
    async [Symbol.asyncDispose]() {
      await area[Symbol.asyncDispose]();
      agents.http.destroy();
      agents.https.destroy();
      await tunnel[Symbol.asyncDispose]();
    },
  };
}

/** What Node's HTTP client calls of a socket, and a stream through SSH has not: it needs none of it. */
function socketLike(stream: Duplex): Duplex {
  const nothing = () => stream;
  return Object.assign(stream, {
    setKeepAlive: nothing,
    setNoDelay: nothing,
    setTimeout: nothing,
    ref: nothing,
    unref: nothing,
  });
}
