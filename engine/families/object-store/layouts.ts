import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RejectedRecord } from '../../contract/contract.ts';
import type { FileColumn } from '../files/csv-file.ts';
import type { StoredFile } from './tables.ts';

/** What was found out about a file by looking at it. */
export interface FileLayout {
  readonly columns: readonly FileColumn[];
  /** Options with which a CSV file is read. */
  readonly options?: string;
  /** Of a JSON file; see JsonFiles. */
  readonly isMarkedArray?: boolean;
  /** Only its beginning was looked at. */
  readonly isSample?: true;
  /** Rows of a CSV file that are left out. */
  readonly setAside?: readonly RejectedRecord[];
}

/** The columns with which a table was seen before. */
export interface KnownColumns {
  readonly columns: readonly FileColumn[];
  /** They were seen when its files were read in another way. */
  readonly isOfOtherOptions: boolean;
}

/** What is known of a table's files, read in one way. */
interface KnownTable {
  /** The columns that the table was first seen with, and those that were added; see `columnsOf`. */
  readonly columns: readonly FileColumn[];
  /** By key: the version of the file that was looked at, and the place of its layout. */
  readonly files: Readonly<Record<string, readonly [version: string, layout: number]>>;
}

/** How files are looked at. What was found out in an earlier way is found out again; the columns of tables stay. */
const WAY_OF_LOOKING = 2;

interface Known {
  readonly version: 2;
  /** As `WAY_OF_LOOKING` was. */
  readonly looked: number;
  readonly layouts: readonly FileLayout[];
  /** By table, and then by how its files are read; the way that was used last is the last. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, KnownTable>>>>;
}

/** As files of an earlier version told it, one for each way of reading. */
interface FormerlyKnown {
  readonly version: 1;
  readonly tables: Readonly<Record<string, KnownTable>>;
}

/** A table that was seen: its columns, and by key the version of a file and its layout, where that is known. */
interface SeenTable {
  readonly columns: readonly FileColumn[];
  readonly files: ReadonlyMap<string, readonly [version: string, layout: FileLayout | undefined]>;
}

/** In so many ways of reading a table is known at once; of models and bulk syncs each may have its own. */
const MOST_WAYS = 16;

/**
 * What was found out about files, so that a run looks only at those that are new: in memory, and in a file where there is
 * a place for it. Without the file everything is found out again.
 */
export class Layouts {
  readonly #path: string | undefined;
  readonly #formerPath: string | undefined;
  readonly #tables = new Map<string, Map<string, SeenTable>>();
  /** What was noted here: of other tables and ways another connection to the same place may know more. */
  readonly #noted = new Set<string>();
  /** When the file was last written here. */
  #written: bigint | undefined;
  #loaded: Promise<void> | undefined;
  #saving: Promise<void> = Promise.resolve();

  /** `formerPath` is where an earlier version kept what it knew of files that are read as the connection says. */
  constructor(path: string | undefined, formerPath?: string) {
    this.#path = path;
    this.#formerPath = formerPath;
  }

  /**
   * The layouts of those files that are as they were when they were looked at in this way, by key; and the table's columns,
   * of another way of reading where it was never read in this one.
   */
  async known(
    table: string,
    options: string,
    files: readonly StoredFile[],
  ): Promise<KnownColumns & { readonly layouts: ReadonlyMap<string, FileLayout> }> {
    this.#loaded ??= this.#load();
    await this.#loaded;
    const ways = this.#tables.get(table) ?? new Map<string, SeenTable>();
    const isSeen = (seen: SeenTable | undefined): seen is SeenTable =>
      files.some((file) => seen?.files.get(file.key)?.[0] === versionOf(file));
    const seen = ways.get(options);
    const layouts = files.flatMap((file): [string, FileLayout][] => {
      const [version, layout] = seen?.files.get(file.key) ?? [];
      return layout && version === versionOf(file) ? [[file.key, layout]] : [];
    });
    if (isSeen(seen)) return { columns: seen.columns, isOfOtherOptions: false, layouts: new Map(layouts) };
    const other = [...ways.values()].findLast(isSeen);
    const columns = other?.columns.filter(({ isDeclared }) => !isDeclared) ?? [];
    return { columns, isOfOtherOptions: true, layouts: new Map() };
  }

