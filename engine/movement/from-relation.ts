import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBBlobValue, DuckDBDataChunk } from '@duckdb/node-api';
import type {
  CellValue,
  Column,
  CsvStream,
  ParquetFiles,
  Relation,
  RowBatches,
} from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { canceled } from '../kit/abort.ts';
import { heard } from '../kit/heard.ts';
import { quoteIdentifier, quoteLiteral } from '../kit/sql.ts';
import { fieldType } from '../types/field-type.ts';
import { COPY_CSV_OPTIONS, selectAsText, toText } from './csv-dialect.ts';
import { drainFifo, makeFifo, pipePermit } from './fifo.ts';
import { hubIdentifier, hubRelation } from './hub-names.ts';
import { interruptible } from './interruptible.ts';
import { writeParquet } from './parquet-file.ts';
import { realCause } from './source-failures.ts';

/** A relation as a CSV stream, through a named pipe that DuckDB writes no faster than the stream is read. */
export function relationToCsv(
  relation: Relation,
  columns: readonly Column[],
  session: DuckdbSession,
): CsvStream {
  return {
    format: 'csv',
    async open(signal) {
      const select = selectAsText(await relation.attach(session, signal), columns);
      const fifo = await makeFifo(session.tempDir);
      const path = fifo ?? join(session.tempDir, `${randomUUID()}.csv`);
      const copy = () =>
        interruptible(session, signal, () =>
          session.run(`COPY (${select}) TO ${quoteLiteral(path)} (${COPY_CSV_OPTIONS}, USE_TMP_FILE false)`),
        );
      if (!fifo) {
        await copy();
        return heard(createReadStream(path, { signal }));
      }
      const release = await pipePermit(session, signal);
      return drainFifo(fifo, () => copy().finally(release));
    },
  };
}

/** A relation as one Parquet file in the session's folder, which goes with the session. */
export function relationToParquet(
  relation: Relation,
  columns: readonly Column[],
  session: DuckdbSession,
): ParquetFiles {
  return {
    format: 'parquet',
    async files(signal) {
      const select = await relation.attach(session, signal);
      const names = columns
        .map(({ name }) => `${hubIdentifier(name)} AS ${quoteIdentifier(name)}`)
        .join(', ');
      const path = join(session.tempDir, `${randomUUID()}.parquet`);
      await writeParquet(session, `SELECT ${names} FROM ${hubRelation(select, columns)}`, path, signal);
      return [path];
    },
  };
}

/** A relation as batches of rows, one for each of DuckDB's chunks (at most 2,048 rows), as the reader asks for them. */
export function relationToRows(
  relation: Relation,
  columns: readonly Column[],
  session: DuckdbSession,
): RowBatches {
  return {
    format: 'rows',
    async *open(signal) {
      const select = selectCells(await relation.attach(session, signal), columns);
      try {
        const result = await interruptible(session, signal, () => session.connection.stream(select));
        for (;;) {
          const chunk = await interruptible(session, signal, () => result.fetchChunk());
          if (!chunk || chunk.rowCount === 0) return;
          yield cellsOf(chunk);
        }
      } catch (error) {
        if (signal.aborted) throw canceled(signal);
        throw realCause(session, error);
      }
    },
  };
}

/** Values that JS holds exactly come as they are, everything else as the dialect's text. */
function selectCells(select: string, columns: readonly Column[]): string {
  const cells = columns.map((column) => {
    const name = `r.${hubIdentifier(column.name)}`;
    const field = fieldType(column.type);
    switch (field.kind) {
      case 'boolean':
      case 'smallint':
      case 'int':
      case 'single':
      case 'double':
      case 'binary':
        return name;
      case 'string':
        // The driver's text decoder swallows a leading byte order mark; of two it leaves one.
        return `CASE WHEN starts_with(${name}, chr(65279)) THEN chr(65279) || ${name} ELSE ${name} END`;
      default:
        return toText(name, field);
    }
  });
  return `SELECT ${cells.join(', ')} FROM ${hubRelation(select, columns)}`;
}

function cellsOf(chunk: DuckDBDataChunk): CellValue[][] {
  const columns = chunk.getColumns();
  return Array.from({ length: chunk.rowCount }, (_, row) =>
    columns.map((values) => {
      const value = values[row] as null | string | number | boolean | DuckDBBlobValue;
      return value !== null && typeof value === 'object' ? Uint8Array.from(value.bytes) : value;
    }),
  );
}
