import { mkdtempSync, rmSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The longest path that every system takes for a socket. */
const longestSocketPath = 100;

/** Where to listen: `target` is for gRPC, `network` and `address` are for the handshake once the port is known. */
export interface Endpoint {
  readonly target: string;
  readonly network: 'unix' | 'tcp';
  address(port: number): string;
  remove(): void;
}

const SOCKET = 'socket';
/** How long a folder without a socket may be one that is only being made, in ms. */
const BEING_MADE_MS = 3_600_000;

/** A socket in a folder of its own that nobody else may enter; on Windows, a port of the loopback interface. */
export function makeEndpoint(folder: string | undefined): Endpoint {
  if (process.platform === 'win32') {
    return {
      target: '127.0.0.1:0',
      network: 'tcp',
      address: (port) => `127.0.0.1:${port}`,
      remove: () => {},
    };
  }
  const parent = socketsFolder(folder);
  const own = mkdtempSync(join(parent, 'plugin-'));
  const path = join(own, SOCKET);
  return {
    target: `unix:${path}`,
    network: 'unix',
    address: () => path,
    remove: () => rmSync(own, { recursive: true, force: true }),
  };
}

function socketsFolder(folder: string | undefined): string {
  const preferred = folder ?? tmpdir();
  return join(preferred, 'plugin-XXXXXX', SOCKET).length <= longestSocketPath ? preferred : '/tmp';
}

/**
 * Removes the sockets' folders of this user's plugins that were killed: those on whose socket nobody listens. Never throws.
 */
export async function removeDeadSockets(folder: string | undefined): Promise<void> {
  if (process.platform === 'win32') return;
  const parent = socketsFolder(folder);
  for (const name of await readdir(parent).catch(() => [])) {
    if (!/^plugin-[A-Za-z0-9]{6}$/.test(name)) continue;
    const path = join(parent, name);
    if (await isDead(path).catch(() => false))
      await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

async function isDead(path: string): Promise<boolean> {
  const status = await lstat(path);
  if (!status.isDirectory() || status.uid !== process.getuid?.()) return false;
  const [inside, ...others] = await readdir(path);
  if (others.length > 0) return false;
  if (inside === undefined) return Date.now() - status.mtimeMs > BEING_MADE_MS;
  return inside === SOCKET && (await isRefused(join(path, SOCKET)));
}

function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