  /** Notes what a table's files, all of them, are like when they are read in this way. */
  async note(
    table: string,
    options: string,
    columns: readonly FileColumn[],
    files: readonly StoredFile[],
    layouts: ReadonlyMap<string, FileLayout>,
  ): Promise<void> {
    const noted = files.flatMap((file): [string, [string, FileLayout]][] => {
      const layout = layouts.get(file.key);
      return layout ? [[file.key, [versionOf(file), layout]]] : [];
    });
    const ways = this.#tables.get(table) ?? new Map<string, SeenTable>();
    ways.delete(options);
    ways.set(options, { columns, files: new Map(noted) });
    for (const way of [...ways.keys()].slice(0, -MOST_WAYS)) ways.delete(way);
    this.#tables.set(table, ways);
    this.#noted.add(wayOf(table, options));
    this.#saving = this.#saving.then(() => this.#save());
    await this.#saving;
  }

  async #load(): Promise<void> {
    const known = (await this.#read(this.#path)) ?? (await this.#read(this.#formerPath));
    if (!known) return;
    try {
      if (known.version === 1)
        for (const [table, seen] of Object.entries(known.tables)) this.#learn(table, '', seenTable(seen, []));
      if (known.version === 2)
        for (const [table, ways] of Object.entries(known.tables)) {
          const layouts = known.looked === WAY_OF_LOOKING ? known.layouts : [];
          for (const [options, seen] of Object.entries(ways))
            this.#learn(table, options, seenTable(seen, layouts));
        }
    } catch {
      // A file that cannot be understood tells nothing.
    }
  }

  #learn(table: string, options: string, seen: SeenTable): void {
    if (this.#noted.has(wayOf(table, options))) return;
    const ways = this.#tables.get(table) ?? new Map<string, SeenTable>();
    this.#tables.set(table, ways.set(options, seen));
  }

  async #read(path: string | undefined): Promise<Known | FormerlyKnown | undefined> {
    if (path === undefined) return undefined;
    try {
      return JSON.parse(await readFile(path, 'utf8')) as Known | FormerlyKnown;
    } catch {
      return undefined;
    }
  }

  /** Layouts that are alike are written once. What cannot be kept is found out again. */
  async #save(): Promise<void> {
    if (this.#path === undefined) return;
    if ((await writtenAt(this.#path)) !== this.#written) await this.#load();
    const places = new Map<string, number>();
    const placeOf = (layout: FileLayout) => {
      const text = JSON.stringify(layout);
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return place;
    };
    const tables: Record<string, Record<string, KnownTable>> = {};
    for (const [table, ways] of this.#tables) {
      const written = [...ways].map(([way, { columns, files }]): [string, KnownTable] => {
        const entries = [...files].map(([key, [version, layout]]) => [
          key,
          [version, layout === undefined ? -1 : placeOf(layout)],
        ]);
        return [way, { columns, files: Object.fromEntries(entries) }];
      });
      tables[table] = Object.fromEntries(written);
    }
    const layouts = [...places.keys()].map((text) => JSON.parse(text) as FileLayout);
    const known: Known = { version: 2, looked: WAY_OF_LOOKING, layouts, tables };
    const written = `${this.#path}.${randomUUID()}.tmp`;
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await writeFile(written, JSON.stringify(known), { mode: 0o600 });
      await rename(written, this.#path);
      this.#written = await writtenAt(this.#path);
    } catch {
      this.#saving = Promise.resolve();
    }
  }
}

function seenTable({ columns, files }: KnownTable, layouts: readonly FileLayout[]): SeenTable {
  const seen = Object.entries(files).map(
    ([key, [version, layout]]): [string, [string, FileLayout | undefined]] => [
      key,
      [version, layouts[layout]],
    ],
  );
  return { columns, files: new Map(seen) };
}

/** When a file was last written, in nanoseconds; undefined where there is none. */
async function writtenAt(path: string): Promise<bigint | undefined> {
  return (await stat(path, { bigint: true }).catch(() => undefined))?.mtimeNs;
}

function wayOf(table: string, options: string): string {
  return JSON.stringify([table, options]);
}

function versionOf({ etag, size }: StoredFile): string {
  return `${etag} ${size}`;
}
