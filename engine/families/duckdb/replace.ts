import { quoteIdentifier } from '../../kit/sql.ts';
import { changed, differing, type Loading, sameKey, writtenColumns } from './loading.ts';

/*
 * Rows that differ from what was staged are taken out of the table and put in again, with what they keep. The key finds
 * them first: what else is read of the table is read of few rows then, for DuckDB reads a column only where those are.
 */

const DIFFERS = quoteIdentifier('_syncform_differs');

/** Rows of the table whose key was staged: their keys, what they keep, and whether they differ. */
export interface Found {
  readonly table: string;
  /** Whether those are among them that are equal. */
  readonly isEvery: boolean;
}

/** Finds the rows that differ from what was staged, into a table; undefined where nothing is written that could. */
export async function findReplaced(loading: Loading, stage: string): Promise<Found | undefined> {
  const { session, request, table, found } = loading;
  const differs = differing(loading, 't', 's');
  if (differs === undefined) return undefined;
  const { changesWith } = request;
  const isEvery = writtenColumns(loading).some(({ name, isStamp }) => name === changesWith && !isStamp);
  const surely = isEvery ? differing(loading, 't', 's', [changesWith]) : 'true';
  const columns = [
    ...request.key.map((name) => `s.${quoteIdentifier(name)}`),
    ...keptColumns(loading).map((name) => `t.${quoteIdentifier(name)}`),
    `${surely} AS ${DIFFERS}`,
  ];
  const kind = found.isTemporary ? 'TEMP TABLE' : 'TABLE';
  const run = (statement: string) => changed(session, request.signal, statement);
  await run(
    `CREATE OR REPLACE ${kind} ${found.table} AS SELECT ${columns.join(', ')}
       FROM ${table} AS t JOIN ${stage} AS s ON ${sameKey(loading, 't', 's')}${isEvery ? '' : ` AND (${differs})`}`,
  );
  if (isEvery && (await isAny(loading, `NOT ${DIFFERS}`)))
    await run(
      `UPDATE ${found.table} AS f SET ${DIFFERS} = true FROM ${table} AS t, ${stage} AS s
        WHERE NOT f.${DIFFERS} AND ${sameKey(loading, 't', 'f')} AND ${sameKey(loading, 's', 'f')} AND (${differs})`,
    );
  return { table: found.table, isEvery };
}

/** Inserts what was staged and is not in the table; `found` before it is replaced. Answers how many rows. */
export function insertMissing(loading: Loading, stage: string, found?: Found): Promise<number> {
  const { session, request, table } = loading;
  const names = request.columns
    .filter(({ only }) => only !== 'update')
    .map(({ name }) => quoteIdentifier(name));
  const there = found?.isEvery ? found.table : table;
  return changed(
    session,
    request.signal,
    `INSERT INTO ${table} (${names.join(', ')})
     SELECT ${names.map((name) => `s.${name}`).join(', ')} FROM ${stage} AS s ANTI JOIN ${there} AS t ON ${sameKey(loading, 't', 's')}`,
  );
}

/** Writes what was staged over the rows found that differ; answers how many. */
export async function replaceFound(
  loading: Loading,
  stage: string,
  found: Found | undefined,
): Promise<number> {
  const { session, request, table } = loading;
  if (!found || !(await isAny(loading, DIFFERS))) return 0;
  const run = (statement: string) => changed(session, request.signal, statement);
  await run(
    `DELETE FROM ${table} AS t USING ${found.table} AS f WHERE f.${DIFFERS} AND ${sameKey(loading, 't', 'f')}`,
  );
  const kept = keptColumns(loading).map(quoteIdentifier);
  const written = [...request.key, ...writtenColumns(loading).map(({ name }) => name)].map(quoteIdentifier);
  return run(
    `INSERT INTO ${table} (${[...written, ...kept].join(', ')})
     SELECT ${[...written.map((name) => `s.${name}`), ...kept.map((name) => `f.${name}`)].join(', ')}
       FROM ${stage} AS s JOIN ${found.table} AS f ON ${sameKey(loading, 's', 'f')} WHERE f.${DIFFERS}`,
  );
}

/** Columns of the table whose values stay where a row is replaced. */
function keptColumns(loading: Loading): readonly string[] {
  const names = [...loading.request.key, ...writtenColumns(loading).map(({ name }) => name)];
  const written = new Set(names.map((name) => name.toLowerCase()));
  return loading.columns.filter((name) => !written.has(name.toLowerCase()));
}

async function isAny({ session, found }: Loading, condition: string): Promise<boolean> {
  const [row] = await session.all(`SELECT EXISTS (FROM ${found.table} WHERE ${condition})`);
  return row?.[0] === true;
}
