import type { DBSQLClient } from '@databricks/sql';
import type { ConnectorHost } from '../../../../contract/contract.ts';
import { backOff, defaultRetry, type RetryPolicy } from '../../../../families/http/retry.ts';
import type { Tunnel } from '../../../../families/tunnel/tunnel.ts';
import { canceled, onAbort, pause, throwIfAborted, untilAborted } from '../../../../kit/abort.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { Redactor } from '../../../../kit/redactor.ts';
import type { DatabricksConfig } from '../config.ts';
import type { Place } from '../names.ts';
import { connectDriver, FIRST_ROWS } from './driver.ts';
import { again, StatementError, warehouseError } from './failures.ts';
import { LONG_LIMIT_MS, SHORT_LIMIT_MS } from './limits.ts';
import { type Line, openLine } from './line.ts';
import { type Login, openLogin } from './login.ts';
import { queryLimit } from './query-limit.ts';
import { sessionSettings } from './session-settings.ts';
import { type Row, textRow } from './values.ts';

export interface StatementOptions {
  /** Where the statement's names are that do not say so themselves. */
  readonly place?: Place;
  /** How long it may take, from its start to its last row, in milliseconds. Default: SHORT_LIMIT_MS, of `stream` LONG_LIMIT_MS. */
  readonly limitMs?: number;
  /** For errors: "reading table main.sales.users". */
  readonly doing?: string;
}

/** Statements at a SQL warehouse. When the signal fires, a statement is cancelled in the warehouse and `canceled` thrown. */
export interface Warehouse extends AsyncDisposable {
  /** The rows of a statement that may be carried out twice without harm: it is repeated where the line breaks. */
  rows(sql: string, signal: AbortSignal, options?: StatementOptions): Promise<readonly Row[]>;
  /** Carries out a statement that must not be repeated unless the warehouse has certainly not begun it, and answers its rows. */
  run(sql: string, signal: AbortSignal, options?: StatementOptions): Promise<readonly Row[]>;
  /** The rows of a statement as they come, in pieces of a few megabytes. */
  stream(sql: string, signal: AbortSignal, options?: StatementOptions): AsyncIterable<readonly Row[]>;
}

/** How long a warehouse that is starting, or has too much to do, is waited for. */
const BUSY_LIMIT_MS = 20 * 60_000;
/** Between tries where the warehouse does not say how long to wait. */
const BUSY: RetryPolicy = { ...defaultRetry, firstWaitMs: 1000, longestWaitMs: 15_000 };
/** Tries of what a broken line is to be repeated for. */
const LINE_TRIES = 4;
/** How often it is said that the warehouse is waited for. */
const SAY_EVERY_MS = 30_000;
/** How long a statement waits in the warehouse's queue before that is said. */
const SAY_QUEUED_MS = 5000;

/** A piece of a stream has this many bytes, about, and no more rows than this. */
const PIECE_BYTES = 4 * 1024 * 1024;
const PIECE_ROWS = 50_000;

const IDLE_AT_MOST = 8;
/** How long it may take to say goodbye: to close a session or cancel a statement. */
const GOODBYE_LIMIT_MS = 5_000;

/** The warehouse that a configuration names. Nothing is sent before it is used. */
export function openWarehouse(
  config: DatabricksConfig,
  host: Pick<ConnectorHost, 'log' | 'slot'>,
  tunnel?: Tunnel,
): Warehouse {
  return new SqlWarehouse(config, host, tunnel);
}

type Session = Awaited<ReturnType<DBSQLClient['openSession']>>;
type Operation = Awaited<ReturnType<Session['executeStatement']>>;

interface Started {
  readonly operation: Operation;
  readonly session: Session;
  readonly key: string;
}

class SqlWarehouse implements Warehouse {
  readonly #config: DatabricksConfig;
  readonly #host: Pick<ConnectorHost, 'log' | 'slot'>;
  readonly #line: Line;
  readonly #login: Login;
  readonly #redactor = new Redactor();
  /** Sessions that nobody uses, by the place that they are in. */
  readonly #idle = new Map<string, Session[]>();
  #client: Promise<DBSQLClient> | undefined;
  #said = 0;
  #closed = false;

  constructor(
    config: DatabricksConfig,
    host: Pick<ConnectorHost, 'log' | 'slot'>,
    tunnel: Tunnel | undefined,
  ) {
    this.#config = config;
    this.#host = host;
    this.#line = openLine(config, tunnel);
    this.#login = openLogin(config, this.#line, (secret) => this.#redactor.learn(secret));
  }

  rows(sql: string, signal: AbortSignal, options: StatementOptions = {}): Promise<readonly Row[]> {
    return this.#all(sql, signal, { limitMs: SHORT_LIMIT_MS, ...options }, true);
  }

  run(sql: string, signal: AbortSignal, options: StatementOptions = {}): Promise<readonly Row[]> {
    return this.#all(sql, signal, { limitMs: SHORT_LIMIT_MS, ...options }, false);
  }

