import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { ConnectorHost, FieldSchema } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { stableDigest } from '../../kit/digest.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { checkContent } from '../files/check-content.ts';
import type { FileColumn } from '../files/csv-file.ts';
import { type CsvOptions, csvOptions, isRecoded, unusualOptions } from '../files/csv-options.ts';
import type { FileTables } from '../files/file-tables.ts';
import { RecodedFiles } from '../files/recoded.ts';
import { foundFields, type ReadableTable } from '../files/table-reader.ts';
import { UnbrokenFiles } from '../files/unbroken-files.ts';
import { columnsOf, lookAt, selectFiles } from './found-table.ts';
import { type FileLayout, Layouts } from './layouts.ts';
import { LocalCopies } from './local-copies.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { modelFiles } from './model-files.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { type ReachableFile, ReachableFiles } from './reachable-files.ts';
import { RecentListing } from './recent-listing.ts';
import { type StoredFile, type StoreOptions, type StoreTable, tablesOf } from './tables.ts';
import { selectManifest, writtenFields } from './written-table.ts';

/** How many files are looked at before what was found out is noted. */
const LOOKED_AT = 200;

interface Listed {
  readonly objects: readonly StoredObject[];
  readonly tables: readonly StoreTable[];
}

/** A store's files, as tables. */
export class StoreTables implements FileTables<StoreTable>, AsyncDisposable {
  readonly host: ConnectorHost;
  readonly store: ObjectStore;
  readonly reachable: ReachableFiles;
  readonly #options: StoreOptions;
  readonly #recoded: RecodedFiles;
  readonly #unbroken: UnbrokenFiles;
  readonly #copies: LocalCopies;
  readonly #layouts: Layouts;
  readonly #listing: RecentListing<Listed>;

