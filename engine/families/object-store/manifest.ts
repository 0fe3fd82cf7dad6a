import { randomBytes } from 'node:crypto';
import type { Column } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { Compression } from '../files/compression.ts';
import type { FileFormat } from '../files/file-format.ts';
import type { FileVersion } from '../files/manifest.ts';
import { type ObjectStore, textOf } from './object-store.ts';
import type { WrittenAs } from './settings.ts';

/*
 * What a table in a store consists of, in `<table>/_manifest.json`. Data files have names that were never there before,
 * so that a run disturbs nobody who reads; the manifest is written last, in one step, and from then on the table is what it
 * says. It also tells the batches whose rows the files hold, so that rows and batch are committed together.
 */

export const MANIFEST = '_manifest.json';

/** The format of manifests that are written. Readers refuse a later one. */
export const MANIFEST_VERSION = 1;

/** A file of data. */
export interface ManifestFile {
  /** Within the table's folder. */
  readonly path: string;
  readonly format: FileFormat;
  readonly compression: Compression;
  readonly bytes: number;
  /** Which of the manifest's `layouts` tells its columns. */
  readonly layout: number;
  /** The value that all of its rows have, as its folder's name has it; absent where the table has no partitions. */
  readonly partition?: string;
}

/** Files that a run replaced and that stay for now. */
export interface RetainedRun {
  readonly run: string;
  readonly files: readonly string[];
}

export interface Manifest extends FileVersion, WrittenAs {
  readonly version: typeof MANIFEST_VERSION;
  readonly table: string;
  /** The run that wrote it: 32 hex digits, with which the names of its files begin. */
  readonly run: string;
  readonly written_at: string;
  readonly rows: number;
  readonly files: readonly ManifestFile[];
  readonly layouts: readonly (readonly Column[])[];
  readonly retained: readonly RetainedRun[];
}

export function manifestKey(table: string): string {
  return `${table}/${MANIFEST}`;
}

/** A name for a run that no other one has. */
export function newRun(): string {
  return randomBytes(16).toString('hex');
}

/** A table's manifest; undefined where there is no such table. */
export async function readManifest(
  store: ObjectStore,
  table: string,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  const key = manifestKey(table);
  const text = await textOf(store, key, signal);
  if (text === undefined) return undefined;
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch (error) {
    throw new SyncformError('failed', `${key} in ${store.place} is not JSON`, { cause: error });
  }
  if (manifest.version === MANIFEST_VERSION) return manifest;
  throw new SyncformError('unsupported', `${key} in ${store.place} is of format ${manifest.version}`, {
    hint: 'Use a release of syncform that is no older than the one that wrote it.',
  });
}

export async function writeManifest(
  store: ObjectStore,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<void> {
  await store.put(manifestKey(manifest.table), `${JSON.stringify(manifest, null, 1)}\n`, signal);
}

/** The name of a file that a run wrote, within its table's folder. */
export function dataFile(run: string, index: number, extension: string, folder?: string): string {
  return `${folder === undefined ? '' : `${folder}/`}${run}-${index}.${extension}`;
}

/** Whether a path within a table's folder is of a file that some run wrote. */
export function isDataFile(path: string): boolean {
  return /^(?:[^/]+=[^/]*\/)?[0-9a-f]{32}-\d+\.(?:csv|json|parquet)(?:\.gz|\.zst)?$/.test(path);
}

/** A table without rows. */
export function emptyManifest(
  table: string,
  shape: Pick<Manifest, 'columns' | 'key'>,
  settings: WrittenAs,
): Manifest {
  return {
    version: MANIFEST_VERSION,
    table,
    run: newRun(),
    written_at: new Date().toISOString(),
    ...settings,
    ...shape,
    rows: 0,
    files: [],
    layouts: [],
    batches: [],
    retained: [],
  };
}
