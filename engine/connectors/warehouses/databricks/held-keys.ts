import type { LoadColumn, LoadRequest } from '../../../contract/contract.ts';
import { heededHolders } from '../../../contract/record-numbers.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import { interruptible } from '../../../movement/interruptible.ts';
import { toRelation } from '../../../movement/transfer.ts';
import { fieldType } from '../../../types/field-type.ts';
import type { LoadedColumn } from './load-statements.ts';
import { fileType, fileValue } from './stage-values.ts';

/**
 * The keys of records that the table has and that are not among the rows, as the table has them: the name of a table of the
 * session, whose columns are those of the key. Undefined where the operation need not respect them.
 */
export async function heldKeys(
  request: LoadRequest,
  columns: readonly LoadedColumn[],
): Promise<string | undefined> {
  const holders = heededHolders(request);
  if (!holders) return undefined;
  const { session, signal, key } = request;
  const named = key.map((name) => request.columns.find((c) => c.name === name) as LoadColumn);
  const relation = toRelation(holders.keys, named);
  if (!relation) throw new TypeError(`DuckDB cannot read ${holders.keys.format}`);
  const values = named.map(({ name, type }) => {
    const { type: target } = columns.find((c) => c.name === name) as LoadedColumn;
    return `${fileValue(`r.${quoteIdentifier(name)}`, fieldType(type), fileType(target))} AS ${quoteIdentifier(name)}`;
  });
  const select = await relation.attach(session, signal);
  await interruptible(session, signal, () =>
    session.run(
      `CREATE OR REPLACE TEMP TABLE _syncform_held AS SELECT ${values.join(', ')} FROM (${select}) AS r(${named.map(({ name }) => quoteIdentifier(name)).join(', ')})`,
    ),
  );
  return 'temp.main._syncform_held';
}
