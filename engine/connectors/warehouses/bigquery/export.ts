import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Relation } from '../../../contract/contract.ts';
import type { ObjectStore } from '../../../families/object-store/object-store.ts';
import { clause, type Selection } from '../../../families/sql/selection.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { writingFile } from '../../../kit/full-disk.ts';
import { quoteLiteral as duckdbLiteral, fileLiteral } from '../../../kit/sql.ts';
import { fromText } from '../../../movement/csv-dialect.ts';
import { duckdbType } from '../../../movement/duckdb-types.ts';
import { fieldType } from '../../../types/field-type.ts';
import { wordOf } from './column-type.ts';
import { statementError } from './failures.ts';
import type { Sessions } from './sessions.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** A bucket by way of which rows are read. */
export interface Bucket {
  open(): ObjectStore;
}

const FOLDER = '_syncform_export/';
/** How long a file waits that nobody removes, in ms: the process that wanted it is gone. */
const KEPT_MS = 24 * 3_600_000;

/** The statement that puts the rows of a SELECT into Parquet files under an address. */
export function exportStatement(select: string, address: string): string {
  return `EXPORT DATA OPTIONS (uri = ${quoteLiteral(`${address}*.parquet`)}, format = 'PARQUET', compression = 'SNAPPY', overwrite = TRUE) AS ${select}`;
}

/**
 * A selection's rows by way of a bucket, into which BigQuery writes them with many hands. The files are fetched and read by DuckDB;
 * in the bucket they are gone before the first row is read.
 */
export function exportedRelation(bucket: Bucket, sessions: Sessions, selection: Selection): Relation {
  const { columns, constants = [], what } = selection;
  const read = columns.map((column, i) => fileColumn(column, `c${i}`));
  return {
    format: 'relation',
    isRepeatable: true,
    async attach(session, signal) {
      const list = [...read.map(({ sql }, i) => `${sql} AS c${i}`), ...(read.length === 0 ? ['1 AS c'] : [])];
      const folder = `${FOLDER}${randomUUID()}/`;
      await using store = bucket.open();
      try {
        await removeLeft(store, signal);
        await sessions.use(signal, (bigquery) =>
          bigquery.run(
            exportStatement(`SELECT ${list.join(', ')} ${clause(selection)}`, `${store.place}/${folder}`),
          ),
        );
        const files = await fetched(store, folder, session.tempDir, signal);
        const values = [
          ...read.map(({ value }) => value),
          ...constants.map(({ value, type }) =>
            value === null
              ? `CAST(NULL AS ${duckdbType(type)})`
              : fromText(duckdbLiteral(value), fieldType(type)),
          ),
        ];
        const from =
          files.length > 0
            ? `read_parquet([${files.map(fileLiteral).join(', ')}])`
            : `(SELECT ${[...read.map((_, i) => `NULL AS c${i}`), '1 AS c'].join(', ')}) WHERE false`;
        return `SELECT ${values.map((sql, i) => `${sql} AS v${i}`).join(', ')} FROM ${from}`;
      } catch (error) {
        throw statementError(`reading ${what}`, error);
      } finally {
        await remove(store, folder);
      }
    },
  };
}

/** Fetches the files of a folder and answers their paths. */
async function fetched(
  store: ObjectStore,
  folder: string,
  into: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { key } of await store.list(folder, signal)) {
    const body = await store.open(key, signal);
    if (!body) throw new Error(`${store.place}/${key} is gone`);
    const path = join(into, `${randomUUID()}.parquet`);
    await writingFile(path, pipeline(body, createWriteStream(path, { mode: 0o600 }), { signal }));
    paths.push(path);
  }
  return paths;
}

/** Removes a folder, also after a cancel. */
async function remove(store: ObjectStore, folder: string): Promise<void> {
  const left = await store.list(folder, new AbortController().signal);
  await store.remove(left.map(({ key }) => key));
}

/** Removes what killed processes left. */
async function removeLeft(store: ObjectStore, signal: AbortSignal): Promise<void> {
  const left = await store.list(FOLDER, signal);
  const old = left.filter(({ changed }) => changed < Date.now() - KEPT_MS);
  if (old.length > 0)
    await store.remove(
      old.map(({ key }) => key),
      signal,
    );
}

/** What BigQuery writes of a column, and what DuckDB makes of it, where the file calls it `name`. */
function fileColumn(column: SourceColumn, name: string): { readonly sql: string; readonly value: string } {
  const ref = quoteIdentifier(column.name);
  const field = fieldType(column.type);
  const type = duckdbType(field);
  switch (wordOf(column.mapping)) {
    case 'INT64':
    case 'FLOAT64':
    case 'BOOL':
    case 'STRING':
    case 'BYTES':
      return { sql: ref, value: `CAST(${name} AS ${type})` };
    case 'DATE':
      return {
        sql: `UNIX_DATE(${ref})`,
        value: `CAST(DATE '1970-01-01' + CAST(${name} AS INTEGER) AS ${type})`,
      };
    case 'TIMESTAMP':
      return { sql: `UNIX_MICROS(${ref})`, value: `make_timestamptz(${name})` };
    case 'GEOGRAPHY':
      return { sql: `ST_ASTEXT(${ref})`, value: fromText(name, field) };
    case 'ARRAY':
    case 'STRUCT':
    case 'JSON':
      return { sql: `IF(${ref} IS NULL, NULL, TO_JSON_STRING(${ref}))`, value: fromText(name, field) };
    default:
      return { sql: `CAST(${ref} AS STRING)`, value: fromText(name, field) };
  }
}
