import { buffer } from 'node:stream/consumers';
import { SyncformError } from '../../api/errors.ts';
import type { ReadFacet } from '../contract.ts';
import { cursorExpression, cursorLiteral, mayBeZeroDate, type SourceColumn } from './columns.ts';
import type { MysqlConfig } from './config.ts';
import { type CatalogObject, describeObjects } from './discover.ts';
import { csvStream, extraction } from './extraction.ts';
import { quoteTable } from './names.ts';
import type { Sessions } from './sessions.ts';

/** Reads tables and views, whole or from a tracking field's value on. */
export function readFacet(config: MysqlConfig, sessions: Sessions): ReadFacet {
  const object = (id: string, signal: AbortSignal): Promise<CatalogObject> =>
    sessions.use(signal, async (session) => {
      const [found] = await describeObjects(session, [id], config.dbname);
      if (found) return found;
      throw new SyncformError('source_changed', `there is no table or view ${id} any more`, {
        hint: 'Plan again, and check that the connection’s user may see it.',
      });
    });
  return {
    // The server forgets when a table was last changed whenever it starts.
    fingerprint: async () => undefined,
    async highWater(id, field, _configuration, signal) {
      const found = await object(id, signal);
      const column = columnOf(found, field);
      const order = cursorExpression(column);
      const from = `FROM ${quoteTable(found.table)} WHERE ${order} IS NOT NULL ORDER BY ${order} DESC LIMIT 1`;
      const line = await buffer(
        await csvStream({ what: `table ${id}`, columns: [column], from }, sessions, signal),
      );
      return firstValue(line.toString('utf8'));
    },
    async extract({ object: id, fields, after }, signal) {
      const found = await object(id, signal);
      const columns = fields.map((field) => columnOf(found, field));
      const where = after ? ` WHERE ${atOrAfter(columnOf(found, after.field), after.value)}` : '';
      const from = `FROM ${quoteTable(found.table)}${where}`;
      return extraction({ what: `table ${found.id}`, columns, from }, sessions);
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

/** Rows without a value, or with a date that is read as none, come along each time: nothing says when they changed. */
function atOrAfter(column: SourceColumn, value: string): string {
  const ref = cursorExpression(column);
  const zero = mayBeZeroDate(column) ? ` OR ${ref} < '0001-01-01'` : '';
  return `(${ref} >= ${cursorLiteral(column, value)} OR ${ref} IS NULL${zero})`;
}

/** The one value of a stream of one column and at most one row; NULL and no row are both null. */
function firstValue(csv: string): string | null {
  const text = csv.replace(/\n$/, '');
  if (text === '') return null;
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}
