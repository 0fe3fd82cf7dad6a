/*
 * What one would write by hand to bring what changed in a table of Postgres into a DuckDB file that has its rows: those
 * that changed since the newest moment that was loaded, by DuckDB's postgres extension; what they replace is deleted by
 * key. Takes one argument, JSON: `{extension, connection, table, into}`.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const { extension, connection, table, into } = JSON.parse(process.argv[2] as string) as {
  extension: string;
  connection: string;
  table: string;
  into: string;
};
const instance = await DuckDBInstance.create(into);
const duckdb = await instance.connect();
await duckdb.run(`LOAD '${extension}'`);
await duckdb.run(`ATTACH '${connection}' AS source (TYPE postgres, READ_ONLY)`);
await duckdb.run("SET TimeZone = 'UTC'");
const newest = await duckdb.runAndReadAll(`SELECT max(updated_at)::VARCHAR FROM ${table}`);
await duckdb.run(
  `CREATE TEMP TABLE arriving AS FROM source.public.${table} WHERE updated_at > TIMESTAMPTZ '${newest.getRows()[0]?.[0]}'`,
);
await duckdb.run('BEGIN');
await duckdb.run(`DELETE FROM ${table} USING arriving WHERE ${table}.id = arriving.id`);
await duckdb.run(`INSERT INTO ${table} FROM arriving`);
await duckdb.run('COMMIT');
duckdb.closeSync();
instance.closeSync();
