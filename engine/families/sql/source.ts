import { Readable } from 'node:stream';
import type { CsvStream, Extraction, FacetOf } from '../../contract/contract.ts';
import { canceled } from '../../kit/abort.ts';
import { heard } from '../../kit/heard.ts';
import { csvLine } from '../../movement/csv-dialect.ts';
import { fieldType } from '../../types/field-type.ts';
import type { sqlCapabilities } from './capabilities.ts';
import { discoveringFacet } from './discover.ts';
import { tableNames } from './names.ts';
import { type CatalogObject, filterConditions, queryFacet, type SqlSource } from './query.ts';
import { clause, type Selection } from './selection.ts';
import type { SourceColumn } from './source-columns.ts';
import type { SqlReader, SqlSession } from './system.ts';

/** What `queryFacet` and `readFacet` are told of a system. */
export function sourceOf<S extends SqlSession, O extends CatalogObject>(
  system: SqlReader<S, O>,
): SqlSource<S, O> {
  const { dialect, sessions, bareIn } = system;
  const names = tableNames(dialect);
  return {
    names,
    container: dialect.names.container,
    sessions,
    bareIn,
    describeObjects: async (session, wanted) => {
      const found = new Map((await system.describe(session, wanted)).map((table) => [table.id, table]));
      return wanted
        .map((name) => found.get(names.formatTableId(name)))
        .filter((table) => table !== undefined);
    },
    describeQuery: system.describeQuery,
    ...(system.selectObject ? { selectObject: system.selectObject } : {}),
    condition: filterConditions(dialect.filters, (column) =>
      dialect.values.compared(dialect.quoteIdentifier(column.name), column),
    ),
    atOrAfter(column, value) {
      const ref = dialect.quoteIdentifier(column.name);
      const from = dialect.values.fromText(dialect.quoteLiteral(positionText(column, value)), column.mapping);
      // Nothing says when rows without a value changed: they come along each time.
      return `(${ref} >= ${from} OR ${ref} IS NULL)`;
    },
    extract: (selection) => extraction(system, selection),
  };
}

export function sqlQueryFacet<S extends SqlSession, O extends CatalogObject>(
  system: SqlReader<S, O>,
): FacetOf<typeof sqlCapabilities, 'query'> {
  return queryFacet(sourceOf(system));
}

/** Lists and describes tables and views. An estimate is the server's. */
export function discoverFacet<S extends SqlSession, O extends CatalogObject>(
  system: SqlReader<S, O>,
): FacetOf<typeof sqlCapabilities, 'discover'> {
  return discoveringFacet(sourceOf(system), system.list);
}

/** A selection's rows as CSV, made of the texts that the server answers. One statement, so it sees one moment of the data. */
export function extraction<S extends SqlSession, O extends CatalogObject>(
  system: SqlReader<S, O>,
  selection: Selection,
): Extraction {
  const { dialect } = system;
  const { columns, constants = [] } = selection;
  const list = [
    ...columns.map((column) => dialect.values.asText(dialect.quoteIdentifier(column.name), column)),
    ...constants.map(({ value }) => (value === null ? 'NULL' : dialect.quoteLiteral(value))),
  ].map((sql, i) => `${sql} AS _syncform_${i}`);
  const sql = `SELECT ${list.join(', ')} ${clause(selection)}`;
  const lines = async function* (signal: AbortSignal) {
    try {
      if (system.csv) yield* system.csv(sql, signal);
      else
        for await (const rows of system.stream(sql, selection.what, signal)) yield rows.map(csvLine).join('');
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw system.statementError(`reading ${selection.what}`, error);
    }
  };
  const asCsv: CsvStream = {
    format: 'csv',
    open: async (signal) => heard(Readable.from(lines(signal), { objectMode: false })),
  };
  const bulk = system.bulk?.(selection, asCsv);
  return {
    columns: [...columns, ...constants].map(({ name, type }) => ({ name, type })),
    ...(system.billedBytes
      ? { billedBytes: async (signal) => (await system.billedBytes?.(sql, selection.what, signal)) ?? 0 }
      : {}),
    offers: [...(bulk ? [bulk] : []), ...(bulk?.format === 'csv' ? [] : [asCsv])],
  };
}

/** The text that `fromText` reads, of a position in the dialect of CsvStream: bytes are hexadecimal digits alone there. */
function positionText({ type }: SourceColumn, value: string): string {
  return fieldType(type).kind === 'binary' ? value.replace(/^\\x/, '') : value;
}
