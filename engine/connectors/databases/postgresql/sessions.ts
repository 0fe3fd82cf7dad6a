import type { Duplex, Readable, Writable } from 'node:stream';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { bytesOf } from '../../../families/http/watched-line.ts';
import { KEEP_ALIVE_MS } from '../../../families/sql/line.ts';
import {
  CONNECT_LIMIT_MS,
  type SessionPool,
  sessionPool,
  type TakenSession,
} from '../../../families/sql/session-pool.ts';
import type { Tunnel } from '../../../families/ssh/tunnel.ts';
import { canceled, onAbort } from '../../../kit/abort.ts';
import { heard } from '../../../kit/heard.ts';
import type { PostgresqlConfig } from './config.ts';
import { connectionError, isBroken, isServerError } from './failures.ts';
import { type AskServer, nameHolder } from './lock-holders.ts';

export type Rows = readonly (readonly (string | null)[])[];

/** A server session. Every value comes as the server's text; nothing is parsed. */
export interface Session {
  readonly client: pg.Client;
  /** The server's version, as `server_version_num` says it: 150004. */
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

/** Every value's text is the same whatever the server's or role's settings are. */
export const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'iso_8601',
  extra_float_digits: '1',
  bytea_output: 'hex',
  xmlbinary: 'base64',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
};

/** Sessions at the server that a configuration names, through a tunnel where there is one. */
export function openSessions(config: PostgresqlConfig, tunnel?: Tunnel): Sessions {
  return sessionPool<Session>({
    open: (signal, onLost) => connect(config, tunnel, signal, onLost),
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
    // Waiting for this end to take or send bytes, it would wait for ever where they no longer pass.
    isAtWork: async ({ client }, by) => {
      const [row] = await by.rows(
        `SELECT state = 'active' AND wait_event_type IS DISTINCT FROM 'Client' FROM pg_catalog.pg_stat_activity WHERE pid = ${insides(client).processID}`,
      );
      return row?.[0] === 't';
    },
    isServersWord: (error) => error instanceof Error && isServerError(error.cause),
    inactivity: {
      limitMs: config.inactivity_timeout * 1000,
      server: `${config.hostname}:${config.port}`,
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

/** A connection to the server that is logged in, under SESSION_SETTINGS. */
export interface Login {
  readonly client: pg.Client;
  /** As `server_version_num` says it: 150004. */
  readonly version: number;
  /** The process at the server's end. */
  readonly processId: number;
  /** What its bytes go through: of TLS, the plain side. */
  readonly line: Duplex;
}

/** Logs in. `onError` is told when the idle line goes down; a busy one's loss comes out of its statement. */
export async function logIn(
  config: PostgresqlConfig,
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
    ssl: config.ssl ? tls(config) : false,
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
    const settings = Object.entries({ ...SESSION_SETTINGS, lock_timeout: `${config.lock_timeout}s` })
      .map(([name, value]) => `set_config('${name}', '${value}', false)`)
      .join(', ');
    const { rows } = await client.query({
      text: `SELECT current_setting('server_version_num'), ${settings}`,
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
  config: PostgresqlConfig,
  tunnel: Tunnel | undefined,
  signal: AbortSignal,
  onLost: (session: Session) => void,
): Promise<Session> {
  let session: Session | undefined;
  const { client, version, processId } = await logIn(
    config,
    tunnel,
    signal,
    () => session && onLost(session),
  );
  const ask: AskServer = async (sql, values) => {
    const other = await logIn(config, tunnel, AbortSignal.timeout(ASK_LIMIT_MS), () => {});
    try {
      return (await other.client.query({ text: sql, rowMode: 'array', values: [...values] })).rows;
    } finally {
      void other.client.end().catch(() => {});
    }
  };
  session = describeSession(client, version, (error, sql) => nameHolder(error, { sql, processId, ask }));
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

function tls(config: PostgresqlConfig): NonNullable<Exclude<pg.ClientConfig['ssl'], boolean>> {
  return {
    rejectUnauthorized: config.ca_cert !== undefined,
    ...(config.ca_cert === undefined ? {} : { ca: config.ca_cert }),
    ...(config.client_certs ? { cert: config.client_certificate, key: config.client_key } : {}),
  };
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
