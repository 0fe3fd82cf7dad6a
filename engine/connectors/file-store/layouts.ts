import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileColumn } from '../local_files/csv-file.ts';
import type { StoredFile } from './tables.ts';

/** What was found out about a file by looking at it. */
export interface FileLayout {
  readonly columns: readonly FileColumn[];
  /** Options with which a CSV file is read. */
  readonly options?: string;
  /** Of a JSON file; see JsonFiles. */
  readonly isMarkedArray?: boolean;
}

/** What is known of a table's files. */
interface KnownTable {
  /** The columns that the table was first seen with, and those that were added; see `pin`. */
  readonly columns: readonly FileColumn[];
  /** By key: the version of the file that was looked at, and the place of its layout. */
  readonly files: Readonly<Record<string, readonly [version: string, layout: number]>>;
}

interface Known {
  readonly version: 1;
  readonly layouts: readonly FileLayout[];
  readonly tables: Readonly<Record<string, KnownTable>>;
}

/**
 * What was found out about files, so that a run looks only at those that are new: in memory, and in a file where there is
 * a place for it. Without the file everything is found out again.
 */
export class Layouts {
  readonly #path: string | undefined;
  readonly #tables = new Map<
    string,
    { columns: readonly FileColumn[]; files: Map<string, [string, FileLayout]> }
  >();
  #loaded: Promise<void> | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(path: string | undefined) {
    this.#path = path;
  }

  /** The layouts of those files that are as they were when they were looked at, by key; and the table's columns. */
  async known(
    table: string,
    files: readonly StoredFile[],
  ): Promise<{ readonly columns: readonly FileColumn[]; readonly layouts: ReadonlyMap<string, FileLayout> }> {
    this.#loaded ??= this.#load();
    await this.#loaded;
    const known = this.#tables.get(table);
    const layouts = files.flatMap((file): [string, FileLayout][] => {
      const [version, layout] = known?.files.get(file.key) ?? [];
      return layout && version === versionOf(file) ? [[file.key, layout]] : [];
    });
    return { columns: layouts.length > 0 ? (known?.columns ?? []) : [], layouts: new Map(layouts) };
  }

  /** Notes what a table's files, all of them, are like. */
  async note(
    table: string,
    columns: readonly FileColumn[],
    files: readonly StoredFile[],
    layouts: ReadonlyMap<string, FileLayout>,
  ): Promise<void> {
    const noted = files.flatMap((file): [string, [string, FileLayout]][] => {
      const layout = layouts.get(file.key);
      return layout ? [[file.key, [versionOf(file), layout]]] : [];
    });
    this.#tables.set(table, { columns, files: new Map(noted) });
    this.#saving = this.#saving.then(() => this.#save());
    await this.#saving;
  }

  async #load(): Promise<void> {
    if (this.#path === undefined) return;
    const text = await readFile(this.#path, 'utf8').catch(() => undefined);
    if (text === undefined) return;
    try {
      const known = JSON.parse(text) as Known;
      if (known.version !== 1) return;
      for (const [table, { columns, files }] of Object.entries(known.tables)) {
        const entries = Object.entries(files).map(
          ([key, [version, layout]]): [string, [string, FileLayout]] => [
            key,
            [version, known.layouts[layout] as FileLayout],
          ],
        );
        this.#tables.set(table, { columns, files: new Map(entries) });
      }
    } catch {
      // A file that cannot be understood tells nothing.
      this.#tables.clear();
    }
  }

  /** Layouts that are alike are written once. What cannot be kept is found out again. */
  async #save(): Promise<void> {
    if (this.#path === undefined) return;
    const places = new Map<string, number>();
    const placeOf = (layout: FileLayout) => {
      const text = JSON.stringify(layout);
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return place;
    };
    const tables: Record<string, KnownTable> = {};
    for (const [table, { columns, files }] of this.#tables) {
      const entries = [...files].map(([key, [version, layout]]) => [key, [version, placeOf(layout)]]);
      tables[table] = { columns, files: Object.fromEntries(entries) };
    }
    const layouts = [...places.keys()].map((text) => JSON.parse(text) as FileLayout);
    const written = `${this.#path}.${randomUUID()}.tmp`;
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await writeFile(written, JSON.stringify({ version: 1, layouts, tables } satisfies Known), {
        mode: 0o600,
      });
      await rename(written, this.#path);
    } catch {
      this.#saving = Promise.resolve();
    }
  }
}

function versionOf({ etag, size }: StoredFile): string {
  return `${etag} ${size}`;
}
