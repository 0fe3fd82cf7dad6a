import type { AthenaClient, ColumnInfo, QueryExecution } from '@aws-sdk/client-athena';
import type { Rows, SqlSession } from '../../../families/sql/system.ts';
import { canceled, onAbort, pause } from '../../../kit/abort.ts';
import type { AthenaConfig } from './config.ts';
import { callFailure, StatementError } from './failures.ts';
import { type ResultPlace, resultPlace } from './result-files.ts';

/** How long to wait before a query's state is asked for, in ms: the first time, and at most. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
/** Rows that Athena hands out at once: its own limit. */
const PAGE = 1_000;

/** A query that has succeeded. */
export interface FinishedQuery {
  readonly id: string;
  /** Where its result is: `s3://bucket/folder/<id>.csv`. */
  readonly output: string;
}

/** What Athena is asked with: a statement of a session's is a query, and all of them stand for themselves. */
export interface AthenaSession extends SqlSession {
  readonly client: AthenaClient;
  readonly signal: AbortSignal;
  /** Runs a statement and waits for its end; what its result leaves in the bucket is the caller's to remove. */
  finished(sql: string): Promise<FinishedQuery>;
  /** What a query yields. */
  columns(sql: string): Promise<readonly ColumnInfo[]>;
}

/** A session; it holds nothing at the server. */
export function athenaSession(
  client: AthenaClient,
  config: AthenaConfig,
  place: ResultPlace,
  signal: AbortSignal,
): AthenaSession {
  const call = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw callFailure(error, config);
    }
  };
  const finished = async (sql: string) => {
    const driver = await import('./driver.ts');
    const { QueryExecutionId: id = '' } = await call(
      client.send(
        new driver.StartQueryExecutionCommand({
          QueryString: sql,
          WorkGroup: config.workgroup,
          QueryExecutionContext: { Catalog: config.catalog },
          ResultConfiguration: { OutputLocation: place.url },
        }),
        { abortSignal: signal },
      ),
    );
    const stop = () =>
      void client.send(new driver.StopQueryExecutionCommand({ QueryExecutionId: id })).catch(() => {});
    const forget = onAbort(signal, stop);
    try {
      for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
        await pause(wait, signal);
        const asked = client.send(new driver.GetQueryExecutionCommand({ QueryExecutionId: id }), {
          abortSignal: signal,
        });
        const { QueryExecution: execution } = await call(asked);
        if (isDone(execution)) return { id, output: execution?.ResultConfiguration?.OutputLocation ?? '' };
      }
    } finally {
      forget();
    }
  };
  const withResult = async <T>(sql: string, work: (id: string) => Promise<T>): Promise<T> => {
    const { id, output } = await finished(sql);
    try {
      return await work(id);
    } finally {
      await place.removeResult(resultPlace(output));
    }
  };
  const page = async (id: string, token?: string) => {
    const { GetQueryResultsCommand } = await import('./driver.ts');
    const command = new GetQueryResultsCommand({
      QueryExecutionId: id,
      MaxResults: PAGE,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    return call(client.send(command, { abortSignal: signal }));
  };
  return {
    client,
    signal,
    finished,
    columns: (sql) =>
      withResult(sql, async (id) => (await page(id)).ResultSet?.ResultSetMetadata?.ColumnInfo ?? []),
    rows: (sql) =>
      withResult(sql, async (id) => {
        const rows: Rows[number][] = [];
        for (let token: string | undefined, isFirst = true; ; isFirst = false) {
          const { ResultSet: result, NextToken: next } = await page(id, token);
          const found = (result?.Rows ?? []).map(({ Data = [] }) =>
            Data.map(({ VarCharValue: text }) => text ?? null),
          );
          // The first row of a SELECT's result has the names of its columns.
          rows.push(...(isFirst ? found.slice(1) : found));
          if (next === undefined) return rows;
          token = next;
        }
      }),
    run: (sql) => withResult(sql, async () => 0),
  };
}

/** Whether a query has succeeded; throws where it has ended otherwise. */
function isDone(execution: QueryExecution | undefined): boolean {
  const { State: state, StateChangeReason: reason } = execution?.Status ?? {};
  if (state === 'FAILED') throw new StatementError(reason ?? 'the query failed, and Athena does not say why');
  if (state === 'CANCELLED')
    throw new StatementError(`the query was stopped: ${reason ?? 'by somebody else'}`);
  return state === 'SUCCEEDED';
}
