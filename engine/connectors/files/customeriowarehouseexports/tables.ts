import type { ConnectorHost, FieldSchema } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { fieldOf } from '../../../families/duckdb/fields.ts';
import type { CsvOptions } from '../../../families/files/csv-options.ts';
import type { FileTables } from '../../../families/files/file-tables.ts';
import { parquetColumns, type ReadableTable } from '../../../families/files/table-reader.ts';
import { LocalCopies } from '../../../families/object-store/local-copies.ts';
import type { ObjectStore } from '../../../families/object-store/object-store.ts';
import { ReachableFiles } from '../../../families/object-store/reachable-files.ts';
import { RecentListing } from '../../../families/object-store/recent-listing.ts';
import { type ExportFile, type ExportTable, exportTables, inOrder, keyOf } from './export-files.ts';
import { newestRows } from './newest-rows.ts';

/** There is no CSV in an export. */
const NO_CSV: CsvOptions = {
  hasHeader: true,
  skipLines: 0,
  delimiter: undefined,
  quote: undefined,
  escape: undefined,
  comment: undefined,
  nullText: undefined,
  encoding: 'utf-8',
  raggedRows: 'refuse',
  brokenLines: 'refuse',
  columnTypes: {},
};

/** Which rows of a table are wanted: those that came last with some of its files, as they are then or because they are gone. */
export interface WantedRows {
  readonly isWanted: (file: ExportFile) => boolean;
  readonly rows: 'there' | 'gone';
}

/** The tables of an export. */
export class ExportTables implements FileTables<ExportTable>, AsyncDisposable {
  readonly host: ConnectorHost;
  readonly allowsExternalAccess = false;
  readonly #store: ObjectStore;
  readonly #copies: LocalCopies;
  readonly #reachable: ReachableFiles;
  readonly #listing: RecentListing<readonly ExportTable[]>;

  constructor(store: ObjectStore, host: ConnectorHost) {
    this.host = host;
    this.#store = store;
    this.#copies = new LocalCopies(store, host.tempDir);
    this.#reachable = new ReachableFiles(store, this.#copies);
    this.#listing = new RecentListing(store, exportTables);
  }

  get place(): string {
    return this.#store.place;
  }

  check(signal: AbortSignal): Promise<void> {
    return this.#store.check(signal);
  }

  objects(signal: AbortSignal): Promise<readonly ExportTable[]> {
    return this.#listing.get(signal);
  }

  csv(): CsvOptions {
    return NO_CSV;
  }

  async fields(
    session: DuckdbSession,
    table: ExportTable,
    csv: CsvOptions,
    signal: AbortSignal,
  ): Promise<readonly FieldSchema[]> {
    return (await this.table(session, table, csv, signal)).fields;
  }

  /** A table's fields, and its rows as they were exported last. */
  async table(
    session: DuckdbSession,
    { id, files }: ExportTable,
    _csv: CsvOptions,
    signal: AbortSignal,
    { isWanted, rows }: WantedRows = { isWanted: () => true, rows: 'there' },
  ): Promise<ReadableTable> {
    const filled = files.filter(({ size }) => size > 0);
    const reached = await this.#reachable.reach(session, filled, signal);
    const columns = await parquetColumns(
      session,
      reached.map(({ path }) => path),
    );
    const names = columns.map(({ name }) => name);
    const key = keyOf(id, names);
    const paths = new Map(reached.map(({ key: of, path }) => [of, path]));
    const first = filled.find(isWanted);
    // What came before the first of the files that are wanted is older than anything that came with them.
    const ordered = filled.filter((file) => first !== undefined && inOrder(file, first) >= 0);
    return {
      fields: columns.map(({ name, type }) => fieldOf(name, type, true, key.includes(name))),
      select: newestRows(
        ordered.map((file) => ({ path: paths.get(file.key) ?? '', isWanted: isWanted(file) })),
        { columns: names, key, rows },
      ),
      prepare: (into) => this.#reachable.prepare(into, signal),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#copies[Symbol.asyncDispose]();
    await this.#store[Symbol.asyncDispose]();
  }
}
