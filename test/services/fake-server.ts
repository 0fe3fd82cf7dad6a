import { createServer, type Socket } from 'node:net';

/** Something on 127.0.0.1 that takes connections and is no server that anybody looks for. */
export interface FakeServer extends AsyncDisposable {
  readonly port: number;
}

/** Starts one that does with each connection what it is told. */
export async function startFakeServer(answer: (socket: Socket) => void): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
