import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { ClientOptions } from 'cassandra-driver';
import { tlsOptions } from '../../../families/sql/tls-fields.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import type { Tunnel } from '../../../families/tunnel/tunnel.ts';
import type { ScylladbConfig } from './config.ts';

const PORT = 9042;
const CONNECT_MS = 10_000;
/** Longer than a node itself takes before it gives up on a page: ten seconds, where nobody says otherwise. */
const ANSWER_MS = 30_000;

/** A node's name or address, and its port. */
export interface Node {
  readonly host: string;
  readonly port: number;
}

/** The nodes that a configuration names. */
export function nodesOf({ hosts }: Pick<ScylladbConfig, 'hosts'>): readonly Node[] {
  return hosts
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const [, host = text, port] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(text) ?? [];
      // Colons without brackets are those of an IPv6 address.
      return host.includes(':') && !text.startsWith('[')
        ? { host: text, port: PORT }
        : { host, port: Number(port ?? PORT) };
    });
}

/** Ways to nodes, through SSH where the configuration says so. */
export interface Nodes extends AsyncDisposable {
  /** Where a node is reached from here. */
  reach(node: Node, signal: AbortSignal): Promise<Node>;
}

export function openNodes(config: ScylladbConfig, knownHosts: string): Nodes {
  const tunnels = new Map<string, Tunnel>();
  return {
    async reach(node, signal) {
      if (!config.ssh) return node;
      const name = `${node.host}:${node.port}`;
      const tunnel = tunnels.get(name) ?? openTunnel(config, { ...node, knownHosts });
      if (!tunnel) return node;
      tunnels.set(name, tunnel);
      return { host: '127.0.0.1', port: await tunnel.listen(signal) };
    },
    async [Symbol.asyncDispose]() {
      for (const tunnel of tunnels.values()) await tunnel[Symbol.asyncDispose]();
    },
  };
}

/** What a client of the driver is made with. */
export async function connectingOptions(
  config: ScylladbConfig,
  nodes: Nodes,
  signal: AbortSignal,
): Promise<ClientOptions> {
  const { AddressTranslator, auth, OneDatacenter, types } = await import('./driver.ts');
  const reached = await Promise.all(nodesOf(config).map((node) => nodes.reach(node, signal)));
  const never = new AbortController().signal;
  const addressResolution = new AddressTranslator();
  addressResolution.translate = (address, port, callback) => {
    const at = (of: Node) => callback(endpoint(of));
    // A node that the SSH host does not reach is as one that is down.
    nodes.reach({ host: address, port }, never).then(at, () => at({ host: address, port }));
  };
  return {
    contactPoints: reached.map(endpoint),
    ...(config.username === undefined
      ? {}
      : { authProvider: new auth.PlainTextAuthProvider(config.username, config.password ?? '') }),
    ...(config.tls ? { sslOptions: nodesTls(config) } : {}),
    policies: {
      loadBalancing: new OneDatacenter(),
      ...(config.ssh ? { addressResolution } : {}),
    },
    socketOptions: { connectTimeout: CONNECT_MS, readTimeout: ANSWER_MS },
    // Tables are described by their catalog; nothing of it has to be kept at hand.
    isMetadataSyncEnabled: false,
    encoding: { useBigIntAsLong: true, useBigIntAsVarint: true, map: Map },
    queryOptions: { consistency: types.consistencies.localQuorum, prepare: false },
  };
}

function endpoint({ host, port }: Node): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** How both ends prove who they are. A node's certificate may name it, or one of the configured hosts. */
function nodesTls(config: ScylladbConfig): ConnectionOptions {
  const hosts = nodesOf(config).map(({ host }) => host);
  return {
    ...tlsOptions(config),
    rejectUnauthorized: !config.skip_verify,
    checkServerIdentity: (name, certificate) => {
      const faults = [name, ...hosts].map((host) => checkServerIdentity(host, certificate));
      return faults.some((fault) => fault === undefined) ? undefined : faults[0];
    },
  };
}
