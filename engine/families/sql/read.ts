import type { ReadFacet, ReadRequest } from '../../contract/contract.ts';
import { nextRead, type SourceQuestions } from '../../contract/next-read.ts';
import { SyncformError } from '../../kit/errors.ts';
import { fieldType } from '../../types/field-type.ts';
import { gathered } from './gathered.ts';
import { type TableName, tableNames } from './names.ts';
import type { CatalogObject, SqlSource } from './query.ts';
import { type Selection, selectionOfTable } from './selection.ts';
import { extraction, sourceOf } from './source.ts';
import { columnOf, type SourceColumn } from './source-columns.ts';
import type { SqlSession, SqlSystem, SqlTable } from './system.ts';

/** Reads tables and views, whole or from a tracking field's value on. */
export function readFacet<S extends SqlSession>(system: SqlSystem<S>): ReadFacet {
  const { dialect, sessions, bareIn } = system;
  const names = tableNames(dialect);
  const source = sourceOf(system);
  const object = objectLookup(source);
  const questions: SourceQuestions = {
    async highWater(id, field, _configuration, signal) {
      const found = await object(id, signal);
      const column = columnOf(found, field);
      const value = dialect.quoteIdentifier(column.name);
      const select = `${dialect.values.asText(value, column)} AS c0 FROM ${names.quoteTable(found.table)} WHERE ${value} IS NOT NULL AND ${hasCome(system, column)} ORDER BY ${value} DESC`;
      const [row] = await sessions.use(signal, (session) => session.rows(dialect.merging.first(1, select)));
      return row?.[0] ?? null;
    },
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    canFilter: true,
    canAddConstants: true,
    extract: async (request, signal) =>
      extraction(system, selectionOf(system, source, await object(request.object, signal), request)),
  };

  /** Finds objects, those that are asked for at the same time together. */
  function objectLookup({ describeObjects }: SqlSource<S, SqlTable>) {
    const look = gathered(async (wanted: readonly TableName[], signal) => {
      const found = await sessions.use(signal, (session) => describeObjects(session, wanted));
      const byId = new Map(found.map((table) => [table.id, table]));
      return wanted.map((name) => byId.get(names.formatTableId(name)));
    });
    return async (id: string, signal: AbortSignal): Promise<SqlTable> => {
      const name = names.parseTableId(id, bareIn);
      const found = name && (await look(name, signal));
      if (found) return found;
      throw new SyncformError('source_changed', `there is no table or view ${id} any more`, {
        hint: 'Plan again, and check that the connection’s user may see it.',
      });
    };
  }
}

/** What to select of an object. */
function selectionOf<S extends SqlSession>(
  { dialect }: SqlSystem<S>,
  source: SqlSource<S, SqlTable>,
  found: CatalogObject,
  { fields, after, filter, constants = [] }: ReadRequest,
): Selection {
  const conditions: string[] = [];
  if (after) {
    const column = columnOf(found, after.field);
    const value = dialect.quoteIdentifier(column.name);
    const from = dialect.values.fromText(
      dialect.quoteLiteral(positionText(column, after.value)),
      column.mapping,
    );
    // Rows without a value come along each time: nothing says when they changed.
    conditions.push(`(${value} >= ${from} OR ${value} IS NULL)`);
  }
  if (filter) conditions.push(source.condition(filter, ({ name }) => columnOf(found, name)));
  const columns = fields.map((field) => columnOf(found, field));
  return {
    ...selectionOfTable(source.names, found, columns),
    constants,
    ...(conditions.length > 0 ? { where: conditions.join(' AND ') } : {}),
  };
}

/** The text that `fromText` reads, of a position in the dialect of CsvStream: bytes are hexadecimal digits alone there. */
function positionText({ type }: SourceColumn, value: string): string {
  return fieldType(type).kind === 'binary' ? value.replace(/^\\x/, '') : value;
}

/**
 * Which values may be a position: of a time none that has not come, nor one that a transaction which is open may still write
 * before. As a position they would leave behind what comes later.
 */
function hasCome<S extends SqlSession>(
  { dialect, oldestWriter }: SqlSystem<S>,
  column: SourceColumn,
): string {
  const { kind } = fieldType(column.type);
  if (!oldestWriter || !['date', 'datetime', 'datetime_tz'].includes(kind)) return '1 = 1';
  return `${dialect.quoteIdentifier(column.name)} <= (${oldestWriter})`;
}
