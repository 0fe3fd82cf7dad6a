import type { Duplex } from 'node:stream';
import { type BulkLoad, Connection, type ConnectionAuthentication, Request, TYPES } from 'tedious';
import { bytesOf } from '../../../families/http/watched-line.ts';
import { pushedRows } from '../../../families/sql/pushed-rows.ts';
import { serverLine } from '../../../families/sql/server-line.ts';
import { CONNECT_LIMIT_MS, type SessionPool, sessionPool } from '../../../families/sql/session-pool.ts';
import type { Rows, SqlSession, TextsToStage } from '../../../families/sql/system.ts';
import type { Tunnel } from '../../../families/tunnel/tunnel.ts';
import { canceled, onAbort, throwIfAborted } from '../../../kit/abort.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { MssqlConfig } from './config.ts';
import { mssqlDialect } from './dialect.ts';
import { connectionError, isServerError, type LoginMessage } from './failures.ts';

const { begin, commit, rollback, savepoints } = mssqlDialect.transactions;

/** A server session. The driver makes numbers of decimals: statements make texts of what they answer. */
export interface Session extends SqlSession {
  /** The rows of a statement as they come; the server waits while nobody takes them. */
  stream(sql: string): AsyncIterable<Rows>;
  /** Sends rows of texts into a table, the first of whose columns is a bigint, by a bulk load. */
  send(work: TextsToStage): Promise<void>;
  /** Has the server stop the statement that runs. */
  cancel(): void;
  cut(error?: Error): void;
  close(): Promise<void>;
  readonly isRunning: boolean;
  readonly isInTransaction: boolean;
  readonly isBroken: boolean;
  readonly line: Duplex;
}

export type Sessions = SessionPool<Session>;

/** Where a server is and how it is talked to: what a login does not say. */
export type ServerConfig = Omit<MssqlConfig, 'username' | 'password'>;

/** What of it sessions are told. Without lock_timeout the server decides how long a statement waits for a lock. */
export type SessionConfig = Pick<
  ServerConfig,
  'hostname' | 'port' | 'database' | 'ssl' | 'trust_server_certificate' | 'inactivity_timeout'
> &
  Partial<Pick<ServerConfig, 'lock_timeout'>>;

/** Who logs in: a login of the server's own, or somebody for whom Microsoft Entra gave out a token. */
export interface LoginOfConnection {
  /** For errors: "user \"app\" with this password", and what to check. */
  readonly who: string;
  readonly check: string;
  authentication(signal: AbortSignal): Promise<ConnectionAuthentication>;
}

/** Sessions at the server that a configuration names, through a tunnel where there is one. */
export function openSessions(config: SessionConfig, login: LoginOfConnection, tunnel?: Tunnel): Sessions {
  return sessionPool<Session>({
    open: (signal, onLost) => logIn(config, login, tunnel, signal, onLost),
    stop: async (session) => session.cancel(),
    // After an error temporary tables may be left, which go with their session.
    isReusable: (session, error) =>
      (error === undefined || (error instanceof SyncformError && error.code === 'invalid')) &&
      !session.isBroken &&
      !session.isRunning &&
      !session.isInTransaction,
    cut: (session, error) => session.cut(error),
    close: (session) => session.close(),
    isOwed: (session) => session.isRunning,
    progress: ({ line }) => bytesOf(line),
    // Of other sessions only an administrator is told: a server that lets one more in is taken at its word.
    isAtWork: async (_session, by) => (await by.rows('SELECT 1 AS one')).length > 0,
    isServersWord: (error) => error instanceof Error && isServerError(error.cause),
    inactivity: { limitMs: config.inactivity_timeout * 1000, server: `${config.hostname}:${config.port}` },
  });
}

async function logIn(
  config: SessionConfig,
  login: LoginOfConnection,
  tunnel: Tunnel | undefined,
  signal: AbortSignal,
  onLost: (session: Session) => void,
): Promise<Session> {
  throwIfAborted(signal);
  const { hostname, port, lock_timeout } = config;
  let line: Duplex | undefined;
  const said: LoginMessage[] = [];
  try {
    const authentication = await login.authentication(signal);
    const socket = await serverLine(config, tunnel, signal);
    line = socket;
    const connection = new Connection({
      server: hostname,
      authentication,
      options: {
        port,
        database: config.database,
        appName: 'syncform',
        encrypt: config.ssl,
        trustServerCertificate: config.trust_server_certificate,
        connectTimeout: CONNECT_LIMIT_MS,
        requestTimeout: 0,
        textsize: 2147483647,
        connector: async () => socket,
      },
    });
    connection.on('errorMessage', ({ number, message }) => said.push({ number, message }));
    const forget = onAbort(signal, () => socket.destroy(canceled(signal)));
    await new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    ).finally(forget);
    const session = sessionOf(connection, socket, (lost) => onLost(lost));
    if (lock_timeout !== undefined) await session.run(`SET LOCK_TIMEOUT ${lock_timeout * 1000}`);
    return session;
  } catch (error) {
    line?.destroy();
    if (signal.aborted) throw canceled(signal);
    throw connectionError(error instanceof Error ? Object.assign(error, { said }) : error, config, login);
  }
}

