import { Readable } from 'node:stream';
import { canceled } from '../../movement/abort.ts';
import type { Extraction } from '../contract.ts';
import { copyExpression, csvExpression, type SourceColumn } from './columns.ts';
import type { CatalogObject } from './discover.ts';
import type { ExtensionReader } from './extension.ts';
import { statementError } from './failures.ts';
import { quoteTable, type TableName } from './names.ts';
import type { Sessions } from './sessions.ts';
import { quoteIdentifier } from './sql.ts';

/** What rows are made of. */
export interface Selection {
  /** For errors: "table public.users". */
  readonly what: string;
  readonly columns: readonly SourceColumn[];
  /** Everything from FROM on: `FROM "public"."users" WHERE …`. */
  readonly from: string;
  /** The table whose rows these are, all of them, where it is large enough that reading it in parts pays. */
  readonly whole?: TableName;
}

/** Rows from which on a table is read in parts. */
const LARGE = 100_000;

/** All rows of an object. */
export function wholeObject(object: CatalogObject, columns: readonly SourceColumn[]): Selection {
  const isLarge = object.isHeap && (object.estimated_rows ?? 0) >= LARGE;
  return {
    what: `table ${object.id}`,
    columns,
    from: `FROM ${quoteTable(object.table)}`,
    ...(isLarge ? { whole: object.table } : {}),
  };
}

/**
 * The ways in which a selection's rows can be had: binary COPY for another Postgres, DuckDB's own reader where it is
 * there, CSV for everyone. Each is one statement, so each sees one moment of the data.
 */
export async function extraction(
  selection: Selection,
  sessions: Sessions,
  extension: ExtensionReader,
  signal: AbortSignal,
): Promise<Extraction> {
  const { columns, from } = selection;
  const binary = columns.map((column) => copyExpression(column));
  const list = (expressions: readonly string[]) =>
    expressions.map((sql, i) => `${sql} AS ${quoteIdentifier((columns[i] as SourceColumn).name)}`).join(', ');
  const open = (select: string, format: string) => (opened: AbortSignal) =>
    copyStream(sessions, `COPY (${select}) TO STDOUT (${format})`, selection.what, opened);
  const hasExtension = await extension.isAvailable(signal);
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    offers: [
      {
        format: 'pgcopy',
        types: binary.map(({ type }) => type),
        open: open(`SELECT ${list(binary.map(({ sql }) => sql))} ${from}`, 'FORMAT binary'),
      },
      ...(hasExtension ? [extension.relation(selection)] : []),
      {
        format: 'csv',
        open: open(`SELECT ${list(columns.map(csvExpression))} ${from}`, "FORMAT csv, ENCODING 'UTF8'"),
      },
    ],
    ...(hasExtension ? {} : { notes: ["DuckDB's postgres extension is not installed"] }),
  };
}

/** The bytes of a COPY TO STDOUT in a transaction that may only read. */
async function copyStream(
  sessions: Sessions,
  sql: string,
  what: string,
  signal: AbortSignal,
): Promise<Readable> {
  const taken = await sessions.take(signal);
  try {
    await taken.session.run('BEGIN READ ONLY');
  } catch (error) {
    taken.done(error);
    throw signal.aborted ? canceled(signal) : statementError(`reading ${what}`, error);
  }
  const copy = taken.session.copyOut(sql);
  const chunks = async function* () {
    try {
      for await (const chunk of copy) yield chunk as Buffer;
      await taken.session.run('COMMIT');
      taken.done();
    } catch (error) {
      taken.done(error);
      throw signal.aborted ? canceled(signal) : statementError(`reading ${what}`, error);
    } finally {
      taken.abandon();
    }
  };
  return Readable.from(chunks(), { objectMode: false });
}
