import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { System } from '../system.ts';
import { duckdbTables, inFile } from './duckdb.ts';
import { filesSystem } from './files.ts';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/**
 * A folder of files of one format that somebody writes: what is done to a table is done in a DuckDB of the lab's own, and the
 * file is written again from it.
 */
export function fileSource(
  format: 'parquet' | 'csv' | 'json',
  root: string,
  database: string,
  tempDir: string,
  connection: string,
): System {
  const withTables = inFile(database, tempDir);
  const tables = duckdbTables(withTables);
  const files = filesSystem(format, root, database, tempDir, connection);
  const options = { parquet: 'FORMAT parquet', csv: 'FORMAT csv, HEADER true', json: 'FORMAT json' }[format];
  const places = new Set<string>();
  return {
    ...tables,
    name: format,
    connection,
    isDatabase: false,
    idOf: files.idOf,
    nameOf(place, id) {
      const name = files.nameOf(place, id);
      return name.endsWith(`.${format}`) ? name.slice(0, -format.length - 1) : name;
    },
    async open(place) {
      await mkdir(join(root, place), { recursive: true });
      await tables.open(place);
      places.add(place);
    },
    async close(place) {
      places.delete(place);
      await tables.close(place);
      await rm(join(root, place), { recursive: true, force: true });
    },
    async run(statements) {
      await tables.run(statements);
      await withTables(async (session) => {
        for (const place of places) {
          const there = await session.all(
            `SELECT table_name FROM duckdb_tables() WHERE schema_name = ${text(place)}`,
          );
          await rm(join(root, place), { recursive: true });
          await mkdir(join(root, place));
          for (const [name] of there)
            await session.run(
              `COPY ${tables.table(place, String(name))} TO ${text(join(root, place, `${name}.${format}`))} (${options})`,
            );
        }
      });
    },
    // A file has no keys and takes NULL in every column.
    createTable: (place, table) =>
      tables.createTable(place, {
        ...table,
        key: [],
        columns: table.columns.map((column) => ({ ...column, nullable: true })),
      }),
  };
}
