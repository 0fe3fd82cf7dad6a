import { isIP } from 'node:net';
import mysql from 'mysql2';
import { bytesOf } from '../../../families/http/watched-line.ts';
import { KEEP_ALIVE_MS } from '../../../families/sql/line.ts';
import { CONNECT_LIMIT_MS, type SessionPool, sessionPool } from '../../../families/sql/session-pool.ts';
import { tlsOptions } from '../../../families/sql/tls-fields.ts';
import type { Tunnel } from '../../../families/tunnel/tunnel.ts';
import { canceled, onAbort } from '../../../kit/abort.ts';
import type { MysqlConfig } from './config.ts';
import { connectionError, isServerError } from './failures.ts';
import { nameHolder } from './lock-holders.ts';
import { answered, describeSession, insides, type OpenSession, type Rows, type Session } from './session.ts';

/** Sessions at one server, kept for the next caller. */
export type Sessions = SessionPool<Session>;

/** For as long as the other end of a movement may be slow, the server shall not give up. */
const PATIENCE_S = 86_400;

/** Statements and values mean the same whatever the server's or user's settings are. */
const SESSION_SETTINGS = [
  // A 0 that is sent to an AUTO_INCREMENT column is a 0, and not the next number.
  "sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO'",
  "time_zone = '+00:00'",
  'autocommit = 1',
  'foreign_key_checks = 1',
  'unique_checks = 1',
  'sql_auto_is_null = 0',
  `net_read_timeout = ${PATIENCE_S}`,
  `net_write_timeout = ${PATIENCE_S}`,
  `wait_timeout = ${PATIENCE_S}`,
].join(', ');

/** Sessions at the server that a configuration names, through a tunnel where there is one. */
export function openSessions(config: MysqlConfig, tunnel?: Tunnel): Sessions {
  return sessionPool<OpenSession>({
    open: (signal, onLost) => connect(config, tunnel, signal, onLost),
    stop: ({ connection }, by) => by.run(`KILL QUERY ${connection.threadId}`),
    // After an error a transaction, a lock or a temporary table may be left: they go with the session.
    isReusable: (_session, error) => error === undefined,
    cut: ({ connection }, error) => insides(connection).stream.destroy(error),
    close,
    isOwed: (session) => {
      const { _command, _paused, stream } = insides(session.connection);
      if (!_command || _paused || stream.readableLength > 0) return false;
      return stream.writableLength > 0 || !session.isAwaitingFile();
    },
    progress: ({ connection }) => bytesOf(insides(connection).stream),
    // Waiting for this end to take or send bytes, it would wait for ever where they no longer pass.
    isAtWork: async ({ connection }, by) => {
      const [row] = await by.rows(
        "SELECT COMMAND <> 'Sleep' AND coalesce(STATE, '') NOT REGEXP '(reading|writing|receiving|sending).*(net|client)' FROM information_schema.PROCESSLIST WHERE ID = ?",
        [connection.threadId],
      );
      return row?.[0] === '1';
    },
    isServersWord: (error) => error instanceof Error && isServerError(error.cause),
    inactivity: {
      limitMs: config.inactivity_timeout * 1000,
      server: `${config.hostname}:${config.port}`,
    },
  });
}

async function close({ connection }: OpenSession): Promise<void> {
  if (insides(connection).stream.destroyed) return;
  await new Promise<void>((resolve) => {
    connection.end(() => resolve());
    // The driver's own stream tells when the line is down; a server that is gone answers no farewell.
    connection.once('error', () => resolve());
  });
}

/** The driver's own check of the server's name knows names alone, no addresses. */
function tls(config: MysqlConfig): mysql.SslOptions {
  return {
    ...tlsOptions(config),
    ...(config.ca_cert === undefined || isIP(config.hostname) ? {} : { verifyIdentity: true }),
  };
}

async function connect(
  config: MysqlConfig,
  tunnel: Tunnel | undefined,
  signal: AbortSignal,
  onLost: (session: OpenSession) => void,
): Promise<OpenSession> {
  const stream = await tunnel?.connect(signal);
  const connection = mysql.createConnection({
    ...(stream ? { stream } : {}),
    host: config.hostname,
    port: config.port,
    user: config.account,
    password: config.passwd,
    ...(config.dbname === undefined ? {} : { database: config.dbname }),
    charset: 'utf8mb4',
    connectTimeout: CONNECT_LIMIT_MS,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    // Counts are of rows that changed, not of rows that were looked at.
    flags: ['-FOUND_ROWS'],
    rowsAsArray: true,
    typeCast: (field: { string(encoding: string): string | null }) => field.string('utf8'),
    ...(config.ssl ? { ssl: tls(config) } : {}),
    connectAttributes: { program_name: 'syncform' },
  });
  let session: OpenSession | undefined;
  // An idle session's loss is no error of anybody's work; a busy one's comes out of its statement.
  connection.on('error', () => session && onLost(session));
  const forgetSignal = onAbort(signal, () => insides(connection).stream.destroy(canceled(signal)));
  // The driver's own limit is for connecting; being let in, and what is asked first, have one as well.
  let expired: Error | undefined;
  const limit = setTimeout(() => {
    expired = Object.assign(new Error('timeout expired'), { code: 'ETIMEDOUT' });
    insides(connection).stream.destroy(expired);
  }, CONNECT_LIMIT_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('connect', () => resolve());
      connection.once('error', reject);
    });
    const { lock_timeout } = config;
    const patience = `lock_wait_timeout = ${lock_timeout}, innodb_lock_wait_timeout = ${lock_timeout}`;
    await answered(connection, `SET SESSION ${SESSION_SETTINGS}, ${patience}`);
    await answered(connection, 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    const [row] = (await answered(
      connection,
      'SELECT version(), @@GLOBAL.local_infile, @@max_allowed_packet',
    )) as Rows;
    const isMariadb = /mariadb/i.test(String(row?.[0]));
    // A limit on how long a statement may take, in the server's own words for it.
    await answered(connection, `SET SESSION ${isMariadb ? 'max_statement_time' : 'max_execution_time'} = 0`);
    const explain = (error: unknown) =>
      nameHolder(error, connection.threadId ?? 0, (sql, values) => askBeside(config, tunnel, sql, values));
    session = describeSession(connection, isMariadb, row?.[1] === '1', Number(row?.[2]), explain);
    return session;
  } catch (error) {
    connection.destroy();
    if (signal.aborted) throw canceled(signal);
    throw connectionError(expired ?? error, config);
  } finally {
    clearTimeout(limit);
    forgetSignal();
  }
}

/** How long it may take to find out who holds a lock, in ms. */
const ASK_LIMIT_MS = 5_000;

/** Rows by way of a session of its own. */
async function askBeside(
  config: MysqlConfig,
  tunnel: Tunnel | undefined,
  sql: string,
  values: readonly number[],
): Promise<Rows> {
  const other = await connect(config, tunnel, AbortSignal.timeout(ASK_LIMIT_MS), () => {});
  try {
    return await other.rows(sql, values.map(String));
  } finally {
    void close(other);
  }
}
