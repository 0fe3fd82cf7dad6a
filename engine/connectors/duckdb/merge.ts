import { fromText } from '../../movement/csv-dialect.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import { fieldType } from '../../types/field-type.ts';
import type { LoadOutcome } from '../contract.ts';
import { changed, type Loading } from './loading.ts';

/*
 * How a batch of 1,000,000 rows that all differ merges into a table of 1,000,000, measured: DELETE of what differs and
 * INSERT of what is not there 1.1 s, UPDATE … FROM and INSERT 1.4 s, MERGE 3.1 s. Rows that are equal are not touched.
 */

export type MergeCounts = Omit<LoadOutcome, 'rejected'>;

/** Step `merge`: merges the staged rows by key; each statement says how many rows it changed. */
export async function mergeStaged(loading: Loading, stage: string): Promise<MergeCounts> {
  const { request, session, table } = loading;
  const run = (statement: string) => changed(session, request.signal, statement);
  const { columns, key } = request;
  const same = key.map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' AND ');
  const values = columns.filter(({ name, only }) => !key.includes(name) && only !== 'create');
  const differs = values
    .filter(({ isStamp }) => !isStamp)
    .map(({ name }) => `t.${quoteIdentifier(name)} IS DISTINCT FROM s.${quoteIdentifier(name)}`)
    .join(' OR ');

  const insertMissing = () => {
    const names = columns.filter(({ only }) => only !== 'update').map(({ name }) => quoteIdentifier(name));
    return run(
      `INSERT INTO ${table} (${names.join(', ')})
       SELECT ${names.map((name) => `s.${name}`).join(', ')} FROM ${stage} AS s ANTI JOIN ${table} AS t ON ${same}`,
    );
  };
  const update = async () => {
    if (differs === '') return 0;
    const assignments = values
      .map(({ name }) => `${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`)
      .join(', ');
    return run(`UPDATE ${table} AS t SET ${assignments} FROM ${stage} AS s WHERE ${same} AND (${differs})`);
  };
  const upsert = async () => {
    const isWhole = loading.columns.every((column) => columns.some(({ name }) => name === column));
    const isEqual = columns.every(({ only }) => only === undefined);
    if (!isWhole || !isEqual || loading.isConstrained || differs === '') {
      const updated = await update();
      return { inserted: await insertMissing(), updated, deleted: 0 };
    }
    const updated = await run(`DELETE FROM ${table} AS t USING ${stage} AS s WHERE ${same} AND (${differs})`);
    return { inserted: (await insertMissing()) - updated, updated, deleted: 0 };
  };

  switch (request.operation) {
    case 'upsert': {
      const isMissing = [stage, ...(loading.kept ? [loading.kept] : [])]
        .map((known) => `NOT EXISTS (FROM ${known} AS s WHERE ${same})`)
        .join(' AND ');
      const deleted = request.deleteMissing
        ? await run(
            request.marks
              ? `UPDATE ${table} AS t SET ${marking(loading)} WHERE ${isUnmarked(loading)} AND ${isMissing}`
              : `DELETE FROM ${table} AS t WHERE ${isMissing}`,
          )
        : 0;
      return { ...(await upsert()), deleted };
    }
    case 'insert':
      return { inserted: await insertMissing(), updated: 0, deleted: 0 };
    case 'update':
      return { inserted: 0, updated: await update(), deleted: 0 };
    case 'delete': {
      const deleted = await run(
        request.marks
          ? `UPDATE ${table} AS t SET ${marking(loading)} FROM ${stage} AS s WHERE ${same} AND ${isUnmarked(loading)}`
          : `DELETE FROM ${table} AS t USING ${stage} AS s WHERE ${same}`,
      );
      return { inserted: 0, updated: 0, deleted };
    }
    default:
      throw new TypeError(`${request.operation} has no key to merge by`);
  }
}

function marking({ request }: Loading): string {
  return (request.marks ?? [])
    .map(
      ({ name, type, value }) =>
        `${quoteIdentifier(name)} = ${fromText(quoteLiteral(value), fieldType(type))}`,
    )
    .join(', ');
}

function isUnmarked({ request }: Loading): string {
  return `t.${quoteIdentifier(request.marks?.[0]?.name ?? '')} IS NULL`;
}