  stream(sql: string, signal: AbortSignal, options: StatementOptions = {}): AsyncIterable<readonly Row[]> {
    return this.#pieces(sql, signal, { limitMs: LONG_LIMIT_MS, ...options }, true);
  }

  async #all(sql: string, signal: AbortSignal, options: StatementOptions, isRepeatable: boolean) {
    for (let attempt = 1; ; attempt++) {
      const rows: Row[] = [];
      let hasBegun = false;
      const begun = () => {
        hasBegun = true;
      };
      try {
        for await (const piece of this.#pieces(sql, signal, options, isRepeatable, begun))
          rows.push(...piece);
        return rows;
      } catch (error) {
        // Only for the line's own failures: what the warehouse says of a statement stays so.
        const broke = isRepeatable && hasBegun && again((error as Error).cause, Date.now()).kind === 'line';
        if (!broke || attempt >= LINE_TRIES) throw error;
        await pause(backOff(attempt, defaultRetry), signal);
      }
    }
  }

  async *#pieces(
    sql: string,
    signal: AbortSignal,
    options: StatementOptions,
    isRepeatable: boolean,
    begun: () => void = () => {},
  ): AsyncGenerator<readonly Row[]> {
    const { limitMs = SHORT_LIMIT_MS, doing = firstWords(sql) } = options;
    await using _slot = await queryLimit(this.#config, this.#host, signal);
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(tookTooLong(doing, limitMs)), limitMs);
    const { silence } = this.#line;
    const within = AbortSignal.any([signal, limit.signal, silence]);
    let started: Started | undefined;
    let hasEnded = false;
    try {
      started = await this.#start(sql, within, options.place ?? {}, isRepeatable, doing);
      begun();
      yield* this.#fetched(started.operation, within, doing);
      hasEnded = true;
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      const ending = [limit.signal, silence].find(({ aborted }) => aborted);
      const failure = ending ? ending.reason : this.#failure(doing, error);
      hasEnded = failure instanceof StatementError;
      throw failure;
    } finally {
      clearTimeout(timer);
      if (started) await this.#finish(started, hasEnded);
    }
  }

  /** Begins a statement. It is begun once only, unless it may be repeated or the warehouse has said that it did not begin it. */
  async #start(
    sql: string,
    signal: AbortSignal,
    place: Place,
    isRepeatable: boolean,
    doing: string,
  ): Promise<Started> {
    const key = JSON.stringify([place.catalog, place.schema]);
    const busySince = Date.now();
    let renewed = false;
    let reopened = 0;
    for (let attempt = 0, breaks = 1; ; attempt++) {
      throwIfAborted(signal);
      let session: Session | undefined;
      let isSent = false;
      try {
        session = this.#idle.get(key)?.pop() ?? (await this.#openSession(place, signal));
        throwIfAborted(signal);
        isSent = true;
        const operation = await this.#execute(session, sql, signal);
        return { operation, session, key };
      } catch (error) {
        if (signal.aborted) throw canceled(signal);
        const next = again(error, Date.now());
        // Also after a refusal the session is good; only the statement was not begun.
        if (session && next.kind === 'busy') this.#keep(key, session);
        else if (session) this.#close(session);
        switch (next.kind) {
          case 'busy': {
            if (Date.now() - busySince > BUSY_LIMIT_MS) throw error;
            const wait = next.afterMs ?? backOff(attempt, BUSY);
            this.#sayWaiting(next.status);
            await pause(Math.min(wait, defaultRetry.longestAskedMs), signal);
            continue;
          }
          case 'session':
            this.#idle.delete(key);
            if (++reopened > 3) throw error;
            continue;
          case 'token':
            if (renewed || !this.#login.renew()) throw error;
            renewed = true;
            continue;
          case 'line':
            if (isSent && !isRepeatable) throw unknownOutcome(doing, this.#failure(doing, error));
            if (breaks++ >= LINE_TRIES) throw error;
            await pause(backOff(attempt, defaultRetry), signal);
            continue;
          default:
            throw error;
        }
      }
    }
  }

  async #openSession({ catalog, schema }: Place, signal: AbortSignal): Promise<Session> {
    const client = await this.#connected();
    // Asked for here first, so that a failure is told by its own error and not by the driver's.
    await this.#login.token(signal);
    const opened = client.openSession({
      ...(catalog === undefined ? {} : { initialCatalog: catalog }),
      ...(schema === undefined ? {} : { initialSchema: schema }),
      configuration: sessionSettings(this.#config),
    });
    opened.then(
      (session) => signal.aborted && this.#close(session),
      () => {},
    );
    return untilAborted(opened, signal);
  }

  #connected(): Promise<DBSQLClient> {
    this.#client ??= connectDriver(this.#config, this.#line, () =>
      this.#login.token(AbortSignal.timeout(60_000)),
    );
    return this.#client;
  }

  async #execute(session: Session, sql: string, signal: AbortSignal): Promise<Operation> {
    const executing = session.executeStatement(sql, {
      maxRows: FIRST_ROWS,
      // What is downloaded from the cloud's storage does not come through the tunnel.
      useCloudFetch: !this.#config.ssh,
    });
    // The handle may come after the signal: then the statement is cancelled as soon as it does.
    executing.then(
      (operation) => signal.aborted && void cancel(operation),
      () => {},
    );
    return untilAborted(executing, signal);
  }

  async *#fetched(operation: Operation, signal: AbortSignal, doing: string): AsyncGenerator<readonly Row[]> {
    const forget = onAbort(signal, () => void cancel(operation));
    const began = Date.now();
    try {
      await untilAborted(
        operation.finished({
          callback: ({ operationState }) => {
            // TOperationState: 0 is INITIALIZED, 7 PENDING.
            const isQueued = operationState === 0 || operationState === 7;
            if (isQueued && Date.now() - began > SAY_QUEUED_MS) this.#sayWaiting(undefined);
          },
        }),
        signal,
      );
      let maxRows = FIRST_ROWS;
      do {
        const piece = (await this.#fetch(operation, maxRows, signal)).map(textRow);
        if (piece.length > 0) {
          maxRows = rowsOfPiece(piece);
          yield piece;
          throwIfAborted(signal);
        }
      } while (await untilAborted(operation.hasMoreRows(), signal));
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw this.#failure(doing, error);
    } finally {
      forget();
    }
  }

  /** The next rows. Where the warehouse refused to answer, it has not moved on either. */
  async #fetch(operation: Operation, maxRows: number, signal: AbortSignal): Promise<object[]> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await untilAborted(operation.fetchChunk({ maxRows, disableBuffering: true }), signal);
      } catch (error) {
        const next = again(error, Date.now());
        if (signal.aborted || next.kind !== 'busy' || attempt >= BUSY.attempts) throw error;
        this.#sayWaiting(next.status);
        await pause(next.afterMs ?? backOff(attempt, BUSY), signal);
      }
    }
  }

  async #finish({ operation, session, key }: Started, hasEnded: boolean): Promise<void> {
    // Whoever stops reading half-way has the warehouse stop as well.
    await inTime(hasEnded ? operation.close() : cancel(operation));
    if (hasEnded) this.#keep(key, session);
    else this.#close(session);
  }

  #keep(key: string, session: Session): void {
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    if (this.#closed || idle.length >= IDLE_AT_MOST) this.#close(session);
    else idle.push(session);
  }

  #close(session: Session): void {
    void inTime(session.close());
  }

  #sayWaiting(status: number | undefined): void {
    if (Date.now() - this.#said < SAY_EVERY_MS) return;
    this.#said = Date.now();
    const { server_hostname, http_path } = this.#config;
    const why = status === undefined ? '' : ` (it answered ${status})`;
    this.#host.log(
      'info',
      `waiting for the warehouse ${server_hostname}${http_path}, which is starting or has too much to do${why}`,
    );
  }

  #failure(doing: string, error: unknown): SyncformError {
    const { tunnelFailure } = this.#line;
    const isLine = tunnelFailure !== undefined && again(error, Date.now()).kind === 'line';
    return this.#redactor.maskError(warehouseError(doing, isLine ? tunnelFailure : error, this.#config));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const sessions = [...this.#idle.values()].flat();
    this.#idle.clear();
    await Promise.all(sessions.map((session) => inTime(session.close())));
    const client = await this.#client?.catch(() => undefined);
    if (client) await inTime(client.close());
    this.#line[Symbol.dispose]();
  }
}

/** How many rows make a piece, going by the last one. */
function rowsOfPiece(piece: readonly Row[]): number {
  let bytes = 0;
  for (const row of piece) for (const value of Object.values(row)) bytes += (value?.length ?? 0) + 8;
  return Math.max(1, Math.min(PIECE_ROWS, Math.floor((PIECE_BYTES * piece.length) / Math.max(bytes, 1))));
}

async function cancel(operation: Operation): Promise<void> {
  await operation.cancel().catch(() => {});
}

/** Waits for something that may fail or hang, and need not have happened. */
async function inTime(promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_LIMIT_MS);
  });
  await Promise.race([promise.catch(() => {}), limit]);
  clearTimeout(timer);
}

function firstWords(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

function tookTooLong(doing: string, limitMs: number): SyncformError {
  return new SyncformError(
    'failed',
    `${doing}: it took more than ${limitMs / 60_000} minutes and was cancelled`,
    {
      hint: 'Use a larger warehouse, or move less at a time.',
    },
  );
}

function unknownOutcome(doing: string, cause: SyncformError): SyncformError {
  return new SyncformError(
    'failed',
    `${doing}: the line broke, and whether the warehouse has carried it out is not known`,
    { cause },
  );
}
