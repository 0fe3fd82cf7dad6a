import type { SessionPool } from '../../../families/sql/session-pool.ts';
import type { Rows, SqlSession } from '../../../families/sql/system.ts';
import { onAbort, pause, throwIfAborted } from '../../../kit/abort.ts';
import { cellText } from './cells.ts';
import type { BigqueryClient, Job, Page } from './client.ts';
import type { SchemaField } from './column-type.ts';
import { isPassing } from './failures.ts';
import { LABELS } from './labels.ts';

/** What a query would cost and yield. */
export interface DryRun {
  readonly fields: readonly SchemaField[];
  /** How many bytes it would process, of which the service says that it bills them. */
  readonly bytes: number;
}

/** What is asked of the service. Every statement is a job, and nothing is kept between them. */
export interface Session extends SqlSession {
  readonly client: BigqueryClient;
  readonly signal: AbortSignal;
  /** What a query yields and costs: the service plans it and does not run it. */
  dryRun(sql: string): Promise<DryRun>;
  /** The rows of a query as they come, a page at a time. */
  stream(sql: string): AsyncGenerator<Rows>;
}

export type Sessions = SessionPool<Session>;

/** Rows of a page at most; the service ends one sooner that becomes large. */
const PAGE_ROWS = 50_000;
/** Tries of a job that failed for reasons that pass, and the wait after the first, which doubles, in ms. */
export const TRIES = 5;
export const FIRST_WAIT_MS = 1_000;

/** Sessions with a project. */
export function openSessions(client: BigqueryClient): Sessions {
  return {
    use: async (signal, work) => {
      throwIfAborted(signal);
      return work(sessionFor(client, signal));
    },
    async take(signal) {
      throwIfAborted(signal);
      const over = new AbortController();
      const forget = onAbort(signal, () => over.abort(signal.reason));
      return {
        session: sessionFor(client, over.signal),
        done: forget,
        abandon() {
          forget();
          over.abort();
        },
      };
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** The configuration of a job that runs a statement or script. */
export function queryJob(query: string): object {
  return { query: { query, useLegacySql: false }, labels: LABELS };
}

function sessionFor(client: BigqueryClient, signal: AbortSignal): Session {
  const run = (sql: string, maxResults: number) =>
    againIfPassing(signal, async () => {
      const job = await client.insertJob(queryJob(sql), signal);
      return { job, page: await client.results(job, signal, maxResults) };
    });
  return {
    client,
    signal,
    async rows(sql) {
      const found: Rows[number][] = [];
      for await (const rows of pages(client, await run(sql, PAGE_ROWS), signal)) found.push(...rows);
      return found;
    },
    run: async (sql) => Number((await run(sql, 0)).page.numDmlAffectedRows ?? 0),
    async dryRun(sql) {
      const configuration = { ...queryJob(sql), dryRun: true };
      const jobReference = await client.reference();
      const { statistics } = await client.post<Job>('jobs', { jobReference, configuration }, signal);
      return {
        fields: statistics?.query?.schema?.fields ?? [],
        bytes: Number(statistics?.query?.totalBytesProcessed ?? statistics?.totalBytesProcessed ?? 0),
      };
    },
    async *stream(sql) {
      yield* pages(client, await run(sql, PAGE_ROWS), signal);
    },
  };
}

/** Runs a job again that failed for reasons that pass; nothing of it was done. */
export async function againIfPassing<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES || !isPassing(error)) throw error;
      await pause(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), signal);
    }
}

/** The rows of a result, page by page; the next page is on its way while one is read. */
async function* pages(
  client: BigqueryClient,
  { job, page: first }: { readonly job: Job; readonly page: Page },
  signal: AbortSignal,
): AsyncGenerator<Rows> {
  const fields = first.schema?.fields ?? [];
  const textsOf = ({ rows = [] }: Page): Rows =>
    rows.map(({ f }) => f.map(({ v }, i) => cellText(v, fields[i] ?? { type: 'STRING' })));
  let page = first;
  for (;;) {
    const { pageToken } = page;
    const next = pageToken ? client.nextPage(job, pageToken, signal) : undefined;
    // An error is told where its page is wanted.
    next?.catch(() => {});
    const rows = textsOf(page);
    if (rows.length > 0) yield rows;
    if (!next) return;
    page = await next;
  }
}
