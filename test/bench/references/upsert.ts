/*
 * What one would write by hand to bring a table of a DuckDB file into Postgres: the rows as CSV, by psql's \copy into a
 * temporary table, from there INSERT … ON CONFLICT. Takes one argument, JSON: `{from, source, csv, psql, connection, into}`.
 */
import { spawnSync } from 'node:child_process';
import { DuckDBInstance } from '@duckdb/node-api';

const { from, source, csv, psql, connection, into, columns } = JSON.parse(process.argv[2] as string) as {
  from: string;
  source: string;
  csv: string;
  psql: string;
  connection: string;
  into: string;
  columns: string[];
};
const instance = await DuckDBInstance.create(from, { access_mode: 'READ_ONLY' });
const duckdb = await instance.connect();
await duckdb.run(
  `COPY (SELECT ${columns.join(', ')} FROM ${source}) TO '${csv}' (FORMAT csv, HEADER false, NULLSTR '')`,
);
duckdb.closeSync();
instance.closeSync();

const updates = columns.filter((name) => name !== 'id').map((name) => `${name} = excluded.${name}`);
const script = `
BEGIN;
CREATE TEMP TABLE arriving (LIKE ${into}) ON COMMIT DROP;
\\copy arriving FROM '${csv}' (FORMAT csv)
INSERT INTO ${into} SELECT * FROM arriving ON CONFLICT (id) DO UPDATE SET ${updates.join(', ')};
COMMIT;
`;
const { status, stderr } = spawnSync(psql, ['-qX', '-v', 'ON_ERROR_STOP=1', '-d', connection], {
  input: script,
  encoding: 'utf8',
});
if (status !== 0) {
  console.error(stderr);
  process.exitCode = 1;
}
