import { mkdtempSync, rmSync } from 'node:fs';
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
  const preferred = folder ?? tmpdir();
  const roomy = join(preferred, 'plugin-XXXXXX', 'socket').length <= longestSocketPath ? preferred : '/tmp';
  const own = mkdtempSync(join(roomy, 'plugin-'));
  const path = join(own, 'socket');
  return {
    target: `unix:${path}`,
    network: 'unix',
    address: () => path,
    remove: () => rmSync(own, { recursive: true, force: true }),
  };
}
