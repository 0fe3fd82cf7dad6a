import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDuckdbSession } from '../../../engine/movement/duckdb-hub.ts';
import type { CatalogTable, Row, System } from '../system.ts';
import { rowsOf } from './duckdb.ts';

/** A folder of files of one format: a folder in it a case. They are looked at; nothing is made here by hand. */
export function filesSystem(
  format: 'parquet' | 'csv' | 'json',
  root: string,
  tempDir: string,
  connection: string,
): System {
  const reader = (path: string) => {
    const literal = `'${path.replaceAll("'", "''")}'`;
    if (format === 'parquet') return `read_parquet(${literal})`;
    if (format === 'csv') return `read_csv(${literal}, all_varchar = true, header = true, sample_size = -1)`;
    return `read_json(${literal}, format = 'newline_delimited', sample_size = -1)`;
  };
  const listed = async (place: string) =>
    (await readdir(join(root, place))).filter((name) => name.endsWith(`.${format}`) && !name.startsWith('.'));
  const cannot = async () => {
    throw new Error('files are made by no statement');
  };
  return {
    name: format,
    connection,
    isDatabase: false,
    open: async (place) => void (await mkdir(join(root, place), { recursive: true })),
    async close(place) {
      await rm(join(root, place), { recursive: true, force: true });
      // What the engine notes of files beside them, by their names: cases would become slower by every case before them.
      const notes = join(root, '_syncform');
      for (const name of await readdir(notes).catch(() => []))
        if (name.startsWith(`${place}%2F`)) await rm(join(notes, name), { force: true });
    },
    idOf: (place, name) => `${place}/${name}.${format}`,
    // As the engine writes names in what it says of files.
    quote: (name) => JSON.stringify(name),
    table: (place, name) => join(root, place, name),
    literal: (value) => value ?? '',
    run: cannot,
    createTable: () => [],
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

function textOf(value: unknown): string {
  if (value instanceof Exact) return value.source;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
