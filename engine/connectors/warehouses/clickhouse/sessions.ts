import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { pipeline, type Readable, Transform } from 'node:stream';
import { text as textOfStream } from 'node:stream/consumers';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { watchLine } from '../../../families/http/watched-line.ts';
import type { SessionPool } from '../../../families/sql/session-pool.ts';
import type { Rows, SqlSession } from '../../../families/sql/system.ts';
import type { Tunnel } from '../../../families/tunnel/tunnel.ts';
import { onAbort, throwIfAborted } from '../../../kit/abort.ts';
import { heard } from '../../../kit/heard.ts';
import type { ClickhouseConfig } from './config.ts';
import { requestFailure } from './failures.ts';
import { quoteLiteral } from './sql.ts';

export type Settings = ClickHouseSettings & Readonly<Record<string, string | number>>;

/** What is asked of the server. Nothing is kept between requests: there are no sessions but in name. */
export interface Session extends SqlSession {
  /** Runs a statement that answers no rows. `settings` hold for it alone. */
  execute(sql: string, options?: { readonly settings?: Settings; readonly prefix?: string }): Promise<void>;
  /** Inserts what a stream brings in the format that the statement names. */
  insert(sql: string, body: Readable, prefix?: string): Promise<void>;
}

export interface Sessions extends SessionPool<Session> {
  /** Gives the bytes that a statement answers, which says its format itself, to whoever takes them. */
  download(sql: string, signal: AbortSignal, take: (answer: Readable) => Promise<void>): Promise<void>;
  /** The rows of a SELECT as they come. */
  stream(sql: string, signal: AbortSignal): AsyncGenerator<Rows>;
}

interface Statement {
  readonly sql: string;
  readonly body?: Readable;
  /** What the statement is called among those that run, before a text that no other one has. */
  readonly prefix?: string;
  readonly settings?: Settings;
}

interface Answer {
  readonly stream: Readable;
  /** To be told how many bytes have come. */
  passed(bytes: number): void;
  /** Ends the watch over the server. */
  close(): void;
  /** What an error while reading was, in words. */
  failure(error: unknown): Error;
}

/** The database of bare names. */
export function bareDatabase({ database }: Pick<ClickhouseConfig, 'database'>): string {
  return database ?? 'default';
}

/** The port of the HTTP interface: those of the native protocol stand for it. */
export function httpPort(port: number): number {
  return port === 9440 ? 8443 : port === 9000 ? 8123 : port;
}

/** How every value is written, whatever the server or the user has set. */
const SETTINGS: Settings = {
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  output_format_json_quote_denormals: 1,
  output_format_json_escape_forward_slashes: 0,
  output_format_json_named_tuples_as_objects: 1,
  output_format_decimal_trailing_zeros: 0,
  output_format_parquet_string_as_string: 1,
  date_time_output_format: 'simple',
  join_use_nulls: 0,
  transform_null_in: 0,
  // What alters a table or deletes rows is done when the statement ends.
  alter_sync: '2',
  mutations_sync: '2',
};

const LONG_MS = 7 * 24 * 3_600_000;
const ASK_MS = 5_000;

