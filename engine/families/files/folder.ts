import { glob, readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, matchesGlob, relative, resolve, sep } from 'node:path';
import { ConnectionError } from '../../kit/errors.ts';
import { type FileFormat, formatOf, tableNameOf } from './file-format.ts';
import type { NamedObject } from './file-tables.ts';
import type { TableOptions } from './table-fields.ts';

/** A file of data, as the file system tells it. */
export interface DataFile {
  readonly path: string;
  /** Its path within the connection's folder, with `/`. */
  readonly id: string;
  readonly format: FileFormat;
  /** In bytes. */
  readonly size: number;
  /** When it was last changed, in nanoseconds since 1970. */
  readonly changed: bigint;
}

/** A table, with the files that it is made of. */
export interface FileObject extends NamedObject {
  readonly files: readonly DataFile[];
}

/** Files that the engine keeps beside the data. */
export const OWN_FOLDER = '_syncform';

/** What a connection to a folder has: the folder or glob, and how its files are read as tables. */
export interface FolderConfig extends TableOptions {
  readonly path: string;
}

/** The folder or glob that a connection names. */
export class Folder {
  /** The folder that ids are relative to: of a glob, the part before its first wildcard. */
  readonly root: string;
  readonly #pattern: string | undefined;
  readonly #config: FolderConfig;

  constructor(config: FolderConfig, baseDir: string) {
    const path = resolve(baseDir, config.path);
    const isGlob = /[*?[{]/.test(path);
    this.root = isGlob ? staticPart(path) : path;
    this.#pattern = isGlob ? relative(this.root, path).split(sep).join('/') : undefined;
    this.#config = config;
  }

  /** Throws a ConnectionError where there is no such folder. A single file is a folder of one. */
  async check(): Promise<void> {
    const status = await stat(this.root).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EACCES') throw new ConnectionError('permission', `${this.root} cannot be read`);
      return undefined;
    });
    if (!status)
      throw new ConnectionError('path', `there is no folder ${this.root}`, {
        hint: 'Create it, or correct the path.',
      });
    if (status.isFile() && !formatOf(this.root))
      throw new ConnectionError('format', `${this.root} is not a csv, json, ndjson, jsonl or parquet file`);
    if (status.isDirectory())
      await readdir(this.root).catch((error: unknown) => {
        throw new ConnectionError('permission', `${this.root} cannot be read`, { cause: error });
      });
  }

  /** Every object, by id. */
  async objects(): Promise<readonly FileObject[]> {
    const files = await this.#files();
    const { is_single_table, single_table_name, is_directory_snapshot, directory_glob_pattern } =
      this.#config;
    if (is_single_table) {
      const formats = this.#config.single_table_file_formats ?? [this.#config.single_table_file_format];
      const name = single_table_name ?? 'files';
      return [{ id: name, name, files: files.filter((file) => formats.includes(file.format)) }];
    }
    if (!is_directory_snapshot)
      return files.map((file) => ({ id: file.id, name: tableNameOf(file.id), files: [file] }));
    const folders = Map.groupBy(files, (file) => dirname(file.id));
    return [...folders]
      .filter(([id]) => directory_glob_pattern === undefined || matchesGlob(id, directory_glob_pattern))
      .map(([id, files]) => ({ id, name: basename(id === '.' ? this.root : id), files }));
  }

  async #files(): Promise<readonly DataFile[]> {
    const status = await stat(this.root).catch(() => undefined);
    if (status?.isFile())
      return [await dataFile(dirname(this.root), basename(this.root))].flatMap((f) => f ?? []);
    const ids: string[] = [];
    for await (const found of glob(this.#pattern ?? '**', { cwd: this.root })) {
      const id = found.split(sep).join('/');
      if (!id.split('/').some((part) => part.startsWith('.') || part === OWN_FOLDER)) ids.push(id);
    }
    const files = await Promise.all(ids.sort().map((id) => dataFile(this.root, id)));
    return files.flatMap((file) => file ?? []);
  }
}

/** A file of the folder, or undefined where it is none that can be read as a table. */
export async function dataFile(root: string, id: string): Promise<DataFile | undefined> {
  const format = formatOf(id);
  if (!format || isAbsolute(id)) return undefined;
  const path = join(root, id);
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  if (!status?.isFile()) return undefined;
  return { path, id, format, size: Number(status.size), changed: status.mtimeNs };
}

function staticPart(pattern: string): string {
  const parts = pattern.split(sep);
  return (
    parts
      .slice(
        0,
        parts.findIndex((part) => /[*?[{]/.test(part)),
      )
      .join(sep) || sep
  );
}
