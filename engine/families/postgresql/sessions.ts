import type { Duplex, Readable, Writable } from 'node:stream';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { canceled, onAbort } from '../../kit/abort.ts';
import { heard } from '../../kit/heard.ts';
import { bytesOf } from '../http/watched-line.ts';
import { KEEP_ALIVE_MS } from '../sql/line.ts';
import { CONNECT_LIMIT_MS, type SessionPool, sessionPool, type TakenSession } from '../sql/session-pool.ts';
import { type TlsConfig, tlsOptions } from '../sql/tls-fields.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';
import { connectionError, isBroken, isServerError } from './failures.ts';
import { type AskServer, nameHolder } from './lock-holders.ts';

export type Rows = readonly (readonly (string | null)[])[];

/** A server session. Every value comes as the server's text; nothing is parsed. */
export interface Session {
  readonly client: pg.Client;
  /** The server's version: of Postgres as `server_version_num` says it, 150004. */
  readonly version: number;
  /** Runs one statement and answers its rows. */
  rows(sql: string, values?: readonly (string | null)[]): Promise<Rows>;
  /** The same of a statement that is asked again and again: the server plans it once for the session, by this name. */
  prepared(name: string, sql: string, values: readonly (string | null)[]): Promise<Rows>;
  /** Runs one statement, or several without values, and answers how many rows the last one touched. */
  run(sql: string, values?: readonly (string | null)[]): Promise<number>;
  copyOut(sql: string): Readable;
  copyIn(sql: string): Writable & { readonly rowCount: number };
  /** Whether the server waits for rows of a COPY that this end has not sent yet. */
  isAwaitingRows(): boolean;
}

/** Sessions at one server, kept for the next caller. */
export type Sessions = SessionPool<Session>;
/** A session that is the taker's alone. */
export type Taken = TakenSession<Session>;

/** How long it may take to find out who holds a lock, in ms. */
const ASK_LIMIT_MS = 5_000;

/** What is needed to log in to a server that speaks Postgres's protocol. */
export interface LoginConfig extends TlsConfig {
  readonly hostname: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** Whether the server is refused that offers no TLS. */
  readonly ssl: boolean;
  /** In seconds. */
  readonly inactivity_timeout: number;
}

/** What sets a server that speaks Postgres's protocol apart from the others. */
export interface ServerKind {
  /** Settings of each session: every value's text is the same whatever the server's or user's are. */
  readonly settings: Readonly<Record<string, string>>;
  /** SQL of the server's version, a whole number. */
  readonly version: string;
  /**
   * SQL that answers `t` where the process is at work on a statement. Waiting for this end to take or send bytes is no work:
   * where they no longer pass it would wait for ever.
   */
  isAtWork(processId: number): string;
  /** Whether it tells who holds a lock, as Postgres's catalog does. */
  readonly namesHolders: boolean;
}

/** Sessions at the server that a configuration names, through a tunnel where there is one. */
export function openSessions(config: LoginConfig, kind: ServerKind, tunnel: Tunnel | undefined): Sessions {
  const { hostname, port, inactivity_timeout } = config;
  const server = `${hostname}:${port}`;
  return openSessionsAs({ server, inactivity_timeout, login: async () => config }, kind, tunnel);
}

/** How a server is logged in to whose address or passwords are asked for first. */
export interface LoginSource {
  /** What errors call the server. */
  readonly server: string;
  /** In seconds. */
  readonly inactivity_timeout: number;
  /** Who logs in where; asked for each session, for a password may end. */
  login(signal: AbortSignal): Promise<LoginConfig>;
}

/** The same where each session is told anew who logs in. */
export function openSessionsAs(source: LoginSource, kind: ServerKind, tunnel: Tunnel | undefined): Sessions {
  return sessionPool<Session>({
    open: async (signal, onLost) => connect(await source.login(signal), kind, tunnel, signal, onLost),
    stop: ({ client }, by) => by.run(`SELECT pg_cancel_backend(${insides(client).processID})`),
    isReusable: (session, error) => !(error !== undefined && isBroken(error)) && isQuiet(session),
    cut: ({ client }, error) => insides(client).connection.stream.destroy(error),
    close: ({ client }) => client.end().catch(() => {}),
    isOwed: (session) => {
      const { readyForQuery, connection } = insides(session.client);
      // Bytes that nobody has taken yet: this end is to move next.
      if (readyForQuery || connection.stream.readableLength > 0) return false;
      return connection.stream.writableLength > 0 || !session.isAwaitingRows();
    },
    progress: ({ client }) => bytesOf(insides(client).connection.stream),
    isAtWork: async ({ client }, by) => {
      const [row] = await by.rows(kind.isAtWork(insides(client).processID));
      return row?.[0] === 't';
    },
    isServersWord: (error) => error instanceof Error && isServerError(error.cause),
    inactivity: {
      limitMs: source.inactivity_timeout * 1000,
      server: source.server,
    },
  });
}

/** What of the driver's insides is needed to cut a line and to name a session to the server. */
interface Insides {
  readonly processID: number;
  /** Whether the server has answered all that it was asked. */
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Duplex };
}