/** A server by its HTTP interface. Nothing is sent before something is asked. */
export function openSessions(config: ClickhouseConfig, tunnel: Tunnel | undefined): Sessions {
  const { hostname, ssl, skip_verify, username, password } = config;
  const database = bareDatabase(config);
  const place = { hostname, port: httpPort(config.port), username, database };
  const inactivity = { limitMs: config.inactivity_timeout * 1000, server: `${hostname}:${place.port}` };
  const agent = ssl
    ? new HttpsAgent({
        keepAlive: true,
        rejectUnauthorized: !skip_verify,
        ...(/^[\d.:]+$/.test(hostname) ? {} : { servername: hostname }),
      })
    : new HttpAgent({ keepAlive: true });
  let made: Promise<ClickHouseClient> | undefined;

  const client = (signal: AbortSignal): Promise<ClickHouseClient> => {
    made ??= (async () => {
      const { createClient, ClickHouseLogLevel } = await import('./driver.ts');
      const local = await tunnel?.listen(signal);
      const host = local === undefined ? hostname : '127.0.0.1';
      const name = host.includes(':') ? `[${host}]` : host;
      return createClient({
        url: `${ssl ? 'https' : 'http'}://${name}:${local ?? place.port}`,
        username,
        password,
        database,
        application: 'syncform',
        http_agent: agent,
        request_timeout: LONG_MS,
        clickhouse_settings: SETTINGS,
        // What goes wrong is thrown; the client would print it as well.
        log: { level: ClickHouseLogLevel.OFF },
      });
    })();
    made.catch(() => {
      made = undefined;
    });
    return made;
  };

  /** Whether the server runs a statement; asked over a line of its own. */
  const isRunning = async (id: string, signal: AbortSignal) => {
    const { stream } = await (await client(signal)).exec({
      query: `SELECT count() FROM system.processes WHERE query_id = ${quoteLiteral(id)} FORMAT TabSeparated`,
      abort_signal: signal,
    });
    return (await textOfStream(stream)).trim() !== '0';
  };
  const kill = async (id: string) => {
    const limit = AbortSignal.timeout(ASK_MS);
    await (await client(limit))
      .command({ query: `KILL QUERY WHERE query_id = ${quoteLiteral(id)} ASYNC`, abort_signal: limit })
      .catch(() => {});
  };

  /** Sends a statement; what the server does for it is watched until the answer is closed, and stopped with the signal. */
  const open = async (statement: Statement, signal: AbortSignal): Promise<Answer> => {
    throwIfAborted(signal);
    const { sql, body, prefix = 'syncform', settings } = statement;
    const id = `${prefix}-${randomUUID()}`;
    const over = new AbortController();
    const forget = onAbort(signal, () => over.abort(signal.reason));
    let bytes = 0;
    let cut: Error | undefined;
    const passed = (more: number) => {
      bytes += more;
    };
    const watching = watchLine(
      {
        isOwed: () => true,
        progress: () => bytes,
        isAtWork: (limit) => isRunning(id, limit),
        cut: (error) => {
          cut = error;
          over.abort(error);
        },
      },
      inactivity,
    );
    const close = () => {
      watching[Symbol.dispose]();
      forget();
    };
    const failure = (error: unknown) => {
      if (over.signal.aborted) void kill(id);
      return cut ?? requestFailure(error, place, signal);
    };
    try {
      const { stream } = await (await client(signal)).exec({
        query: sql,
        query_id: id,
        abort_signal: over.signal,
        ...(settings ? { clickhouse_settings: settings } : {}),
        ...(body ? { values: counted(body, passed) } : {}),
      });
      return { stream: heard(stream), passed, close, failure };
    } catch (error) {
      close();
      throw failure(error);
    }
  };
  const send = async <T>(
    statement: Statement,
    signal: AbortSignal,
    read: (answer: Answer) => Promise<T>,
  ): Promise<T> => {
    const answer = await open(statement, signal);
    try {
      return await read(answer);
    } catch (error) {
      throw answer.failure(error);
    } finally {
      answer.close();
      answer.stream.destroy();
    }
  };
  const nothing = async ({ stream }: Answer) => {
    const said = await textOfStream(stream);
    if (/^Code: \d+\. DB::/.test(said)) throw brokenAnswer(said);
  };

  const sessionFor = (signal: AbortSignal): Session => ({
    rows: (sql) =>
      send({ sql: `${sql}\nFORMAT JSONCompactEachRow` }, signal, async ({ stream, passed }) => {
        const rows: (readonly (string | null)[])[] = [];
        for await (const some of rowsOf(stream, passed)) rows.push(...some);
        return rows;
      }),
    run: (sql) => send({ sql }, signal, nothing).then(() => 0),
    execute: (sql, options = {}) => send({ sql, ...options }, signal, nothing),
    insert: (sql, body, prefix) =>
      send({ sql, body, ...(prefix === undefined ? {} : { prefix }) }, signal, nothing),
  });

  return {
    use: (signal, work) => work(sessionFor(signal)),
    async take(signal) {
      const over = new AbortController();
      const forget = onAbort(signal, () => over.abort(signal.reason));
      return {
        session: sessionFor(over.signal),
        done: forget,
        abandon() {
          forget();
          over.abort();
        },
      };
    },
    download: (sql, signal, take) =>
      send({ sql }, signal, async ({ stream, passed }) => {
        stream.on('data', (chunk: Buffer) => passed(chunk.length));
        stream.pause();
        await take(stream);
      }),
    async *stream(sql, signal) {
      const answer = await open({ sql: `${sql}\nFORMAT JSONCompactEachRow` }, signal);
      try {
        yield* rowsOf(answer.stream, answer.passed);
      } catch (error) {
        throw answer.failure(error);
      } finally {
        answer.close();
        answer.stream.destroy();
      }
    },
    async [Symbol.asyncDispose]() {
      await made?.then((open) => open.close()).catch(() => {});
      agent.destroy();
    },
  };
}

/** The same bytes, telling what passes. */
function counted(body: Readable, passed: (bytes: number) => void): Readable {
  const counter = heard(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        passed(chunk.length);
        done(null, chunk);
      },
    }),
  );
  pipeline(body, counter, () => {});
  return counter;
}

/** Rows of texts that come as lines of JSON. */
export async function* rowsOf(
  answer: Readable,
  progress: (bytes: number) => void = () => {},
): AsyncGenerator<Rows> {
  const decoder = new TextDecoder('utf-8', { fatal: false });
  let left = '';
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    progress(chunk.length);
    const lines = (left + decoder.decode(chunk, { stream: true })).split('\n');
    left = lines.pop() ?? '';
    if (lines.length > 0) yield lines.filter((line) => line !== '').map(rowOf);
  }
  left += decoder.decode();
  if (left.trim() !== '') yield [rowOf(left)];
}

function rowOf(line: string): readonly (string | null)[] {
  let values: unknown;
  try {
    values = JSON.parse(line);
  } catch {
    throw brokenAnswer(line);
  }
  if (!Array.isArray(values)) throw brokenAnswer(line);
  return values.map((value) => (value === null ? null : String(value)));
}

/** An error that came after the first rows stands among them. */
export function brokenAnswer(text: string): Error {
  const found = /Code: (\d+)\. DB::Exception: ([\s\S]*)/.exec(text);
  return found
    ? Object.assign(new Error(`Code: ${found[1]}. DB::Exception: ${found[2]}`), {
        code: found[1],
        name: 'ClickHouseError',
      })
    : new Error('the answer broke off');
}
