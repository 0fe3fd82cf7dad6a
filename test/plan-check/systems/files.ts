import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDuckdbSession } from '../../../engine/movement/duckdb-hub.ts';
import type { CatalogTable, Row, System } from '../system.ts';
import { duckdbTables, inFile, rowsOf } from './duckdb.ts';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/**
 * A folder of files of one format: a folder in it a case. What somebody makes is made as tables of a DuckDB of the lab's own,
 * which become files.
 */
export function filesSystem(
  format: 'parquet' | 'csv' | 'json',
  root: string,
  database: string,
  tempDir: string,
  connection: string,
): System {
  const withTables = inFile(database, tempDir);
  const tables = duckdbTables(withTables);
  const options = { parquet: 'FORMAT parquet', csv: 'FORMAT csv, HEADER true', json: 'FORMAT json' }[format];
  const reader = (path: string) => {
    const literal = `'${path.replaceAll("'", "''")}'`;
    if (format === 'parquet') return `read_parquet(${literal})`;
    // A name with a semicolon in it is not to be taken for two.
    if (format === 'csv')
      return `read_csv(${literal}, all_varchar = true, header = true, delim = ',', sample_size = -1)`;
    return `read_json(${literal}, format = 'newline_delimited', sample_size = -1)`;
  };
  const listed = async (place: string) =>
    (await readdir(join(root, place))).filter((name) => name.endsWith(`.${format}`) && !name.startsWith('.'));
  return {
    ...tables,
    name: format,
    connection,
    isDatabase: false,
    async open(place) {
      await mkdir(join(root, place), { recursive: true });
      await tables.open(place);
    },
    async close(place) {
      await tables.close(place);
      await rm(join(root, place), { recursive: true, force: true });
      // What the engine notes of files beside them, by their names: cases would become slower by every case before them.
      const notes = join(root, '_syncform');
      for (const name of await readdir(notes).catch(() => []))
        if (name.startsWith(`${place}%2F`)) await rm(join(notes, name), { force: true });
    },
    idOf: (place, name) => `${place}/${name}.${format}`,
    async run(statements) {
      await tables.run(statements);
      await withTables(async (session) => {
        const made = await session.all(
          `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() AND table_name LIKE ${text(`%.${format}`)}`,
        );
        for (const [place, name] of made) {
          const table = tables.table(String(place), String(name));
          await session.run(`COPY ${table} TO ${text(join(root, String(place), String(name)))} (${options})`);
          await session.run(`DROP TABLE ${table} CASCADE`);
        }
      });
    },
    // A file has no keys and takes NULL in every column.
    createTable: (place, table) =>
      tables.createTable(place, {
        ...table,
        key: [],
        constraints: [],
        columns: table.columns.map((column) => ({ ...column, nullable: true })),
      }),
    async catalog(place) {
      await using session = await openDuckdbSession({ tempDir });
      const found: Record<string, CatalogTable> = {};
      for (const name of await listed(place)) {
        const path = join(root, place, name);
        const described =
          (await readFile(path)).length === 0
            ? []
            : await session.all(`DESCRIBE SELECT * FROM ${reader(path)}`);
        found[name] = {
          columns: described.map(([column, type]) => ({
            name: String(column),
            type: format === 'parquet' ? String(type) : '',
            nullable: true,
          })),
          key: [],
          rest: '',
        };
      }
      return found;
    },
    async rows(place, name): Promise<readonly Row[]> {
      const path = join(root, place, name);
      if (!existsSync(path) || (await readFile(path)).length === 0) return [];
      if (format === 'json') return jsonRows(await readFile(path, 'utf8'));
      await using session = await openDuckdbSession({ tempDir });
      return await rowsOf(session, reader(path));
    },
    nameOf: (place, id) => (id.startsWith(`${place}/`) ? id.slice(place.length + 1) : id),
  };
}

/** Each line's values as the text has them: numbers keep all of their digits. */
function jsonRows(text: string): readonly Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const entries: [string, string | null][] = [];
      for (const [key, value] of Object.entries(JSON.parse(line, exactNumbers) as Record<string, unknown>))
        entries.push([key, value === null ? null : textOf(value)]);
      return Object.fromEntries(entries);
    });
}

class Exact {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
  toJSON(): unknown {
    return Number(this.source);
  }
}

function exactNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? new Exact(context.source) : value;
}

/** To JSON 40.000 is the number 40.0. */
function textOf(value: unknown): string {
  if (value instanceof Exact) return value.source.replace(/^(-?\d+)\.0+$|^(-?\d+\.\d*?)0+$/, '$1$2');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
