import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Column, LoadOutcome } from '../../contract/contract.ts';
import { flush } from '../../kit/flush.ts';
import { writingFile } from '../../kit/full-disk.ts';
import type { Compression } from './compression.ts';
import { OWN_FOLDER } from './folder.ts';

/*
 * What is known of a file that is written here, in `_syncform/<file>.json`: its columns, its key and the batches whose
 * rows it holds. Data and manifest are two files and cannot be renamed in one step, so a manifest tells of versions of
 * the data file, each recognised by size and time of change, and only the version that is really there counts:
 *
 *   1. the new data is written to a hidden file and flushed;
 *   2. a manifest that tells of the version that is there and of the new one takes the old manifest's place;
 *   3. the new data takes the old data's place (its time of change stays).
 *
 * Killed before 3, the old version is there and its batches count; after it, the new one and its. A reader sees either
 * file whole. A file that somebody else changed or copied matches no version: it holds no batch.
 */

export interface FileColumnType extends Column {
  readonly nullable: boolean;
}

export interface CommittedBatch {
  readonly scope: string;
  readonly id: string;
  readonly outcome: LoadOutcome;
}

/** What a version of a file holds. */
export interface FileVersion {
  readonly columns: readonly FileColumnType[];
  readonly key: readonly string[];
  readonly batches: readonly CommittedBatch[];
  /** How a parquet file is compressed; absent of others, and of those that were written before this was noted: zstd. */
  readonly compressed_by?: Compression;
}

interface Manifest {
  readonly versions: readonly (FileVersion & { readonly file: string })[];
}

/** What is known of the version that is there; undefined of a file that was not written here. */
export async function currentVersion(root: string, id: string): Promise<FileVersion | undefined> {
  const [file, manifest] = await Promise.all([versionOf(join(root, id)), readManifest(root, id)]);
  return file === undefined ? undefined : manifest.versions.find((version) => version.file === file);
}

/** A name for new data of a file, in its folder, which no listing shows. */
export function hiddenName(root: string, id: string): string {
  const path = join(root, id);
  // Whoever reads it back tells the compression by the end of its name.
  const end = /\.(gz|zst)$/i.exec(id)?.[0] ?? '';
  return join(dirname(path), `.${path.split('/').at(-1)}.${randomUUID()}.syncform${end}`);
}

/** Puts written data in a file's place, together with what it holds; see above. */
export async function publish(
  root: string,
  id: string,
  written: string,
  version: FileVersion,
): Promise<void> {
  const path = join(root, id);
  await flush(written);
  const [before, after] = await Promise.all([versionOf(path), versionOf(written)]);
  const { versions } = await readManifest(root, id);
  await writeManifest(root, id, {
    versions: [...versions.filter((known) => known.file === before), { ...version, file: after ?? '' }],
  });
  await rename(written, path);
  await flush(dirname(path));
}

/** Says more of the version that is there, whose data stays as it is. */
export async function amend(root: string, id: string, version: FileVersion): Promise<void> {
  const file = await versionOf(join(root, id));
  if (file !== undefined) await writeManifest(root, id, { versions: [{ ...version, file }] });
}

/** Forgets a file: its data first, so that no data is there of which nothing is known. */
export async function forget(root: string, id: string): Promise<void> {
  await rm(join(root, id), { force: true });
  await rm(manifestPath(root, id), { force: true });
}

async function readManifest(root: string, id: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(manifestPath(root, id), 'utf8')) as Manifest;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { versions: [] };
    throw error;
  }
}

async function writeManifest(root: string, id: string, manifest: Manifest): Promise<void> {
  const path = manifestPath(root, id);
  await mkdir(dirname(path), { recursive: true });
  const written = `${path}.${randomUUID()}.tmp`;
  try {
    await writingFile(path, writeFile(written, JSON.stringify(manifest)));
    await flush(written);
    await rename(written, path);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
  await flush(dirname(path));
}

/** Bytes that a file system takes for a name, less the longest of what we add to one: a dot, a number and an ending. */
const LONGEST_NAME = 255 - 47;

/** Whether names of ours that are made of a file's are too long for a file system. */
export function isNameTooLong(id: string): boolean {
  const parts = [...id.split('/'), encodeURIComponent(id)];
  return parts.some((part) => Buffer.byteLength(part) > LONGEST_NAME);
}

/** Manifests lie flat in one folder: the `/` of a path is escaped. */
function manifestPath(root: string, id: string): string {
  return join(root, OWN_FOLDER, `${encodeURIComponent(id)}.json`);
}

/** Size and time of change; undefined of a file that is not there. */
async function versionOf(path: string): Promise<string | undefined> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  return status && `${status.size}-${status.mtimeNs}`;
}
