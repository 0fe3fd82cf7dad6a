import type { FacetOf } from '../../contract/contract.ts';
import { nextRead, type SourceQuestions } from '../../contract/next-read.ts';
import { fieldType } from '../../types/field-type.ts';
import type { sqlCapabilities } from './capabilities.ts';
import { tableNames } from './names.ts';
import type { CatalogObject } from './query.ts';
import { objectLookup, selectionToRead } from './read-object.ts';
import { selectionOfTable } from './selection.ts';
import { extraction, sourceOf } from './source.ts';
import { columnOf, type SourceColumn } from './source-columns.ts';
import type { SqlReader, SqlSession } from './system.ts';

/** Reads tables and views, whole or from a tracking field's value on. */
export function readFacet<S extends SqlSession, O extends CatalogObject>(
  system: SqlReader<S, O>,
): FacetOf<typeof sqlCapabilities, 'read'> {
  const { dialect, sessions } = system;
  const names = tableNames(dialect);
  const source = sourceOf(system);
  const object = objectLookup(source);
  const questions: SourceQuestions = {
    async highWater(id, field, _configuration, signal) {
      const found = await object(id, signal);
      const column = columnOf(found, field);
      const value = dialect.quoteIdentifier(column.name);
      const { from } = source.selectObject?.(found, [column]) ?? selectionOfTable(names, found, [column]);
      const select = `${dialect.values.asText(value, column)} AS _syncform_0 ${from} WHERE ${value} IS NOT NULL AND ${hasCome(system, column)} ORDER BY ${value} DESC`;
      const [row] = await sessions.use(signal, (session) => session.rows(dialect.merging.first(1, select)));
      return row?.[0] ?? null;
    },
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    extract: async (request, signal) =>
      extraction(system, selectionToRead(source, await object(request.object, signal), request)),
  };
}

/**
 * Which values may be a position: of a time none that has not come, nor one that a transaction which is open may still write
 * before. As a position they would leave behind what comes later.
 */
function hasCome<S extends SqlSession, O extends CatalogObject>(
  { dialect, oldestWriter, ...system }: SqlReader<S, O>,
  column: SourceColumn,
): string {
  const own = system.hasCome?.(dialect.quoteIdentifier(column.name), column);
  if (own !== undefined) return own;
  const { kind } = fieldType(column.type);
  if (!oldestWriter || !['date', 'datetime', 'datetime_tz'].includes(kind)) return '1 = 1';
  return `${dialect.quoteIdentifier(column.name)} <= (${oldestWriter})`;
}