function insides(client: pg.Client): Insides {
  return client as unknown as Insides;
}

/** Whether the session has neither an open transaction nor a running statement. */
function isQuiet(session: Session): boolean {
  return session.client.getTransactionStatus() === 'I';
}

/** A connection to the server that is logged in, under its kind’s settings. */
export interface Login {
  readonly client: pg.Client;
  /** The server's version: of Postgres as `server_version_num` says it, 150004. */
  readonly version: number;
  /** The process at the server's end. */
  readonly processId: number;
  /** What its bytes go through: of TLS, the plain side. */
  readonly line: Duplex;
}

/** Logs in. `onError` is told when the idle line goes down; a busy one's loss comes out of its statement. */
export async function logIn(
  config: LoginConfig,
  kind: ServerKind,
  tunnel: Tunnel | undefined,
  signal: AbortSignal,
  onError: (error: Error) => void,
  more: pg.ClientConfig & { readonly replication?: 'database' } = {},
): Promise<Login> {
  const stream = tunnel && asSocket(await tunnel.connect(signal));
  const client = new pg.Client({
    ...(stream ? { stream: () => stream } : {}),
    host: config.hostname,
    port: config.port,
    user: config.username,
    password: config.password,
    database: config.database,
    application_name: 'syncform',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    ssl: config.ssl ? tlsOptions(config) : false,
    types: { getTypeParser: () => (text: unknown) => text },
    ...more,
  });
  client.on('error', onError);
  const { connection } = insides(client);
  // The driver's own limit is for being let in; what is asked first has one as well.
  let limit: NodeJS.Timeout | undefined;
  const forgetSignal = onAbort(signal, () => connection.stream.destroy(canceled(signal)));
  try {
    await client.connect();
    limit = setTimeout(() => connection.stream.destroy(new Error('timeout expired')), CONNECT_LIMIT_MS);
    const settings = Object.entries(kind.settings)
      .map(([name, value]) => `set_config('${name}', '${value}', false)`)
      .join(', ');
    const { rows } = await client.query({
      text: `SELECT ${kind.version}, ${settings}`,
      rowMode: 'array',
    });
    // The driver puts TLS over the line that it began with.
    const line = connection.stream;
    return { client, version: Number(rows[0]?.[0]), processId: insides(client).processID, line };
  } catch (error) {
    void client.end().catch(() => {});
    if (signal.aborted) throw canceled(signal);
    throw connectionError(error, config);
  } finally {
    clearTimeout(limit);
    forgetSignal();
  }
}

async function connect(
  config: LoginConfig,
  kind: ServerKind,
  tunnel: Tunnel | undefined,
  signal: AbortSignal,
  onLost: (session: Session) => void,
): Promise<Session> {
  let session: Session | undefined;
  const { client, version, processId } = await logIn(
    config,
    kind,
    tunnel,
    signal,
    () => session && onLost(session),
  );
  const ask: AskServer = async (sql, values) => {
    const other = await logIn(config, kind, tunnel, AbortSignal.timeout(ASK_LIMIT_MS), () => {});
    try {
      return (await other.client.query({ text: sql, rowMode: 'array', values: [...values] })).rows;
    } finally {
      void other.client.end().catch(() => {});
    }
  };
  session = describeSession(client, version, async (error, sql) =>
    kind.namesHolders ? nameHolder(error, { sql, processId, ask }) : error,
  );
  return session;
}

/** A stream that is connected already, as the driver expects a socket to be. */
function asSocket(stream: Duplex): Duplex {
  const socket = {
    connect: () => setImmediate(() => stream.emit('connect')),
    setNoDelay: () => stream,
    setKeepAlive: () => stream,
    ref: () => stream,
    unref: () => stream,
  };
  return Object.assign(stream, socket);
}

/** `explain` answers an error of a statement with what else can be said of it. */
function describeSession(
  client: pg.Client,
  version: number,
  explain: (error: unknown, sql: string) => Promise<unknown>,
): Session {
  const query = async (text: string, values?: readonly (string | null)[]) => {
    try {
      return await client.query<(string | null)[]>({
        text,
        rowMode: 'array',
        ...(values ? { values: [...values] } : {}),
      });
    } catch (error) {
      throw await explain(error, text);
    }
  };
  let copying: Writable | undefined;
  return {
    client,
    version,
    isAwaitingRows: () => copying !== undefined && !copying.writableEnded && !copying.destroyed,
    rows: async (sql, values) => (await query(sql, values)).rows,
    prepared: async (name, text, values) =>
      (await client.query<(string | null)[]>({ name, text, rowMode: 'array', values: [...values] })).rows,
    run: async (sql, values) => {
      const answer: unknown = await query(sql, values);
      const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { rowCount: number | null };
      return last.rowCount ?? 0;
    },
    copyOut: (sql) => heard(client.query(copyStreams.to(sql))),
    copyIn(sql) {
      const copy = heard(client.query(copyStreams.from(sql)));
      copying = copy;
      copy.once('close', () => {
        copying = undefined;
      });
      return copy;
    },
  };
}
