import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Column, CsvStream, ParquetFiles, Relation, RowBatches } from '../contract/contract.ts';
import type { Passed } from '../contract/passed.ts';
import { writingFile } from '../kit/full-disk.ts';
import { heard } from '../kit/heard.ts';
import { quoteIdentifier, quoteLiteral } from '../kit/sql.ts';
import { fieldType } from '../types/field-type.ts';
import { CSV_FIRST_LINE, CSV_POISON, csvLine, selectFromCsv, selectFromCsvFile } from './csv-dialect.ts';
import { duckdbType } from './duckdb-types.ts';
import { feedFifo, makeFifo, pipePermit } from './fifo.ts';
import { noteSourceFailure } from './source-failures.ts';

/**
 * A CSV stream as a relation, through a named pipe: DuckDB pulls, the stream pushes no faster. The SELECT can be run
 * once. A stream that breaks makes the statement fail, and `realCause` of the session has the reason.
 */
export function csvToRelation(
  csv: CsvStream,
  columns: readonly Column[],
  passed: Passed,
  longestRow?: number,
): Relation {
  return {
    format: 'relation',
    async attach(session, signal) {
      const fifo = await makeFifo(session.tempDir);
      if (!fifo) return selectFromFile(csv, columns, session.tempDir, passed, signal, longestRow);
      const release = await pipePermit(session, signal);
      void feedFifo(fifo, {
        source: () => csv.open(signal),
        before: CSV_FIRST_LINE,
        poison: CSV_POISON,
        signal,
        onBytes: (bytes) => passed({ bytes }),
        onFailure: (error) => noteSourceFailure(session, error),
      })
        .catch((error: unknown) => noteSourceFailure(session, error))
        .finally(release);
      return selectFromCsv(fifo, columns, longestRow);
    },
  };
}

/** Where there are no named pipes: the whole stream goes into a file of the session first. */
async function selectFromFile(
  csv: CsvStream,
  columns: readonly Column[],
  folder: string,
  passed: Passed,
  signal: AbortSignal,
  longestRow?: number,
): Promise<string> {
  const path = join(folder, `${randomUUID()}.csv`);
  const source = await csv.open(signal);
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    yield CSV_FIRST_LINE;
    for await (const chunk of chunks) {
      passed({ bytes: chunk.length });
      yield chunk;
    }
  };
  await writingFile(path, pipeline(source, counted, createWriteStream(path, { mode: 0o600 }), { signal }));
  return selectFromCsvFile(path, columns, longestRow);
}

/**
 * Parquet files as a relation; columns are found by name and cast where the file has them in another type. `options` are those
 * of read_parquet, as `name = value`.
 */
export function parquetToRelation(
  parquet: ParquetFiles,
  columns: readonly Column[],
  options: readonly string[] = [],
): Relation {
  return {
    format: 'relation',
    async attach(_session, signal) {
      const files = await parquet.files(signal);
      if (files.length === 0) return selectNothing(columns);
      const values = columns.map((column) => {
        const name = quoteIdentifier(column.name);
        return `CAST(${name} AS ${duckdbType(column.type)}) AS ${name}`;
      });
      const read = [`[${files.map(quoteLiteral).join(', ')}]`, ...options];
      return `SELECT ${values.join(', ')} FROM read_parquet(${read.join(', ')})`;
    },
  };
}

function selectNothing(columns: readonly Column[]): string {
  const values = columns.map(
    (column) => `CAST(NULL AS ${duckdbType(fieldType(column.type))}) AS ${quoteIdentifier(column.name)}`,
  );
  return `SELECT ${values.join(', ')} WHERE false`;
}

/** Rows written as CSV are gathered into pieces of about this many characters. */
const PIECE = 64 * 1024;

/** Batches of rows as a CSV stream. */
export function rowsToCsv(rows: RowBatches, passed: Passed): CsvStream {
  return {
    format: 'csv',
    async open(signal) {
      const text = async function* () {
        let piece = '';
        for await (const batch of rows.open(signal)) {
          for (const row of batch) {
            piece += csvLine(row);
            if (piece.length < PIECE) continue;
            yield Buffer.from(piece);
            piece = '';
          }
          passed({ rows: batch.length });
        }
        if (piece) yield Buffer.from(piece);
      };
      return heard(Readable.from(text(), { objectMode: false }));
    },
  };
}