function sessionOf(connection: Connection, line: Duplex, onLost: (session: Session) => void): Session {
  let running = 0;
  let isBroken = false;
  let isInTransaction = false;
  let hasSavepoint = false;
  let cutWith: Error | undefined;
  const lost = () => {
    isBroken = true;
    onLost(session);
  };
  connection.on('error', lost);
  connection.on('end', lost);

  /** Runs a statement; `begin` gets the request before it is sent. */
  const execute = (sql: string, begin: (request: Request) => void = () => {}): Promise<number> => {
    running++;
    return new Promise<number>((resolve, reject) => {
      const request = new Request(sql, (error, count) => {
        running--;
        if (error) reject(cutWith ?? error);
        else resolve(count ?? 0);
      });
      begin(request);
      connection.execSqlBatch(request);
    });
  };
  const session: Session = {
    line,
    get isRunning() {
      return running > 0;
    },
    get isBroken() {
      return isBroken;
    },
    get isInTransaction() {
      return isInTransaction;
    },
    async rows(sql) {
      const rows: (string | null)[][] = [];
      await unlessEnded(execute(sql, (request) => request.on('row', (row) => rows.push(texts(row)))));
      return rows;
    },
    async run(sql) {
      if (sql === begin) {
        isInTransaction = true;
        hasSavepoint = false;
      }
      const count = await unlessEnded(execute(sql));
      if (sql === savepoints?.set) hasSavepoint = true;
      if (sql === commit || sql === rollback) isInTransaction = false;
      return count;
    },
    stream: (sql) =>
      pushedRows((take) => {
        let request: Request | undefined;
        const ended = execute(sql, (begun) => {
          request = begun.on('row', (row) => take(texts(row)));
        });
        return { ended, pause: () => request?.pause(), resume: () => request?.resume() };
      }),
    async send({ table, rows, signal }) {
      const names = await namesOf(table);
      running++;
      try {
        await new Promise<void>((resolve, reject) => {
          const load = connection.newBulkLoad(table, { keepNulls: true }, (error) =>
            error ? reject(cutWith ?? error) : resolve(),
          ) as BulkLoad;
          for (const [i, name] of names.entries())
            load.addColumn(
              name,
              i === 0 ? TYPES.BigInt : TYPES.NVarChar,
              i === 0 ? { nullable: false } : { length: Number.POSITIVE_INFINITY, nullable: true },
            );
          connection.execBulkLoad(load, one(rows, signal));
        });
      } finally {
        running--;
      }
    },
    cancel: () => void connection.cancel(),
    cut(error) {
      cutWith = error;
      isBroken = true;
      line.destroy(error);
    },
    async close() {
      if (!isBroken) connection.close();
    },
  };
  return session;

  /**
   * An error of a step that can be undone, or another one where the server has ended the transaction: a trigger may do that.
   * What was done before would then be lost, and what came afterwards would be no transaction's.
   */
  async function unlessEnded<T>(step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      if (!isInTransaction || !hasSavepoint || isBroken || !isServerError(error)) throw error;
      let state = '';
      await execute('SELECT XACT_STATE()', (request) =>
        request.on('row', (row) => {
          state = String(texts(row)[0]);
        }),
      );
      if (state === '1') throw error;
      throw new SyncformError('failed', `the server ended the whole transaction: ${error.message}`, {
        hint: 'A trigger of the table does so where it fails or rolls back. Leave the record at fault out by a filter, or fix the trigger.',
        cause: error,
      });
    }
  }

  async function namesOf(table: string): Promise<readonly string[]> {
    let names: readonly string[] = [];
    await execute(`SELECT TOP (0) * FROM ${table}`, (request) =>
      request.on('columnMetadata', (columns) => {
        names = (columns as readonly { readonly colName: string }[]).map(({ colName }) => colName);
      }),
    );
    return names;
  }
}

async function* one(batches: AsyncIterable<Rows>, signal: AbortSignal): AsyncGenerator<(string | null)[]> {
  for await (const rows of batches) {
    throwIfAborted(signal);
    for (const row of rows) yield [...row];
  }
}

function texts(row: readonly { readonly value: unknown }[]): (string | null)[] {
  return row.map(({ value }) => {
    if (value === null || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new SyncformError('failed', 'a statement of the engine’s own answered something other than text');
  });
}
