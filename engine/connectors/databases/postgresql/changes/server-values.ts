import type { Session } from '../../../../families/postgresql/sessions.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { sourceType } from '../../../../types/map-types.ts';
import { csvExpression } from '../columns.ts';
import { quoteList } from '../dialect.ts';
import { quoteIdentifier } from '../sql.ts';
import { postgresqlTypes } from '../types.ts';
import type { HandedColumn } from './handover.ts';

/** Asks the server for what values become that it alone can read: of one column, in the order given. */
export async function askForValues(
  session: Session,
  column: HandedColumn,
  texts: readonly string[],
): Promise<readonly (string | null)[]> {
  const [name, , , remoteType, mapping] = column;
  const { type } = sourceType(postgresqlTypes, mapping);
  const quoted = quoteIdentifier(name);
  try {
    const rows = await session.rows(
      `SELECT ${csvExpression({ name, type, mapping })}
       FROM (SELECT o, v::text::${remoteType} AS ${quoted} FROM jsonb_array_elements_text($1::jsonb) WITH ORDINALITY AS u(v, o)) AS t ORDER BY o`,
      [JSON.stringify(texts)],
    );
    return rows.map(([text]) => text ?? null);
  } catch (error) {
    throw new SyncformError(
      'source_changed',
      `type ${remoteType} of column ${name} cannot be read any more`,
      {
        hint: 'Resync the object.',
        cause: error,
      },
    );
  }
}

/** A row as it is now, by its key's values, or undefined; every value is the dialect's text. */
export async function currentRow(
  session: Session,
  table: string,
  columns: readonly HandedColumn[],
  key: readonly string[],
  values: readonly (string | null)[],
): Promise<readonly (string | null)[] | undefined> {
  const expressions = columns.map(([name, , , , mapping]) =>
    csvExpression({ name, type: sourceType(postgresqlTypes, mapping).type, mapping }),
  );
  const places = values.map((_, i) => `$${i + 1}`).join(', ');
  const [row] = await session.rows(
    `SELECT ${expressions.join(', ')} FROM ${table} WHERE (${quoteList(key)}) = (${places})`,
    values,
  );
  return row;
}
