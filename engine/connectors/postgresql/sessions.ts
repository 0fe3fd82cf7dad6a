import type { Duplex, Readable, Writable } from 'node:stream';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { canceled, onAbort, throwIfAborted } from '../../movement/abort.ts';
import type { Tunnel } from '../../ssh/tunnel.ts';
import type { PostgresqlConfig } from './config.ts';
import { connectionError, isBroken } from './failures.ts';

export type Rows = readonly (readonly (string | null)[])[];

/** A server session. Every value comes as the server's text; nothing is parsed. */
export interface Session {
  readonly client: pg.Client;
  /** The server's version, as `server_version_num` says it: 150004. */
  readonly version: number;
  /** Runs one statement and answers its rows. */
  rows(sql: string, values?: readonly (string | null)[]): Promise<Rows>;
  /** Runs one statement, or several without values, and answers how many rows the last one touched. */
  run(sql: string, values?: readonly (string | null)[]): Promise<number>;
  copyOut(sql: string): Readable;
  copyIn(sql: string): Writable & { readonly rowCount: number };
}

/** Opens sessions, keeps idle ones for the next caller, and closes them all. */
export interface Sessions extends AsyncDisposable {
  /** Runs work in a session of its own; when the signal fires, its running statement is canceled and `canceled` thrown. */
  use<T>(signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T>;
  /** Takes a session for as long as a stream flows. */
  take(signal: AbortSignal): Promise<Taken>;
}

/** A session that is the taker's alone; when the signal fires, its running statement is canceled and the line cut. */
export interface Taken {
  readonly session: Session;
  /** Gives the session back, or closes it after an error. Asked again, it does nothing. */
  done(error?: unknown): void;
  /** Closes the session and has the server stop what it was doing. */
  abandon(): void;
}

const CONNECT_LIMIT_MS = 15_000;
const IDLE_LIMIT_MS = 30_000;
const IDLE_AT_MOST = 4;

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
  const idle: { readonly session: Session; readonly timer: NodeJS.Timeout }[] = [];
  const busy = new Set<Session>();
  let closed = false;

  const close = (session: Session, isBrokenOff: boolean) => {
    if (isBrokenOff) (session.client as unknown as Destroyable).connection.stream.destroy();
    return session.client.end().catch(() => {});
  };
  const forget = (session: Session) => {
    const at = idle.findIndex((i) => i.session === session);
    if (at >= 0) clearTimeout(idle.splice(at, 1)[0]?.timer);
  };
  const acquire = async (signal: AbortSignal): Promise<Session> => {
    throwIfAborted(signal);
    const kept = idle.pop();
    if (kept) clearTimeout(kept.timer);
    const session = kept?.session ?? (await connect(config, tunnel, signal, forget));
    busy.add(session);
    return session;
  };
  const release = (session: Session, isBrokenOff: boolean) => {
    busy.delete(session);
    if (isBrokenOff || closed || idle.length >= IDLE_AT_MOST) {
      void close(session, isBrokenOff);
      return;
    }
    const timer = setTimeout(() => {
      forget(session);
      void close(session, false);
    }, IDLE_LIMIT_MS);
    timer.unref();
    idle.push({ session, timer });
  };
  const cancel = async (session: Session) => {
    const limit = AbortSignal.timeout(CONNECT_LIMIT_MS);
    const helper = await acquire(limit);
    try {
      await helper.run(`SELECT pg_cancel_backend(${pid(session)})`);
      release(helper, false);
    } catch (error) {
      release(helper, true);
      throw error;
    }
  };
  const take = async (signal: AbortSignal): Promise<Taken> => {
    const session = await acquire(signal);
    let isDone = false;
    const cut = () => {
      // The server is asked to stop its work first: a cut line alone it only notices when it writes.
      void cancel(session)
        .catch(() => {})
        .finally(() =>
          (session.client as unknown as Destroyable).connection.stream.destroy(canceled(signal)),
        );
    };
    const forgetSignal = onAbort(signal, cut);
    const done = (error?: unknown) => {
      if (isDone) return;
      isDone = true;
      forgetSignal();
      if (signal.aborted) busy.delete(session);
      else release(session, (error !== undefined && isBroken(error)) || !isQuiet(session));
    };
    const abandon = () => {
      if (isDone) return;
      isDone = true;
      forgetSignal();
      busy.delete(session);
      if (!signal.aborted) cut();
    };
    return { session, done, abandon };
  };

  return {
    take,
    async use(signal, work) {
      const { session, done } = await take(signal);
      try {
        const answer = await work(session);
        done();
        return answer;
      } catch (error) {
        done(error);
        if (signal.aborted) throw canceled(signal);
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const { timer } of idle) clearTimeout(timer);
      await Promise.all(idle.splice(0).map(({ session }) => close(session, false)));
      await Promise.all([...busy].map((session) => close(session, true)));
    },
  };
}

/** What of the driver's insides is needed to cut a line. */
interface Destroyable {
  readonly connection: { readonly stream: { destroy(error?: Error): void } };
}

function pid(session: Session): number {
  return (session.client as unknown as { processID: number }).processID;
}

/** Whether the session has neither an open transaction nor a running statement. */
function isQuiet(session: Session): boolean {
  return session.client.getTransactionStatus() === 'I';
}

async function connect(
  config: PostgresqlConfig,
  tunnel: Tunnel | undefined,
  signal: AbortSignal,
  onLost: (session: Session) => void,
): Promise<Session> {
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
    ssl: config.ssl ? tls(config) : false,
    types: { getTypeParser: () => (text: unknown) => text },
  });
  let session: Session | undefined;
  // An idle session's loss is no error of anybody's work; a busy one's comes out of its statement.
  client.on('error', () => session && onLost(session));
  const forgetSignal = onAbort(signal, () =>
    (client as unknown as Destroyable).connection.stream.destroy(canceled(signal)),
  );
  try {
    await client.connect();
    const settings = Object.entries(SESSION_SETTINGS)
      .map(([name, value]) => `set_config('${name}', '${value}', false)`)
      .join(', ');
    const { rows } = await client.query({
      text: `SELECT current_setting('server_version_num'), ${settings}`,
      rowMode: 'array',
    });
    session = describeSession(client, Number(rows[0]?.[0]));
    return session;
  } catch (error) {
    void client.end().catch(() => {});
    if (signal.aborted) throw canceled(signal);
    throw connectionError(error, config);
  } finally {
    forgetSignal();
  }
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

function describeSession(client: pg.Client, version: number): Session {
  const query = (text: string, values?: readonly (string | null)[]) =>
    client.query<(string | null)[]>({ text, rowMode: 'array', ...(values ? { values: [...values] } : {}) });
  return {
    client,
    version,
    rows: async (sql, values) => (await query(sql, values)).rows,
    run: async (sql, values) => {
      const answer: unknown = await query(sql, values);
      const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { rowCount: number | null };
      return last.rowCount ?? 0;
    },
    copyOut: (sql) => client.query(copyStreams.to(sql)),
    copyIn: (sql) => client.query(copyStreams.from(sql)),
  };
}
