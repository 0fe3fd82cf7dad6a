import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { buildConnector, Agent as UndiciAgent } from 'undici';
import { bytesOf, type Watching, watchLine } from './watched-line.ts';

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

/**
 * Agents whose sockets are watched. `onSilence` is told why one was cut: some clients would try again for long. `connect`
 * makes the connections, where they lead through something else than a socket of the agent's own.
 */
export function watchedAgents(
  watching: Watching,
  onSilence: (error: Error) => void = () => {},
  connect?: (isTls: boolean) => Promise<Duplex>,
): WatchedAgents {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  watchAgent(agents.http, watching, onSilence, connect && (() => connect(false)));
  watchAgent(agents.https, watching, onSilence, connect && (() => connect(true)));
  return {
    ...agents,
    [Symbol.dispose]() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Has the sockets of an agent of Node's watched, as `watchedAgents` does. */
export function watchAgent(
  agent: HttpAgent,
  watching: Watching,
  onSilence: (error: Error) => void,
  connect?: () => Promise<Duplex>,
): void {
  type Connected = (error: Error | null, socket?: Duplex) => void;
  const connecting = agent as unknown as {
    createConnection(options: unknown, connected: Connected): Duplex | undefined;
  };
  const create = connecting.createConnection.bind(agent);
  const watched = <S extends Duplex>(socket: S): S => {
    // An agent's socket that waits for the next request owes nothing; it knows the request that it is used for.
    const isUsed = () => Boolean((socket as { _httpMessage?: unknown })._httpMessage);
    // A reader that takes its time has paused it.
    watchSocket(socket, () => isUsed() && !socket.isPaused(), watching, onSilence);
    return socket;
  };
  connecting.createConnection = (options, connected) => {
    if (!connect) {
      const socket = create(options, connected);
      return socket && watched(socket);
    }
    connect().then(
      (socket) => connected(null, watched(socket)),
      (error: Error) => connected(error),
    );
    return undefined;
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
  socket: Duplex,
  isOwed: () => boolean,
  watching: Watching,
  onSilence: (error: Error) => void,
): void {
  const watch = watchLine(
    {
      isOwed,
      progress: () => bytesOf(socket),
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
