import { createHash } from 'node:crypto';
import { DuckDBInstance } from '@duckdb/node-api';
import copyStreams from 'pg-copy-streams';
import { COLUMN_NAMES, factsOf } from './data.ts';
import type { Workbench } from './workbench.ts';

/** Throws where the facts about rows in DuckDB's reach (a SELECT's FROM) are not those of a table of Postgres. */
export async function checkFacts(
  bench: Workbench,
  table: string,
  found: { readonly attach: readonly string[]; readonly from: string },
): Promise<void> {
  const expected = await bench.row(factsOf(table));
  const [facts] = await ask(found.attach, factsOf(found.from));
  same(`the facts about ${found.from}`, facts?.map(String), expected);
}

/** Throws where two sets of rows within DuckDB's reach are not the same rows, each as often as in the other. */
export async function checkSameRows(attach: readonly string[], ours: string, theirs: string): Promise<void> {
  const text = (from: string) =>
    `SELECT ${COLUMN_NAMES.map((name) => `CAST(${name} AS VARCHAR)`).join(', ')} FROM ${from}`;
  const [counts] = await ask(
    attach,
    `SELECT (SELECT count(*) FROM ${ours}) - (SELECT count(*) FROM ${theirs}),
            (SELECT count(*) FROM (${text(ours)} EXCEPT ALL ${text(theirs)}))`,
  );
  same(`the difference of ${ours} and ${theirs}`, counts?.map(String), ['0', '0']);
}

/** Throws where two tables of Postgres, in any databases, are not the same row by row. */
export async function checkSameTables(
  bench: Workbench,
  ours: { readonly database: string; readonly table: string },
  theirs: { readonly database: string; readonly table: string },
): Promise<void> {
  same(
    `the facts about ${ours.table}`,
    await bench.row(factsOf(ours.table), ours.database),
    await bench.row(factsOf(theirs.table), theirs.database),
  );
  const [a, b] = [await digest(bench, ours), await digest(bench, theirs)];
  same(`the digest of ${ours.table}`, [a], [b]);
}

async function digest(
  bench: Workbench,
  { database, table }: { readonly database: string; readonly table: string },
): Promise<string> {
  const client = await bench.client(database);
  const hash = createHash('sha256');
  const rows = client.query(
    copyStreams.to(`COPY (SELECT ${COLUMN_NAMES.join(', ')} FROM ${table} ORDER BY id) TO STDOUT`),
  );
  for await (const chunk of rows) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Asks DuckDB, in an instance of its own that lets go of every file afterwards. */
export async function ask(attach: readonly string[], query: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
  const duckdb = await instance.connect();
  try {
    await duckdb.run("SET TimeZone = 'UTC'");
    for (const statement of attach) await duckdb.run(statement);
    return (await duckdb.runAndReadAll(query)).getRows();
  } finally {
    duckdb.closeSync();
    instance.closeSync();
  }
}

function same(
  what: string,
  found: readonly (string | null)[] | undefined,
  expected: readonly (string | null)[],
): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
