import { SyncformError } from '../../api/errors.ts';
import type { ReadFacet } from '../contract.ts';
import { csvExpression, naturalType, type SourceColumn } from './columns.ts';
import { type CatalogObject, describeObjects } from './discover.ts';
import type { ExtensionReader } from './extension.ts';
import { extraction, wholeObject } from './extraction.ts';
import { quoteTable } from './names.ts';
import type { Sessions } from './sessions.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** Reads tables and views, whole or from a tracking field's value on. */
export function readFacet(sessions: Sessions, extension: ExtensionReader): ReadFacet {
  const object = (id: string, signal: AbortSignal): Promise<CatalogObject> =>
    sessions.use(signal, async (session) => {
      const [found] = await describeObjects(session, [id]);
      if (found) return found;
      throw new SyncformError('source_changed', `there is no table or view ${id} any more`, {
        hint: 'Plan again, and check that the connection’s user may see it.',
      });
    });
  return {
    // Postgres keeps no mark of a table's last change that survives a crash or a reset of its statistics.
    fingerprint: async () => undefined,
    async highWater(id, field, _configuration, signal) {
      const found = await object(id, signal);
      const column = columnOf(found, field);
      const name = quoteIdentifier(column.name);
      return sessions.use(signal, async (session) => {
        const [row] = await session.rows(
          `SELECT ${csvExpression(column)} FROM ${quoteTable(found.table)} WHERE ${name} IS NOT NULL ORDER BY ${name} DESC LIMIT 1`,
        );
        return row?.[0] ?? null;
      });
    },
    async extract({ object: id, fields, after }, signal) {
      const found = await object(id, signal);
      const columns = fields.map((field) => columnOf(found, field));
      const whole = wholeObject(found, columns);
      if (!after) return extraction(whole, sessions, extension, signal);
      const from = `${whole.from} WHERE ${atOrAfter(columnOf(found, after.field), after.value)}`;
      return extraction({ what: whole.what, columns, from }, sessions, extension, signal);
    },
  };
}

function columnOf(object: CatalogObject, field: string): SourceColumn {
  const column = object.columns.find(({ name }) => name === field);
  if (column) return column;
  throw new SyncformError('source_changed', `${object.id} has no column "${field}" any more`, {
    hint: 'Plan again.',
  });
}

/** Rows without a value come along each time: nothing says when they changed. */
function atOrAfter(column: SourceColumn, value: string): string {
  const name = quoteIdentifier(column.name);
  return `(${name} >= ${quoteLiteral(value)}::${naturalType(column.type)} OR ${name} IS NULL)`;
}
