import type { DuckDBBlobValue } from '@duckdb/node-api';
import type { DuckdbSession } from '../../../../contract/duckdb-session.ts';
import { interruptible } from '../../../../movement/interruptible.ts';
import { againIfPassing, CODES, type StorageApi, StorageRefusal } from './api.ts';
import {
  ALREADY_COMMITTED,
  appendFault,
  appendRows,
  commitFault,
  commitStream,
  createPendingStream,
  finalizedRows,
  finalizeStream,
  type RowField,
  rowDescriptor,
  rowMessage,
  writeStream,
} from './messages.ts';

/** Bytes of the rows of a message, about; the service takes 10 MB. */
const MESSAGE_BYTES = 1024 * 1024;
/** A row that is larger than this is not sent. */
const LONGEST_ROW = 8 * 1024 * 1024;

/**
 * Appends the rows of a SELECT of DuckDB to a table, in one pending stream: all of them are there when it is committed, and none
 * before. Each message says how many rows came before it, so that none is taken twice whatever becomes of the line
 * (https://cloud.google.com/bigquery/docs/write-api-batch). `table` is `projects/…/datasets/…/tables/…`. A stream that is given up
 * leaves nothing in the table.
 */
export async function appendOnce(
  storage: StorageApi,
  table: string,
  fields: readonly RowField[],
  { session, select }: { readonly session: DuckdbSession; readonly select: string },
  signal: AbortSignal,
): Promise<void> {
  const ask = (method: `BigQueryWrite/${string}`, about: readonly [string, string], message: Uint8Array) =>
    storage.ask({ method, about, message }, signal);
  const created = await ask('BigQueryWrite/CreateWriteStream', ['parent', table], createPendingStream(table));
  const stream = writeStream(created);
  const offset = await appendAll(storage, stream, fields, portions(session, select, fields, signal), signal);
  const ended = await ask('BigQueryWrite/FinalizeWriteStream', ['name', stream], finalizeStream(stream));
  if (finalizedRows(ended) !== offset)
    throw new StorageRefusal(CODES.internal, `${finalizedRows(ended)} rows came, and ${offset} were sent`);
  const committed = await ask(
    'BigQueryWrite/BatchCommitWriteStreams',
    ['parent', table],
    commitStream(table, stream),
  );
  const fault = commitFault(committed);
  // A commit whose answer was lost is sent again.
  if (fault && fault.code !== ALREADY_COMMITTED) throw new StorageRefusal(CODES.internal, fault.message);
}

/** Sends portions of rows in their order; over a new line where one breaks. Answers how many rows that were. */
async function appendAll(
  storage: StorageApi,
  stream: string,
  fields: readonly RowField[],
  rows: AsyncIterable<readonly Uint8Array[]>,
  signal: AbortSignal,
): Promise<bigint> {
  const method = 'BigQueryWrite/AppendRows';
  const open = () => storage.talk({ method, about: ['write_stream', stream] }, signal);
  const descriptor = rowDescriptor(fields);
  let offset = 0n;
  let line = await open();
  let isNew = true;
  try {
    for await (const portion of rows) {
      await againIfPassing(signal, async () => {
        try {
          const answer = await line.send(appendRows(stream, offset, portion, isNew ? descriptor : undefined));
          isNew = false;
          const fault = appendFault(answer);
          // They came by the line that broke.
          if (fault && fault.code !== CODES.alreadyExists)
            throw new StorageRefusal(fault.code, fault.message);
        } catch (error) {
          line[Symbol.dispose]();
          line = await open();
          isNew = true;
          throw error;
        }
      });
      offset += BigInt(portion.length);
    }
  } finally {
    line[Symbol.dispose]();
  }
  return offset;
}

/** Rows as messages, so many at a time that they make one of the service's. */
async function* portions(
  session: DuckdbSession,
  select: string,
  fields: readonly RowField[],
  signal: AbortSignal,
): AsyncGenerator<readonly Uint8Array[]> {
  const result = await interruptible(session, signal, () => session.connection.stream(select));
  let portion: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const chunk = await interruptible(session, signal, () => result.fetchChunk());
    if (!chunk || chunk.rowCount === 0) break;
    for (const row of chunk.getRows()) {
      const message = rowMessage(fields, row.map(plain));
      if (message.length > LONGEST_ROW) throw new StorageRefusal(CODES.internal, 'a row is too large');
      if (bytes + message.length > MESSAGE_BYTES && portion.length > 0) {
        yield portion;
        portion = [];
        bytes = 0;
      }
      portion.push(message);
      bytes += message.length;
    }
  }
  if (portion.length > 0) yield portion;
}

/** A value of DuckDB's, of the five types that rows have here. */
function plain(value: unknown): bigint | number | boolean | string | Uint8Array | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? (value as DuckDBBlobValue).bytes : (value as bigint | string);
}
