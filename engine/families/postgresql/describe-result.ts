import type pg from 'pg';
import { withoutQuotedQuery } from '../../kit/driver-words.ts';
import { SyncformError } from '../../kit/errors.ts';
import { asSubquery, refuseUnnamed } from '../sql/describe-query.ts';
import { isServerError, type ServerError } from './failures.ts';
import type { Session } from './sessions.ts';

/** A column of a result as the protocol describes it. */
export interface ResultColumn {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

/**
 * Asks the server what a query yields, without running it: it is parsed and planned as a prepared statement and then
 * described; first by itself, for errors in its own words, then as something to select from. Throws `invalid` at path
 * `query`, with line and column, where the server does not understand it.
 */
export async function describeResult(session: Session, query: string): Promise<readonly ResultColumn[]> {
  await describeStatement(session.client, query, query, 0);
  const wrapped = `SELECT * FROM ${asSubquery(query)}`;
  const before = wrapped.indexOf('\n') + 1;
  const described = await describeStatement(session.client, wrapped, query, before);
  refuseUnnamed(described, false);
  return described;
}

/** What of the driver's connection speaks the extended protocol. */
interface Wire {
  parse(statement: { readonly text: string; readonly types: readonly number[] }): void;
  describe(what: { readonly type: 'S' }): void;
  sync(): void;
}

/** The columns of a statement that holds the query's text after so many characters. */
async function describeStatement(
  client: pg.Client,
  text: string,
  query: string,
  before: number,
): Promise<readonly ResultColumn[]> {
  try {
    return await prepared(client, text);
  } catch (error) {
    if (!isServerError(error)) throw error;
    throw invalidQuery(error, query, Number(error.position) - before);
  }
}

/** Parse, Describe, Sync: the driver has no call of its own for it, but takes any object with these handlers as a query. */
function prepared(client: pg.Client, text: string): Promise<readonly ResultColumn[]> {
  return new Promise((resolve, reject) => {
    let columns: readonly ResultColumn[] = [];
    const statement = {
      submit(connection: unknown) {
        const wire = connection as Wire;
        wire.parse({ text, types: [] });
        wire.describe({ type: 'S' });
        wire.sync();
      },
      handleRowDescription(message: { readonly fields: readonly ResultColumn[] }) {
        columns = message.fields;
      },
      handleReadyForQuery: () => resolve(columns),
      handleError: reject,
    };
    client.query(statement as unknown as pg.Submittable);
  });
}

/** `at` counts characters from 1; a statement that names no place has NaN. */
function invalidQuery(error: ServerError, query: string, at: number): SyncformError {
  const place = at >= 1 && at <= [...query].length ? ` (${lineAndColumn(query, at)})` : '';
  return new SyncformError('invalid', `${withoutQuotedQuery(error.message)}${place}`, {
    path: ['query'],
    hint: error.hint ?? 'A query is one SELECT, WITH, VALUES or TABLE statement.',
    cause: error,
  });
}

/** The place of a character, counted from 1, as line and column from 1. */
function lineAndColumn(text: string, position: number): string {
  const before = [...text]
    .slice(0, position - 1)
    .join('')
    .split('\n');
  return `line ${before.length}, column ${[...(before.at(-1) as string)].length + 1}`;
}
