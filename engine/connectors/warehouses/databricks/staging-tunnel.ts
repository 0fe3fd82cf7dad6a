import type { Duplex } from 'node:stream';
import type { ConnectorHost } from '../../../contract/contract.ts';
import type { StagingArea } from '../../../families/object-store/staging/staging-area.ts';
import type { StagingLine } from '../../../families/object-store/staging/staging-line.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import { overTunnel } from './client/line.ts';
import type { DatabricksConfig } from './config.ts';

const CONNECT_LIMIT_MS = 15_000;

/**
 * Opens a staging area at an address, through SSH where the connection says so (`ssh_blob_storage`): the tunnel is the
 * area's own and ends with it.
 */
export function throughTunnel(
  config: DatabricksConfig,
  { knownHosts }: Pick<ConnectorHost, 'knownHosts'>,
  { protocol, hostname, port }: URL,
  open: (line: StagingLine) => StagingArea,
): StagingArea {
  const target = { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80), knownHosts };
  const silenceMs = config.inactivity_timeout * 1000;
  const tunnel = config.ssh_blob_storage ? openTunnel(config, target) : undefined;
  if (!tunnel) return open({ silenceMs });
  const area = open({
    silenceMs,
    connect: async (isTls) =>
      isTls
        ? overTunnel(tunnel, hostname, {})
        : socketLike(await tunnel.connect(AbortSignal.timeout(CONNECT_LIMIT_MS))),
  });
  return {
    ...area,
    async [Symbol.asyncDispose]() {
      await area[Symbol.asyncDispose]();
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
