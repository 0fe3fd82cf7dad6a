import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../api/errors.ts';
import { Semaphore } from '../../movement/mutex.ts';
import { stableText } from '../../types/digest.ts';
import type { Column } from '../contract.ts';
import type { NewRows, TableWriter } from '../local_files/load-table.ts';
import type { FileVersion } from '../local_files/manifest.ts';
import {
  dataFile,
  isDataFile,
  MANIFEST,
  MANIFEST_VERSION,
  type Manifest,
  type ManifestFile,
  newRun,
  readManifest,
  writeManifest,
} from './manifest.ts';
import { extensionOf } from './settings.ts';
import type { StoreTables } from './store-tables.ts';
import { copyIntoFolder, type LocalFile, localFiles } from './written-files.ts';
import { selectManifest, selectWrittenTable } from './written-table.ts';

/** How many files are sent at a time; a large one goes in several parts at once. */
const FILES_AT_ONCE = 3;

/** What was written and sent, and is in no manifest yet. */
interface Sent {
  readonly folder: string;
  readonly local: readonly LocalFile[];
  readonly files: readonly ManifestFile[];
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly isMore: boolean;
}

/**
 * Writes a table's files to the local disk, sends them under names of a run of their own, and then writes the manifest
 * that names them. What is sent and not named is removed, here or, where the process was killed, by the next load.
 */
export class StoreWriter implements TableWriter {
  readonly id: string;
  readonly #tables: StoreTables;
  readonly #run = newRun();
  #manifest: Manifest | undefined;
  #sent: Sent | undefined;
  #files = 0;

  constructor(tables: StoreTables, id: string) {
    this.#tables = tables;
    this.id = id;
  }

