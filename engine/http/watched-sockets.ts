import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { buildConnector, Agent as UndiciAgent } from 'undici';
import { type Watching, watchLine } from './watched-line.ts';

/*
 * HTTP clients whose lines are cut where the server falls silent: they wait without limit by themselves, once a request is
 * on its way.
 */

const CONNECT_LIMIT_MS = 15_000;

/** Node's own agents, for clients that take such. */
export interface WatchedAgents extends Disposable {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** Agents whose sockets are watched. `onSilence` is told why one was cut: some clients would try again for long. */
export function watchedAgents(
  watching: Watching,
  onSilence: (error: Error) => void = () => {},
): WatchedAgents {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  for (const agent of [agents.http, agents.https]) {
    const connecting = agent as unknown as { createConnection(...args: unknown[]): Socket | undefined };
    const create = connecting.createConnection.bind(agent);
    connecting.createConnection = (...args) => {
      const socket = create(...args);
      // An agent's socket that waits for the next request owes nothing; it knows the request that it is used for.
      const isUsed = () => Boolean((socket as { _httpMessage?: unknown } | undefined)?._httpMessage);
      // A reader that takes its time has paused it.
      if (socket) watchSocket(socket, () => isUsed() && !socket.isPaused(), watching, onSilence);
      return socket;
    };
  }
  return {
    ...agents,
    [Symbol.dispose]() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** The same for undici. */
export function watchedDispatcher(watching: Watching): UndiciAgent {
  const connect = buildConnector({ timeout: CONNECT_LIMIT_MS });
  return new UndiciAgent({
    // What counts is whether anything comes or goes, not how long an answer takes.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (options, callback) =>
      connect(options, (...outcome) => {
        const [, socket] = outcome;
        if (socket)
          watchSocket(
            socket,
            // Undici takes bytes when it wants them, for which a socket always counts as paused: what it has not taken waits.
            () => socket.readableLength === 0,
            watching,
            () => {},
          );
        callback(...outcome);
      }),
  });
}

function watchSocket(
  socket: Socket,
  isOwed: () => boolean,
  watching: Watching,
  onSilence: (error: Error) => void,
): void {
  const watch = watchLine(
    {
      isOwed,
      progress: () => socket.bytesRead + socket.bytesWritten - socket.writableLength,
      // An HTTP server cannot be asked by another way what it is doing.
      isAtWork: async () => false,
      cut(error) {
        socket.destroy(error);
        onSilence(error);
      },
    },
    watching,
  );
  socket.once('close', () => watch[Symbol.dispose]());
}
