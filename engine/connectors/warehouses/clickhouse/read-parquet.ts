import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Relation } from '../../../contract/contract.ts';
import { clause, type Selection } from '../../../families/sql/selection.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { writingFile } from '../../../kit/full-disk.ts';
import { fileLiteral } from '../../../kit/sql.ts';
import { fromText } from '../../../movement/csv-dialect.ts';
import { duckdbType } from '../../../movement/duckdb-types.ts';
import { fieldType } from '../../../types/field-type.ts';
import { decimalOf, wordOf } from './column-type.ts';
import { statementError } from './failures.ts';
import { brokenAnswer, type Sessions } from './sessions.ts';
import { quoteIdentifier } from './sql.ts';
import { asText } from './values.ts';

/**
 * A selection's rows as a Parquet file, which ClickHouse writes faster than anything else, on this machine's disk until the
 * session is over. DuckDB reads it.
 */
export function parquetRelation(sessions: Sessions, selection: Selection): Relation {
  const { columns, constants = [], what } = selection;
  const read = columns.map((column, i) => fileColumn(column, `_syncform_${i}`));
  return {
    format: 'relation',
    isRepeatable: true,
    async attach(session, signal) {
      const path = join(session.tempDir, `${randomUUID()}.parquet`);
      const list = [
        ...read.map(({ sql }, i) => `${sql} AS _syncform_${i}`),
        ...(read.length === 0 ? ['1 AS c'] : []),
      ];
      try {
        await sessions.download(
          `SELECT ${list.join(', ')} ${clause(selection)}\nFORMAT Parquet`,
          signal,
          async (answer) => {
            await writingFile(path, pipeline(answer, createWriteStream(path, { mode: 0o600 }), { signal }));
            await refuseBroken(path);
          },
        );
      } catch (error) {
        throw statementError(`reading ${what}`, error);
      }
      const values = [
        ...read.map(({ value }) => value),
        ...constants.map(({ value, type }) =>
          value === null
            ? `CAST(NULL AS ${duckdbType(type)})`
            : fromText(`'${value.replaceAll("'", "''")}'`, fieldType(type)),
        ),
      ];
      return `SELECT ${values.map((sql, i) => `${sql} AS v${i}`).join(', ')} FROM read_parquet(${fileLiteral(path)})`;
    },
  };
}

/** What ClickHouse writes of a column, and what DuckDB makes of it, where the file calls it `name`. */
function fileColumn(column: SourceColumn, name: string): { readonly sql: string; readonly value: string } {
  const ref = quoteIdentifier(column.name);
  const field = fieldType(column.type);
  const word = wordOf(column.mapping);
  const type = duckdbType(field);
  switch (field.kind) {
    case 'boolean':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'single':
    case 'double':
      if (/^(Bool|U?Int(8|16|32|64)|Float(32|64))$/.test(word))
        return { sql: ref, value: `CAST(${name} AS ${type})` };
      break;
    case 'decimal':
      if (word === 'UInt64' || (decimalOf(column.mapping)?.precision ?? 77) <= 38)
        return { sql: ref, value: `CAST(${name} AS ${type})` };
      break;
    case 'date':
      return { sql: `toInt32(toDate32(${ref}))`, value: `(DATE '1970-01-01' + ${name})` };
    case 'datetime_tz':
      if (word.startsWith('DateTime'))
        return {
          sql: `toUnixTimestamp64Micro(toDateTime64(${ref}, 6, 'UTC'))`,
          value: `make_timestamptz(${name})`,
        };
      break;
    default:
      break;
  }
  const text = `CAST(${asText(ref, column)} AS Nullable(String))`;
  return { sql: text, value: fromText(name, field) };
}

/** Bytes at the end of a file that are looked at for what went wrong. */
const TAIL = 16_384;

/** Throws what the server says of an error after it had begun to answer: it ends the file. */
async function refuseBroken(path: string): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path);
  try {
    const length = Math.min(size, TAIL);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    if (buffer.subarray(-4).toString('latin1') !== 'PAR1') throw brokenAnswer(buffer.toString('utf8'));
  } finally {
    await file.close();
  }
}
