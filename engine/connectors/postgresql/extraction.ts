import type { ConstantColumn, Extraction, Format } from '../contract.ts';
import { copyExpression, csvExpression, naturalType } from './columns.ts';
import { copyStream } from './copy-stream.ts';
import type { ExtensionReader } from './extension.ts';
import { clause, type Selection } from './selection.ts';
import type { Sessions } from './sessions.ts';
import { splitRelation } from './split.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/**
 * The ways in which a selection's rows can be had: binary COPY for another Postgres, DuckDB's own reader where it is
 * there, CSV for everyone. Each is one statement, so each sees one moment of the data.
 */
export async function extraction(
  selection: Selection,
  sessions: Sessions,
  extension: ExtensionReader,
  signal: AbortSignal,
  takes: readonly Format[] = [],
): Promise<Extraction> {
  const { columns, constants = [] } = selection;
  const from = clause(selection);
  const added = constants.map(constant);
  const binary = [...columns.map((column) => copyExpression(column)), ...added];
  const yielded = [...columns, ...constants];
  const list = (expressions: readonly string[]) =>
    expressions.map((sql, i) => `${sql} AS ${quoteIdentifier(yielded[i]?.name ?? '')}`).join(', ');
  const open = (select: string, format: string) => (opened: AbortSignal) =>
    copyStream(sessions, `COPY (${select}) TO STDOUT (${format})`, selection.what, opened);
  // Another Postgres has no use for it: DuckDB need not even be started.
  const isForPostgres = takes.includes('pgcopy');
  const hasExtension = !isForPostgres && (await extension.isAvailable(signal));
  const readsInParts = hasExtension && extension.readsInParts(selection);
  const csvList = list([...columns.map(csvExpression), ...added.map(({ sql }) => sql)]);
  return {
    columns: yielded.map(({ name, type }) => ({ name, type })),
    offers: [
      {
        format: 'pgcopy',
        types: binary.map(({ type }) => type),
        open: open(`SELECT ${list(binary.map(({ sql }) => sql))} ${from}`, 'FORMAT binary'),
      },
      ...(selection.splitBy && !readsInParts
        ? [splitRelation({ ...selection, list: csvList, splitBy: selection.splitBy, yielded }, sessions)]
        : []),
      ...(hasExtension ? [extension.relation(selection)] : []),
      {
        format: 'csv',
        open: open(`SELECT ${csvList} ${from}`, "FORMAT csv, ENCODING 'UTF8'"),
      },
    ],
    ...(hasExtension || isForPostgres ? {} : { notes: ["DuckDB's postgres extension is not installed"] }),
  };
}

function constant({ type, value }: ConstantColumn) {
  const natural = naturalType(type);
  return { sql: `${value === null ? 'NULL' : quoteLiteral(value)}::${natural}`, type: natural };
}
