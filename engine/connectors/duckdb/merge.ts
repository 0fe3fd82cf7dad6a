import { quoteIdentifier } from '../../movement/sql.ts';
import { changed, type Loading } from './loading.ts';

/*
 * How a batch of 1,000,000 rows that all differ merges into a table of 1,000,000, measured: DELETE of what differs and
 * INSERT of what is not there 1.1 s, UPDATE … FROM and INSERT 1.4 s, MERGE 3.1 s. Rows that are equal are not touched.
 */

/** Step `merge`: merges the staged rows by key; each statement says how many rows it changed. */
export async function mergeStaged(
  loading: Loading,
  stage: string,
): Promise<{ readonly inserted: number; readonly updated: number; readonly deleted: number }> {
  const { request, session, table } = loading;
  const run = (statement: string) => changed(session, request.signal, statement);
  const names = request.columns.map(({ name }) => name);
  const same = request.key
    .map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`)
    .join(' AND ');
  const values = names.filter((name) => !request.key.includes(name)).map(quoteIdentifier);
  const differs = values.map((name) => `t.${name} IS DISTINCT FROM s.${name}`).join(' OR ') || 'false';

  const insertMissing = () =>
    run(
      `INSERT INTO ${table} (${names.map(quoteIdentifier).join(', ')})
       SELECT s.* FROM ${stage} AS s ANTI JOIN ${table} AS t ON ${same}`,
    );
  const update = async () => {
    if (values.length === 0) return 0;
    const assignments = values.map((name) => `${name} = s.${name}`).join(', ');
    return run(`UPDATE ${table} AS t SET ${assignments} FROM ${stage} AS s WHERE ${same} AND (${differs})`);
  };

  switch (request.operation) {
    case 'upsert': {
      const isWhole = loading.columns.every((column) => names.includes(column));
      if (!isWhole || loading.isConstrained) {
        const updated = await update();
        return { inserted: await insertMissing(), updated, deleted: 0 };
      }
      const updated = await run(
        `DELETE FROM ${table} AS t USING ${stage} AS s WHERE ${same} AND (${differs})`,
      );
      return { inserted: (await insertMissing()) - updated, updated, deleted: 0 };
    }
    case 'insert':
      return { inserted: await insertMissing(), updated: 0, deleted: 0 };
    case 'update':
      return { inserted: 0, updated: await update(), deleted: 0 };
    case 'delete':
      return {
        inserted: 0,
        updated: 0,
        deleted: await run(`DELETE FROM ${table} AS t USING ${stage} AS s WHERE ${same}`),
      };
    default:
      throw new TypeError(`${request.operation} has no key to merge by`);
  }
}
