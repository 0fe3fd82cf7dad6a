import { SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { type FileFormat, formatOf, tableNameOf } from '../files/file-format.ts';
import type { StoredObject } from './object-store.ts';
import { dataFiles, type StoredFile, type StoreTable } from './tables.ts';

/**
 * The files that a model names by `model_from`: the one under `key`, whatever it is called, or all of a subfolder and of the
 * folders in it. Undefined where the model names none that way. Throws `invalid` at the setting at fault.
 */
export function modelFiles(
  { model_from, key, subfolder, file_format }: JsonObject,
  objects: readonly StoredObject[],
  place: string,
): StoreTable | undefined {
  const format = file_format as FileFormat | undefined;
  if (model_from === 'single_file') return singleFile(String(key), format, objects, place);
  if (model_from === 'multi_file_archive') return folder(String(subfolder ?? ''), format, objects, place);
  return undefined;
}

function singleFile(
  key: string,
  wanted: FileFormat | undefined,
  objects: readonly StoredObject[],
  place: string,
): StoreTable {
  const object = objects.find((one) => isNamed(one.key, key, place));
  if (!object)
    throw new SyncformError('invalid', `there is no file "${key}" in ${place}`, {
      path: ['key'],
      hint: 'Give its path within the connection’s folder.',
    });
  const own = formatOf(object.key);
  const format = wanted ?? own;
  if (!format)
    throw new SyncformError('invalid', `the name of "${key}" does not tell its format`, {
      path: ['file_format'],
      hint: 'Set it to csv, json or parquet.',
    });
  const id = format === own ? object.key : `${object.key} as ${format}`;
  return { id, name: tableNameOf(object.key), files: [{ ...object, format }] };
}

/** Whether a key is meant: its path within the connection's folder, or within the bucket that the folder is in. */
function isNamed(key: string, wanted: string, place: string): boolean {
  const given = wanted.replace(/^\/+/, '');
  if (given === key) return true;
  const folder = given.slice(0, -key.length - 1);
  // A place may say after its path at which server it is.
  const [path = ''] = place.split(' ');
  return given.endsWith(`/${key}`) && path.replace(/\/+$/, '').endsWith(`/${folder}`);
}

function folder(
  subfolder: string,
  wanted: FileFormat | undefined,
  objects: readonly StoredObject[],
  place: string,
): StoreTable {
  const path = subfolder.replace(/^\/+|\/+$/g, '');
  const within = dataFiles(objects, {}).filter(({ key }) => path === '' || key.startsWith(`${path}/`));
  const formats = new Set(within.map(({ format }) => format));
  const format = wanted ?? (formats.size === 1 ? [...formats][0] : undefined);
  const where = path === '' ? place : `${path} in ${place}`;
  if (within.length > 0 && !format)
    throw new SyncformError('invalid', `there are files of several formats in ${where}`, {
      path: ['file_format'],
      hint: `Set which are meant: ${[...formats].sort().join(', ')}.`,
    });
  const files: readonly StoredFile[] = within.filter((file) => file.format === format);
  if (files.length === 0)
    throw new SyncformError('invalid', `there are no ${wanted ? `${wanted} ` : ''}files in ${where}`, {
      path: ['subfolder'],
    });
  const id = `${path === '' ? '' : `${path}/`}**/*.${format}`;
  return { id, name: tableNameOf(path === '' ? 'files' : path), files };
}
