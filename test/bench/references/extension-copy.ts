/*
 * What one would write by hand to get tables of Postgres into a DuckDB or Parquet file: DuckDB's postgres extension with
 * its own settings. Takes one argument, JSON: `{extension, connection, tables, to, compression}`, where `to` is
 * the path of the file, and `compression` that of a Parquet file.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const { extension, connection, tables, to, compression } = JSON.parse(process.argv[2] as string) as {
  extension: string;
  connection: string;
  tables: string[];
  to: string;
  compression: string;
};
const isParquet = to.endsWith('.parquet');
const instance = await DuckDBInstance.create(isParquet ? ':memory:' : to);
const duckdb = await instance.connect();
await duckdb.run(`LOAD '${extension}'`);
await duckdb.run(`ATTACH '${connection}' AS source (TYPE postgres, READ_ONLY)`);
for (const table of tables)
  await duckdb.run(
    isParquet
      ? `COPY source.public.${table} TO '${to}' (FORMAT parquet, COMPRESSION ${compression})`
      : `CREATE TABLE ${table} AS FROM source.public.${table}`,
  );
duckdb.closeSync();
instance.closeSync();
