import type { Readable } from 'node:stream';
import type {
  Column,
  ConstantColumn,
  CsvStream,
  Extraction,
  Format,
  PgCopyStream,
} from '../../../contract/contract.ts';
import type { Sessions } from '../../../families/postgresql/sessions.ts';
import { clause, type Selection } from '../../../families/sql/selection.ts';
import { copyExpression, csvExpression, naturalType } from './columns.ts';
import { copyStream } from './copy-stream.ts';
import type { ExtensionReader } from './extension.ts';
import { splitRelation } from './split.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/**
 * The ways in which a selection's rows can be read: binary COPY for another Postgres, DuckDB's own reader where it is
 * there, CSV for everyone. Each is one statement, so each sees one moment of the data.
 */
export async function extraction(
  selection: Selection,
  sessions: Sessions,
  extension: ExtensionReader,
  signal: AbortSignal,
  takes: readonly Format[] = [],
): Promise<Extraction> {
  const { yielded, csvList, binary, csv } = copies(
    selection,
    (sql) => (opened) => copyStream(sessions, sql, selection.what, opened),
  );
  const isNeeded = needsExtension(takes);
  const hasExtension = isNeeded && (await extension.isAvailable(signal));
  const readsInParts = hasExtension && extension.readsInParts(selection);
  return {
    columns: yielded,
    offers: [
      binary,
      ...(selection.splitBy && !readsInParts
        ? [
            {
              ...splitRelation(
                { ...selection, list: csvList, splitBy: selection.splitBy, yielded },
                sessions,
              ),
              asText: csv,
            },
          ]
        : []),
      ...(hasExtension ? [{ ...extension.relation(selection), asText: csv }] : []),
      csv,
    ],
    ...(hasExtension || !isNeeded ? {} : { notes: ["DuckDB's postgres extension is not installed"] }),
  };
}

/** Whether the extension is of use to who takes these formats: not to another Postgres, for which DuckDB need not even be started. */
export function needsExtension(takes: readonly Format[]): boolean {
  return !takes.includes('pgcopy');
}

/** How a COPY statement's bytes are obtained. */
type OpenCopy = (sql: string) => (signal: AbortSignal) => Promise<Readable>;

/** The two ways of COPY in which a selection's rows can be read, and what they yield. */
export function copies(selection: Selection, open: OpenCopy) {
  const { columns, constants = [] } = selection;
  const from = clause(selection);
  const added = constants.map(constant);
  const expressions = [...columns.map((column) => copyExpression(column)), ...added];
  const yielded: readonly Column[] = [...columns, ...constants].map(({ name, type }) => ({ name, type }));
  const list = (values: readonly string[]) =>
    values.map((sql, i) => `${sql} AS ${quoteIdentifier(yielded[i]?.name ?? '')}`).join(', ');
  const csvList = list([...columns.map(csvExpression), ...added.map(({ sql }) => sql)]);
  const binary: PgCopyStream = {
    format: 'pgcopy',
    types: expressions.map(({ type }) => type),
    open: open(`COPY (SELECT ${list(expressions.map(({ sql }) => sql))} ${from}) TO STDOUT (FORMAT binary)`),
  };
  const csv: CsvStream = {
    format: 'csv',
    open: open(`COPY (SELECT ${csvList} ${from}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')`),
  };
  return { yielded, csvList, binary, csv };
}

function constant({ type, value }: ConstantColumn) {
  const natural = naturalType(type);
  return { sql: `${value === null ? 'NULL' : quoteLiteral(value)}::${natural}`, type: natural };
}
