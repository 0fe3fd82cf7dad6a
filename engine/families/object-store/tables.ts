import { matchesGlob } from 'node:path';
import { dirname } from 'node:path/posix';
import { type FileFormat, formatOf, tableNameOf } from '../files/file-format.ts';
import type { NamedObject } from '../files/file-tables.ts';
import { OWN_FOLDER } from '../files/folder.ts';
import type { TableOptions } from '../files/table-fields.ts';
import { MANIFEST } from './manifest.ts';
import type { StoredObject } from './object-store.ts';

/** A file of data in a store. */
export interface StoredFile extends StoredObject {
  readonly format: FileFormat;
}

/** A table: files that lie there, or a folder that was written here and whose manifest names its files. */
export interface StoreTable extends NamedObject {
  readonly files: readonly StoredFile[];
  readonly manifest?: StoredObject;
}

/** What a connection says of files. */
export interface StoreOptions extends TableOptions {
  readonly file_pattern?: string | undefined;
}

/** The tables that a listing shows, by id. */
export function tablesOf(objects: readonly StoredObject[], options: StoreOptions): readonly StoreTable[] {
  const manifests = objects.filter(({ key }) => key.endsWith(`/${MANIFEST}`));
  const written = manifests.map((manifest): StoreTable => {
    const id = dirname(manifest.key);
    return { id, name: tableNameOf(id), files: [], manifest };
  });
  const files = dataFiles(objects, options);
  const tables = new Map([...found(files, options), ...written].map((table) => [table.id, table]));
  return [...tables.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The files of data that a listing shows: none that are hidden, nor those of folders that were written here. */
export function dataFiles(
  objects: readonly StoredObject[],
  { file_pattern }: Pick<StoreOptions, 'file_pattern'>,
): readonly StoredFile[] {
  const managed = managedFolders(objects);
  return objects.flatMap((object): readonly StoredFile[] => {
    const format = formatOf(object.key);
    if (!format || isHidden(object.key) || isWithin(object.key, managed)) return [];
    if (file_pattern !== undefined && !matchesGlob(object.key, file_pattern)) return [];
    return [{ ...object, format }];
  });
}

/** Folders that were written here: each has a manifest. */
function managedFolders(objects: readonly StoredObject[]): ReadonlySet<string> {
  return new Set(objects.flatMap(({ key }) => (key.endsWith(`/${MANIFEST}`) ? [dirname(key)] : [])));
}

function found(files: readonly StoredFile[], options: StoreOptions): readonly StoreTable[] {
  if (options.is_single_table) {
    const formats = options.single_table_file_formats ?? [options.single_table_file_format];
    const name = options.single_table_name ?? 'files';
    return [{ id: name, name, files: files.filter(({ format }) => formats.includes(format)) }];
  }
  if (!options.is_directory_snapshot)
    return files.map((file) => ({ id: file.key, name: tableNameOf(file.key), files: [file] }));
  const { directory_glob_pattern: pattern } = options;
  const folders = Map.groupBy(files, ({ key }) => snapshotOf(dirname(key)).table);
  return [...folders]
    .filter(([id]) => pattern === undefined || matchesGlob(id, pattern))
    .map(([id, all]) => ({ id, name: tableNameOf(id === '.' ? 'files' : id), files: newest(all) }));
}

/** Files of the newest snapshot; all of them where there are no snapshots. */
function newest(files: readonly StoredFile[]): readonly StoredFile[] {
  const moments = files.map(({ key }) => snapshotOf(dirname(key)).moment);
  const last = moments.toSorted().at(-1);
  return files.filter((_, i) => moments[i] === last);
}

/** A folder's name that tells a date, perhaps with a time: `2024-01-31`, `20240131T0930`, `day=2024-01-31`. */
const DATED =
  /^(?:[^=/]+=)?(\d{4})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?:[T_ -]?(\d{2}(?:[-:.]?\d{2}){0,2})Z?)?$/;

/** The table that a folder belongs to, and of which moment it is a snapshot: '' where its name tells no date. */
function snapshotOf(folder: string): { readonly table: string; readonly moment: string } {
  const parts = folder.split('/');
  const last = parts.at(-1) ?? '';
  const found = DATED.exec(last);
  const [year, month, day] = parts.slice(-3);
  if (found) {
    const moment = `${found[1]}${found[2]}${found[3]}${(found[4] ?? '').replace(/\D/g, '')}`;
    return { table: parts.slice(0, -1).join('/') || '.', moment };
  }
  if (parts.length >= 3 && DATED.test(`${year}-${month}-${day}`))
    return { table: parts.slice(0, -3).join('/') || '.', moment: `${year}${month}${day}` };
  return { table: folder, moment: '' };
}

function isHidden(key: string): boolean {
  return key.split('/').some((part) => part.startsWith('.') || part.startsWith(OWN_FOLDER));
}

function isWithin(key: string, folders: ReadonlySet<string>): boolean {
  for (let at = dirname(key); at !== '.' && at !== '/'; at = dirname(at)) if (folders.has(at)) return true;
  return false;
}