  async contents(session: NewRows['session'], signal: AbortSignal) {
    const manifest = await readManifest(this.#tables.store, this.id, signal);
    this.#manifest = manifest;
    if (!manifest) return undefined;
    const { columns, key, batches, rows } = manifest;
    const select = await selectManifest(session, manifest, this.#tables.reachable, signal);
    return { columns, key, batches, rows, select };
  }

  async write({ session, signal, there, select, isMore, run, onBytes }: NewRows): Promise<number> {
    await this.#forgetSent();
    const manifest = this.#manifest as Manifest;
    const folder = join(session.tempDir, `table-${randomUUID()}`);
    const { columns } = there;
    const rows = await run(copyIntoFolder(select, folder, manifest, columns));
    const local = rows === 0 ? [] : await localFiles(folder, manifest, columns);
    const files = local.map((file): ManifestFile => {
      const path = dataFile(this.#run, this.#files++, extensionOf(manifest), file.folder);
      const { format, compression } = manifest;
      return {
        path,
        format,
        compression,
        bytes: file.bytes,
        layout: 0,
        ...(file.folder === undefined ? {} : { partition: file.folder }),
      };
    });
    this.#sent = { folder, local, files, columns, rows, isMore };
    await this.#send(this.#sent, signal, onBytes);
    return rows;
  }

  written(): string {
    const { local = [], columns = [] } = this.#sent ?? {};
    const paths = local.map(({ path }) => path);
    const format = (this.#manifest as Manifest).format;
    return `(${selectWrittenTable(columns, [{ format, columns, paths }])})`;
  }

  async publish(version: FileVersion, signal: AbortSignal): Promise<void> {
    const before = this.#manifest as Manifest;
    const { files, rows, isMore, columns } = this.#sent as Sent;
    const layouts = isMore ? [...before.layouts] : [];
    const layout = placeOf(
      layouts,
      columns.map(({ name, type }) => ({ name, type })),
    );
    const after: Manifest = {
      ...before,
      ...version,
      run: this.#run,
      written_at: new Date().toISOString(),
      rows: isMore ? before.rows + rows : rows,
      files: [...(isMore ? before.files : []), ...files.map((file) => ({ ...file, layout }))],
      layouts,
      retained: isMore ? before.retained : retainedAfter(before),
    };
    await writeManifest(this.#tables.store, after, signal);
    await this.#forgetLocal();
    this.#sent = undefined;
    this.#tables.changed();
    await removeUnnamed(this.#tables, after, signal);
  }

  async amend(version: FileVersion, signal: AbortSignal): Promise<void> {
    const before = this.#manifest as Manifest;
    await writeManifest(this.#tables.store, { ...before, ...version }, signal);
    this.#tables.changed();
  }

  async #send({ local, files }: Sent, signal: AbortSignal, onBytes: (bytes: number) => void) {
    const turns = new Semaphore(FILES_AT_ONCE);
    const failed = new AbortController();
    const until = AbortSignal.any([signal, failed.signal]);
    const sending = local.map(async ({ path }, i) => {
      const release = await turns.acquire(until);
      try {
        await this.#tables.store.upload(path, `${this.id}/${files[i]?.path}`, until, onBytes);
      } catch (error) {
        failed.abort(error);
        throw error;
      } finally {
        release();
      }
    });
    const outcomes = await Promise.allSettled(sending);
    const reason = outcomes.find((outcome) => outcome.status === 'rejected')?.reason;
    if (reason !== undefined) throw failed.signal.aborted ? failed.signal.reason : reason;
  }

  async #forgetLocal(): Promise<void> {
    if (this.#sent) await rm(this.#sent.folder, { recursive: true, force: true });
  }

  /** Removes what was sent and is not to be seen. */
  async #forgetSent(): Promise<void> {
    if (!this.#sent) return;
    await this.#forgetLocal();
    const keys = this.#sent.files.map(({ path }) => `${this.id}/${path}`);
    this.#sent = undefined;
    await this.#tables.store.remove(keys).catch((error: unknown) => {
      this.#tables.host.log('warn', `${keys.length} files of ${this.id} are left: ${messageOf(error)}`);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#forgetSent();
  }
}

/** A layout's place among those of a manifest; it is added if it is not there. */
function placeOf(layouts: (readonly Column[])[], columns: readonly Column[]): number {
  const found = layouts.findIndex((layout) => stableText(layout) === stableText(columns));
  return found >= 0 ? found : layouts.push(columns) - 1;
}

/** The runs whose files stay when those that are there are replaced. */
function retainedAfter({ run, files, retained, retained_versions }: Manifest): Manifest['retained'] {
  const replaced = { run, files: files.map(({ path }) => path) };
  return [...(files.length > 0 ? [replaced] : []), ...retained].slice(0, retained_versions);
}

/**
 * Removes data files of a table that its manifest does not name: those that a run replaced, and what a killed process
 * left. The table is right with them or without: that they cannot be removed fails nothing.
 */
export async function removeUnnamed(
  tables: StoreTables,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<void> {
  const { table, files, retained } = manifest;
  const named = new Set([...files.map(({ path }) => path), ...retained.flatMap((run) => run.files)]);
  try {
    await tables.store.abandonUploads?.(`${table}/`);
    const listed = (await tables.store.list(`${table}/`, signal)).map(({ key }) =>
      key.slice(table.length + 1),
    );
    const inner = listed
      .filter((path) => path.endsWith(`/${MANIFEST}`))
      .map((path) => path.slice(0, -MANIFEST.length));
    const unnamed = listed.filter(
      (path) => isDataFile(path) && !named.has(path) && !inner.some((folder) => path.startsWith(folder)),
    );
    if (unnamed.length > 0)
      await tables.store.remove(
        unnamed.map((path) => `${table}/${path}`),
        signal,
      );
  } catch (error) {
    tables.host.log('warn', `files of ${table} that nothing needs are left: ${messageOf(error)}`);
  }
}

/** A table without rows. */
export function emptyManifest(
  table: string,
  shape: Pick<Manifest, 'columns' | 'key'>,
  settings: Pick<
    Manifest,
    'format' | 'compression' | 'partition_by' | 'partition_granularity' | 'retained_versions'
  >,
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