  constructor(store: ObjectStore, options: StoreOptions, host: ConnectorHost) {
    this.host = host;
    this.store = store;
    this.#options = options;
    this.#recoded = new RecodedFiles(host.tempDir);
    this.#unbroken = new UnbrokenFiles(this.#recoded);
    this.#copies = new LocalCopies(store, host.tempDir);
    this.reachable = new ReachableFiles(store, this.#copies);
    this.#listing = new RecentListing(store, (objects) => ({ objects, tables: tablesOf(objects, options) }));
    const file = (of: unknown) => host.cacheDir && join(host.cacheDir, `files-${stableDigest(of)}.json`);
    const { csv_has_headers: hasHeader, skip_lines: skipLines } = options;
    this.#layouts = new Layouts(file([store.place]), file([store.place, { hasHeader, skipLines }]));
  }

  get place(): string {
    return this.store.place;
  }

  get allowsExternalAccess(): boolean {
    return this.#options.allow_external_access;
  }

  check(signal: AbortSignal): Promise<void> {
    return this.store.check(signal);
  }

  async objects(signal: AbortSignal): Promise<readonly StoreTable[]> {
    return (await this.#listing.get(signal)).tables;
  }

  /** The files that a model names by `model_from`; undefined where it names none that way. */
  async modelObject(configuration: JsonObject, signal: AbortSignal): Promise<StoreTable | undefined> {
    if (configuration.model_from === undefined) return undefined;
    return modelFiles(configuration, (await this.#listing.get(signal)).objects, this.place);
  }

  /** Says that something was written: the next listing is a new one. */
  changed(): void {
    this.#listing.changed();
  }

  /** A table's fields: of its files, only those that were never looked at are read. */
  async fields(
    session: DuckdbSession,
    table: StoreTable,
    csv: CsvOptions,
    signal: AbortSignal,
  ): Promise<readonly FieldSchema[]> {
    if (table.manifest) return writtenFields(await this.#manifest(table, signal));
    const { columns, layouts } = await this.#look(session, table, csv, signal);
    return fieldsOf(columns, table, layouts);
  }

  /** A table's fields and rows; where `only` says so, of some of its files. */
  async table(
    session: DuckdbSession,
    table: StoreTable,
    csv: CsvOptions,
    signal: AbortSignal,
    only: (file: StoredFile) => boolean = () => true,
  ): Promise<ReadableTable> {
    const prepare = (into: DuckdbSession) => this.reachable.prepare(into, signal);
    if (table.manifest) {
      const manifest = await this.#manifest(table, signal);
      const select = await selectManifest(session, manifest, this.reachable, signal);
      return { fields: writtenFields(manifest), select, prepare };
    }
    const { columns, layouts } = await this.#look(session, table, csv, signal);
    const wanted = table.files.filter(only);
    const files = await this.#reach(session, wanted, csv, signal);
    const select = await selectFiles(session, files, layouts, columns);
    const setAside = wanted.flatMap(({ key }) => layouts.get(key)?.setAside ?? []);
    return {
      fields: fieldsOf(columns, table, layouts),
      select,
      prepare,
      ...(setAside.length > 0 ? { setAside } : {}),
    };
  }

  async #manifest({ id }: StoreTable, signal: AbortSignal): Promise<Manifest> {
    const manifest = await readManifest(this.store, id, signal);
    if (manifest) return manifest;
    throw new SyncformError('source_changed', `there is no ${id} in ${this.place} any more`, {
      hint: 'Plan again.',
    });
  }

  /** Looks into those files of a table that were not looked at yet. */
  async #look(session: DuckdbSession, table: StoreTable, csv: CsvOptions, signal: AbortSignal) {
    const options = unusualOptions(csv);
    const known = await this.#layouts.known(table.id, options, table.files);
    const layouts = new Map(known.layouts);
    const unseen = table.files.filter(({ key }) => !layouts.has(key));
    for (let i = 0; i < unseen.length; i += LOOKED_AT) {
      const some = await this.#reach(session, unseen.slice(i, i + LOOKED_AT), csv, signal);
      for (const { key, path, size, format, open } of some)
        if (format !== 'parquet' && size > 0) await checkContent({ name: key, path, format, open }, signal);
      const broken = new Map(some.map(({ key, setAside }) => [key, setAside]));
      for (const [key, layout] of await lookAt(session, some, csv, signal)) {
        const setAside = layout.setAside ?? broken.get(key);
        layouts.set(key, setAside ? { ...layout, setAside } : layout);
      }
    }
    const columns = await columnsOf(session, layouts, known);
    if (unseen.length > 0) await this.#layouts.note(table.id, options, columns, table.files, layouts);
    return { columns, layouts };
  }

  /**
   * Files within DuckDB's reach: of CSV files in another encoding, copies in UTF-8, of JSON files with broken lines that are
   * set aside, copies without them.
   */
  async #reach(
    session: DuckdbSession,
    files: readonly StoredFile[],
    csv: CsvOptions,
    signal: AbortSignal,
  ): Promise<readonly (ReachableFile & Pick<FileLayout, 'setAside'>)[]> {
    const reached = await this.reachable.reach(session, files, signal);
    const unbroken: (ReachableFile & Pick<FileLayout, 'setAside'>)[] = [];
    for (const file of reached)
      unbroken.push(
        file.format === 'json' && csv.brokenLines === 'set_aside' && file.size > 0
          ? await this.#withoutBroken(session, file, signal)
          : file,
      );
    if (!isRecoded(csv)) return unbroken;
    return Promise.all(
      unbroken.map(async (file): Promise<ReachableFile> => {
        const { key, path: from, size, etag, format, open } = file;
        if (format !== 'csv' || size === 0) return file;
        const version = `${key}\n${etag}\n${size}`;
        const path = await this.#recoded.get({ name: key, path: from, open, version }, csv.encoding, signal);
        return { ...file, path, open: () => createReadStream(path) };
      }),
    );
  }

  async #withoutBroken(
    session: DuckdbSession,
    file: ReachableFile,
    signal: AbortSignal,
  ): Promise<ReachableFile & Pick<FileLayout, 'setAside'>> {
    const { key, path: from, size, etag, open } = file;
    const whole = { name: key, path: from, open, version: `${key}\n${etag}\n${size}` };
    const { path, setAside } = await this.#unbroken.get(session, whole, signal);
    return setAside.length > 0 ? { ...file, path, setAside, open: () => createReadStream(path) } : file;
  }

  /** How CSV files are read under the configuration of a model or bulk sync. */
  csv(configuration: JsonObject): CsvOptions {
    return csvOptions(this.#options, configuration);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#recoded[Symbol.asyncDispose]();
    await this.#copies[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
  }
}

function fieldsOf(
  columns: readonly FileColumn[],
  { files }: StoreTable,
  layouts: ReadonlyMap<string, FileLayout>,
): readonly FieldSchema[] {
  return foundFields(
    columns,
    files,
    [...layouts.values()].flatMap((layout) => layout.columns),
  );
}
