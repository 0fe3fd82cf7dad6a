import { connect, type Socket } from 'node:net';
import { canceled, onAbort } from '../../kit/abort.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';
import { KEEP_ALIVE_MS } from './line.ts';
import { CONNECT_LIMIT_MS } from './session-pool.ts';

/** A line to a server, once it stands: through the tunnel where there is one. For drivers that take a socket. */
export async function serverLine(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  tunnel: Tunnel | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  if (!tunnel) return tcp(hostname, port, signal);
  const line = (await tunnel.connect(signal)) as Socket;
  // How a socket sends is left to the tunnel's own.
  line.setNoDelay ??= () => line;
  line.setKeepAlive ??= () => line;
  return line;
}

function tcp(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    const limit = setTimeout(() => socket.destroy(new Error('the server did not answer')), CONNECT_LIMIT_MS);
    const forget = onAbort(signal, () => socket.destroy(canceled(signal)));
    const end = () => {
      clearTimeout(limit);
      forget();
    };
    socket.once('connect', () => {
      end();
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) => {
      end();
      reject(error);
    });
  });
}
