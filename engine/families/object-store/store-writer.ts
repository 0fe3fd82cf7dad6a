import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column } from '../../contract/contract.ts';
import { stableText } from '../../kit/digest.ts';
import { messageOf } from '../../kit/errors.ts';
import { extensionOf } from '../files/compression.ts';
import type { NewRows, TableWriter } from '../files/load-table.ts';
import type { FileVersion } from '../files/manifest.ts';
import { removeUnnamed } from './leftovers.ts';
import {
  dataFile,
  type Manifest,
  type ManifestFile,
  newRun,
  readManifest,
  writeManifest,
} from './manifest.ts';
import { sendFiles, sendPiped } from './send-files.ts';
import { partitionOf } from './settings.ts';
import type { StoreTables } from './store-tables.ts';
import { copyIntoFile, copyIntoFolder, type LocalFile, localFiles } from './written-files.ts';
import { selectManifest, selectWrittenTable } from './written-table.ts';

/** What was written and sent, and is in no manifest yet. */
interface Sent {
  /** Where they lie on the local disk as well. */
  readonly folder?: string;
  readonly local: readonly LocalFile[];
  readonly files: readonly ManifestFile[];
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly isMore: boolean;
}

/**
 * Sends a table's files, under names of a run of their own, and then writes the manifest that names them. A table without
 * partitions is sent while it is written; others lie on the local disk first. What is sent and not named is removed, here or, where the process was killed, by the next load.
 */
export class StoreWriter implements TableWriter {
  readonly id: string;
  /** What is sent while it is written lies nowhere here. */
  readonly readsBackFast = false;
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

  async write(rows: NewRows): Promise<number> {
    await this.#forgetSent();
    const manifest = this.#manifest as Manifest;
    // DuckDB compresses nothing that it writes into a pipe; parquet is compressed within.
    const canPipe = manifest.format === 'parquet' || manifest.compression === 'none';
    const isOne = partitionOf(manifest, rows.there.columns) === undefined;
    const sent = canPipe && isOne && !rows.isReadAgain ? await this.#pipe(rows, manifest) : undefined;
    return sent ?? (await this.#copy(rows, manifest));
  }

  /** Sends one file while it is written; undefined where that cannot be. */
  async #pipe(
    { session, signal, there, select, isMore, run, onBytes }: NewRows,
    manifest: Manifest,
  ): Promise<number | undefined> {
    const { columns } = there;
    const file = this.#newFile(manifest);
    this.#sent = { local: [], files: [file], columns, rows: 0, isMore };
    const sent = await sendPiped(this.#tables.store, {
      key: `${this.id}/${file.path}`,
      session,
      signal,
      write: (path) => run(copyIntoFile(select, path, manifest, columns)),
      onBytes,
    });
    if (sent?.rows === 0) await this.#forgetSent();
    if (!sent) return undefined;
    const files = sent.rows === 0 ? [] : [{ ...file, bytes: sent.bytes }];
    this.#sent = { local: [], files, columns, rows: sent.rows, isMore };
    return sent.rows;
  }

  /** Writes files to the local disk, and then sends them. */
  async #copy(
    { session, signal, there, select, isMore, run, onBytes }: NewRows,
    manifest: Manifest,
  ): Promise<number> {
    const folder = join(session.tempDir, `table-${randomUUID()}`);
    const { columns } = there;
    const rows = await run(copyIntoFolder(select, folder, manifest, columns));
    const local = rows === 0 ? [] : await localFiles(folder, manifest, columns);
    const files = local.map((file) => this.#newFile(manifest, file));
    this.#sent = { folder, local, files, columns, rows, isMore };
    const keys = files.map(({ path }) => `${this.id}/${path}`);
    await sendFiles(this.#tables.store, local, keys, signal, onBytes);
    return rows;
  }

  #newFile(manifest: Manifest, { bytes, folder }: Partial<LocalFile> = {}): ManifestFile {
    const { format, compression } = manifest;
    return {
      path: dataFile(this.#run, this.#files++, extensionOf(manifest.format, manifest.compression), folder),
      format,
      compression,
      bytes: bytes ?? 0,
      layout: 0,
      ...(folder === undefined ? {} : { partition: folder }),
    };
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
    const hasReplaced = !isMore && (before.files.length > 0 || before.retained.length > 0);
    if (hasReplaced) await removeUnnamed(this.#tables, after, signal);
  }

  async amend(version: FileVersion, signal: AbortSignal): Promise<void> {
    const before = this.#manifest as Manifest;
    await writeManifest(this.#tables.store, { ...before, ...version }, signal);
    this.#tables.changed();
  }

  async #forgetLocal(): Promise<void> {
    if (this.#sent?.folder !== undefined) await rm(this.#sent.folder, { recursive: true, force: true });
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
