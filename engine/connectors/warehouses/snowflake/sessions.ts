import type { Connection, RowStatement, SnowflakeError } from 'snowflake-sdk';
import { CONNECT_LIMIT_MS, type SessionPool, sessionPool } from '../../../families/sql/session-pool.ts';
import type { Rows, SqlSession } from '../../../families/sql/system.ts';
import { canceled, onAbort } from '../../../kit/abort.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import type { SnowflakeConfig } from './config.ts';
import { connectionError, isBroken } from './failures.ts';
import { quoteLiteral } from './literal.ts';
import { type Login, loginOf } from './login.ts';

/** A column of a statement's result, as Snowflake describes it. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly precision: number | undefined;
  readonly scale: number | undefined;
  readonly length: number | undefined;
}

/** A session with Snowflake. Every value comes as text. */
export interface SnowflakeSession extends SqlSession {
  /** What a query yields: Snowflake compiles it and does not run it. */
  columns(sql: string): Promise<readonly ResultColumn[]>;
  /** The rows of a query as they come, some at a time. */
  stream(sql: string): AsyncIterable<Rows>;
}

interface OpenSession extends SnowflakeSession {
  readonly connection: Connection;
  /** The statement that runs, if one does. */
  running(): RowStatement | undefined;
}

export type Sessions = SessionPool<SnowflakeSession>;

/** Statements and values mean the same whatever the account's or user's settings are. */
const SETTINGS: Readonly<Record<string, string>> = {
  TIMEZONE: 'UTC',
  AUTOCOMMIT: 'TRUE',
  QUOTED_IDENTIFIERS_IGNORE_CASE: 'FALSE',
  DATE_INPUT_FORMAT: 'AUTO',
  TIME_INPUT_FORMAT: 'AUTO',
  TIMESTAMP_INPUT_FORMAT: 'AUTO',
  BINARY_INPUT_FORMAT: 'HEX',
  BINARY_OUTPUT_FORMAT: 'HEX',
  JSON_INDENT: '0',
  TRANSACTION_ABORT_ON_ERROR: 'FALSE',
  MULTI_STATEMENT_COUNT: '1',
  QUERY_TAG: 'syncform',
};

/** Rows that are handed on at once. */
const AT_ONCE = 1_000;

/** Sessions with the account that a configuration names. */
export function openSessions(config: SnowflakeConfig): Sessions {
  return sessionPool<OpenSession>({
    open: (signal) => connect(config, signal),
    stop: async (session) => {
      const statement = session.running();
      if (statement) await new Promise<void>((resolve) => statement.cancel(() => resolve()));
    },
    // After an error a transaction or a temporary table may be left: they go with the session.
    isReusable: (_session, error) => error === undefined,
    cut: ({ connection }) => connection.destroy(() => {}),
    close: ({ connection }) => new Promise<void>((resolve) => connection.destroy(() => resolve())),
    // Each request is one of HTTP, which the driver watches and repeats by itself.
    isOwed: () => false,
    progress: () => 0,
    isAtWork: async () => true,
    isServersWord: (error) => error instanceof Error && !isBroken(error),
    inactivity: { limitMs: 60_000, server: config.account },
  });
}

/** The settings of a session as one statement. */
export function settingsStatement(parameters: Login['parameters']): string {
  const all = Object.entries({ ...parameters, ...SETTINGS });
  return `ALTER SESSION SET ${all.map(([name, value]) => `${name} = ${/^(TRUE|FALSE|\d+)$/.test(value) ? value : quoteLiteral(value)}`).join(' ')}`;
}

async function connect(config: SnowflakeConfig, signal: AbortSignal): Promise<OpenSession> {
  const login = loginOf(config);
  const { account, username } = config;
  const about = { account, username, host: login.host };
  const { snowflake } = await import('./driver.ts');
  const connection = snowflake.createConnection(login.options);
  let forget = () => {};
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_LIMIT_MS)]);
    const expired = new Promise<never>((_resolve, reject) => {
      forget = onAbort(limit, () =>
        reject(
          signal.aborted
            ? canceled(signal)
            : new ConnectionError('timeout', `${login.host} does not answer`, {
                hint: 'Check account, and that a firewall lets this machine through.',
              }),
        ),
      );
    });
    const connected = new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    );
    await Promise.race([connected, expired]);
    const session = describeSession(connection);
    await session.run(settingsStatement(login.parameters));
    return session;
  } catch (error) {
    connection.destroy(() => {});
    if (signal.aborted) throw canceled(signal);
    throw connectionError(error, about);
  } finally {
    forget();
  }
}

function describeSession(connection: Connection): OpenSession {
  let running: RowStatement | undefined;
  const execute = (sqlText: string, more: { readonly describeOnly?: boolean } = {}) =>
    new Promise<{ readonly statement: RowStatement; readonly rows: Rows }>((resolve, reject) => {
      running = connection.execute({
        sqlText,
        rowMode: 'array',
        fetchAsString: ['Number', 'Date', 'JSON', 'Buffer', 'Boolean'],
        ...more,
        complete: (error: SnowflakeError | undefined, statement, rows) => {
          running = undefined;
          if (error) reject(error);
          else resolve({ statement: statement as RowStatement, rows: (rows ?? []) as Rows });
        },
      }) as RowStatement;
    });
  return {
    connection,
    running: () => running,
    rows: async (sql) => (await execute(sql)).rows,
    run: async (sql) => Math.max((await execute(sql)).statement.getNumUpdatedRows() ?? 0, 0),
    columns: async (sql) => {
      const { statement } = await execute(sql, { describeOnly: true });
      return (statement.getColumns() ?? []).map((column) => {
        const sizes = column as unknown as { getLength?(): number };
        return {
          name: column.getName(),
          type: column.getType(),
          precision: column.getPrecision() ?? undefined,
          scale: column.getScale() ?? undefined,
          length: sizes.getLength?.() ?? undefined,
        };
      });
    },
    stream: (sql) => streamed(connection, sql),
  };
}

async function* streamed(connection: Connection, sqlText: string): AsyncGenerator<Rows> {
  const statement = await new Promise<RowStatement>((resolve, reject) => {
    connection.execute({
      sqlText,
      rowMode: 'array',
      streamResult: true,
      complete: (error: SnowflakeError | undefined, done) =>
        error ? reject(error) : resolve(done as RowStatement),
    });
  });
  let rows: (readonly (string | null)[])[] = [];
  for await (const row of statement.streamRows()) {
    rows.push(row as readonly (string | null)[]);
    if (rows.length < AT_ONCE) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}
