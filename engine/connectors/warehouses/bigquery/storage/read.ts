import { Readable } from 'node:stream';
import type { CsvStream } from '../../../../contract/contract.ts';
import type { TableName } from '../../../../families/sql/names.ts';
import type { Selection } from '../../../../families/sql/selection.ts';
import { canceled } from '../../../../kit/abort.ts';
import { heard } from '../../../../kit/heard.ts';
import { parallel } from '../../../../kit/parallel.ts';
import { statementError } from '../failures.ts';
import { isPassing, pauseAfter, type StorageApi, TRIES } from './api.ts';
import { createReadSession, readRows, readSession, rowsRead } from './messages.ts';
import { isReadAsAvro, RowReader } from './row-reader.ts';
import type { StorageUse } from './use.ts';

/** Streams of a session at most, all of which are read at the same time. */
const STREAMS = 4;

/** What a selection's rows are read with. */
export interface StorageReading {
  readonly use: StorageUse;
  project(): Promise<string>;
}

/**
 * A whole table's rows by the Storage Read API, in several streams at the same time; all of them show the moment at which the
 * session began (https://cloud.google.com/bigquery/docs/reference/storage). By a query, as `otherwise` has them, where the API
 * does not give them. Undefined of rows that it never gives.
 */
export function readByStorage(
  { use, project }: StorageReading,
  { whole, columns, constants = [], what }: Selection,
  otherwise: CsvStream,
): CsvStream | undefined {
  if (!whole || columns.length === 0 || !columns.every(isReadAsAvro)) return undefined;
  return {
    format: 'csv',
    async open(signal) {
      const names = [...new Set(columns.map(({ name }) => name))];
      const session = await use.tried('read', async (storage) => {
        const of = await project();
        const table = storageTable(of, whole);
        const answer = await storage.ask(
          {
            method: 'BigQueryRead/CreateReadSession',
            about: ['read_session.table', table],
            message: createReadSession(of, table, names, STREAMS),
          },
          signal,
        );
        return { ...readSession(answer), storage };
      });
      if (!session) return otherwise.open(signal);
      const { storage, streams, schema } = session;
      const lines = async function* () {
        // A session of an empty table has no streams, and need not say what its rows are.
        if (streams.length === 0) return;
        const reader = new RowReader(schema, columns, constants);
        const over = new AbortController();
        const within = AbortSignal.any([signal, over.signal]);
        try {
          yield* parallel(
            streams.map((stream) => () => linesOf(storage, stream, reader, within)),
            STREAMS,
          );
        } catch (error) {
          if (signal.aborted) throw canceled(signal);
          throw statementError(`reading ${what}`, error);
        } finally {
          over.abort();
        }
      };
      return heard(Readable.from(lines(), { objectMode: false }));
    },
  };
}

/** What the Storage API calls a table. */
export function storageTable(project: string, { schema, table }: TableName): string {
  return `projects/${project}/datasets/${schema}/tables/${table}`;
}

/** The lines of one stream. Where its line breaks, it is read on from the row at which that was. */
async function* linesOf(
  storage: StorageApi,
  stream: string,
  reader: RowReader,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let offset = 0n;
  for (let failed = 0; ; ) {
    try {
      const call = { method: 'BigQueryRead/ReadRows', about: ['read_stream', stream] } as const;
      for await (const answer of storage.read({ ...call, message: readRows(stream, offset) }, signal)) {
        const { rows, count } = rowsRead(answer);
        if (count === 0n) continue;
        offset += count;
        failed = 0;
        yield reader.lines(rows, Number(count));
      }
      return;
    } catch (error) {
      if (signal.aborted || ++failed === TRIES || !isPassing(error)) throw error;
      await pauseAfter(failed, signal);
    }
  }
}
