import { isIP } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import mysql from 'mysql2';
import { bytesOf } from '../../../families/http/watched-line.ts';
import { KEEP_ALIVE_MS } from '../../../families/sql/line.ts';
import { CONNECT_LIMIT_MS, type SessionPool, sessionPool } from '../../../families/sql/session-pool.ts';
import { tlsOptions } from '../../../families/sql/tls-fields.ts';
import type { Tunnel } from '../../../families/tunnel/tunnel.ts';
import { canceled, onAbort } from '../../../kit/abort.ts';
import { heard } from '../../../kit/heard.ts';
import type { ResultColumn } from './column-type.ts';
import { type PacketTaker, sendCommand } from './command.ts';
import type { MysqlConfig } from './config.ts';
import { connectionError, isServerError } from './failures.ts';
import { nameHolder } from './lock-holders.ts';

export type Rows = readonly (readonly (string | null)[])[];
export type Parameter = string | number | null;

/** A server session. Every value comes as the server's text; nothing is parsed. */
export interface Session {
  readonly isMariadb: boolean;
  /** Whether the server takes rows by LOAD DATA LOCAL. */
  readonly takesFiles: boolean;
  /** The most bytes that a statement may have. */
  readonly maxPacket: number;
  /** Runs one statement and answers its rows. */
  rows(sql: string, values?: readonly Parameter[]): Promise<Rows>;
  /** Runs one statement and answers how many rows it changed, and how many warnings it gave. */
  run(sql: string, values?: readonly Parameter[]): Promise<Ran>;
  /** The columns that a statement would yield, without running it. */
  columns(sql: string): Promise<readonly ResultColumn[]>;
  /** Runs one statement and hands each row on as it comes over the line. */
  stream(sql: string, taker: RowTaker): RowFlow;
  /** Runs a LOAD DATA LOCAL statement with these bytes as the file; asks for more as the server takes them. */
  sendFile(sql: string, pieces: AsyncIterable<Buffer>): Promise<Ran>;
  /** Sends a command of the protocol and hands on each packet of the answer as it comes over the line. */
  command(payload: Buffer, taker: PacketTaker): RowFlow;
}

export interface Ran {
  readonly rows: number;
  readonly warnings: number;
}

/** What a stream of rows tells. */
export interface RowTaker {
  /** A row in the text protocol: its values from `start` to `end`, each with its length before it. Throws to stop. */
  row(buffer: Buffer, start: number, end: number): void;
  end(): void;
  failed(error: Error): void;
}

/** Holds rows back until the taker has room. */
export interface RowFlow {
  pause(): void;
  resume(): void;
}

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

interface OpenSession extends Session {
  readonly connection: mysql.Connection;
  /** Whether the server waits for bytes of a file that this end has not sent yet. */
  isAwaitingFile(): boolean;
}

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

/** What of the driver's insides is needed. */
interface Insides {
  /** Another one once TLS has begun. */
  readonly stream: Duplex;
  /** The command that is answered now. */
  readonly _command: unknown;
  readonly _paused: boolean;
}

function insides(connection: mysql.Connection): Insides {
  return connection as unknown as Insides;
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

function answered(
  connection: mysql.Connection,
  sql: string,
  options: { readonly values?: readonly Parameter[]; readonly file?: Readable } = {},
): Promise<unknown> {
  const { values, file } = options;
  return new Promise((resolve, reject) => {
    connection.query(
      {
        sql,
        ...(values ? { values: [...values] } : {}),
        ...(file ? { infileStreamFactory: () => file } : {}),
      },
      (error, answer) => (error ? reject(error) : resolve(answer)),
    );
  });
}

function describeSession(
  connection: mysql.Connection,
  isMariadb: boolean,
  takesFiles: boolean,
  maxPacket: number,
  explain: (error: unknown) => Promise<unknown>,
): OpenSession {
  const query = (...of: Parameters<typeof answered>) =>
    answered(...of).catch(async (error: unknown) => {
      throw await explain(error);
    });
  const ran = (answer: unknown): Ran => {
    const { affectedRows, warningStatus } = answer as mysql.ResultSetHeader;
    return { rows: affectedRows, warnings: warningStatus };
  };
  let sending = false;
  const sent = async function* (pieces: AsyncIterable<Buffer>) {
    sending = true;
    try {
      yield* paced(connection, pieces);
    } finally {
      sending = false;
    }
  };
  return {
    connection,
    isAwaitingFile: () => sending,
    isMariadb,
    takesFiles,
    maxPacket,
    rows: async (sql, values) => (await query(connection, sql, values ? { values } : {})) as Rows,
    run: async (sql, values) => ran(await query(connection, sql, values ? { values } : {})),
    async sendFile(sql, pieces) {
      // When the line goes down, the driver stops listening to the file.
      const file = heard(Readable.from(sent(pieces), { objectMode: false }));
      try {
        return ran(await query(connection, sql, { file }));
      } finally {
        file.destroy();
      }
    },
    columns: (sql) =>
      new Promise((resolve, reject) => {
        connection.prepare(sql, (error, statement) => {
          if (error) return reject(error);
          const { columns } = statement as unknown as { columns: readonly ResultColumn[] };
          connection.unprepare(sql);
          resolve(columns);
        });
      }),
    stream: (sql, taker) => streamRows(connection, sql, taker),
    command(payload, taker) {
      sendCommand(connection, payload, taker);
      return flowOf(connection);
    },
  };
}

/** The driver sends whatever it is given at once: it is given no more than the line takes. */
async function* paced(connection: mysql.Connection, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    yield piece;
    const { stream } = insides(connection);
    if (stream.writableNeedDrain)
      await new Promise<void>((resolve) => {
        const goOn = () => {
          stream.off('drain', goOn);
          stream.off('close', goOn);
          resolve();
        };
        stream.once('drain', goOn);
        stream.once('close', goOn);
        if (stream.destroyed) goOn();
      });
  }
}

/** A packet of the driver's: `offset` is at its first byte. */
interface Packet {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
  isEOF(): boolean;
}

/** The driver's statement: a state machine whose states are functions that take a packet and answer the next state. */
interface Statement {
  row(packet: Packet, connection: unknown): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
}

/** Rows as packets: making values of them is what costs most in the driver, and nobody wants them. */
function streamRows(connection: mysql.Connection, sql: string, taker: RowTaker): RowFlow {
  const statement = connection.query(sql) as unknown as Statement;
  const lastPacket = statement.row;
  let isOver = false;
  const over = () => {
    isOver = true;
    connection.off('error', fail);
  };
  const fail = (error: Error) => {
    if (isOver) return;
    over();
    taker.failed(error);
  };
  const takeRow = (packet: Packet): unknown => {
    if (packet.isEOF()) return lastPacket.call(statement, packet, connection);
    if (!isOver)
      try {
        taker.row(packet.buffer, packet.offset, packet.end);
      } catch (error) {
        fail(error as Error);
      }
    return takeRow;
  };
  statement.row = takeRow;
  statement.on('error', fail);
  // Of a line that goes down the driver tells the connection alone.
  connection.on('error', fail);
  statement.on('end', () => {
    if (isOver) return;
    over();
    taker.end();
  });
  return flowOf(connection);
}

function flowOf(connection: mysql.Connection): RowFlow {
  return { pause: () => connection.pause(), resume: () => connection.resume() };
}
