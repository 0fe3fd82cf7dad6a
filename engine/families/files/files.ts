import type { ConnectorHost, FieldSchema } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import type { JsonObject } from '../../kit/json.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { type CsvOptions, csvOptions } from './csv-options.ts';
import type { FileTables } from './file-tables.ts';
import { type FileObject, Folder, type FolderConfig } from './folder.ts';
import { currentVersion } from './manifest.ts';
import { type ReadableTable, TableReader } from './table-reader.ts';
import { selectWritten } from './written-file.ts';

/** The connection's files, as tables. */
export class Files implements FileTables<FileObject>, AsyncDisposable {
  readonly folder: Folder;
  readonly host: ConnectorHost;
  readonly allowsExternalAccess: boolean;
  readonly #config: FolderConfig;
  readonly #reader: TableReader;

  constructor(config: FolderConfig, host: ConnectorHost) {
    this.folder = new Folder(config, host.baseDir);
    this.host = host;
    this.allowsExternalAccess = config.allow_external_access;
    this.#config = config;
    this.#reader = new TableReader(host.tempDir);
  }

  get place(): string {
    return this.folder.root;
  }

  check(): Promise<void> {
    return this.folder.check();
  }

  objects(): Promise<readonly FileObject[]> {
    return this.folder.objects();
  }

  csv(configuration: JsonObject): CsvOptions {
    return csvOptions(this.#config, configuration);
  }

  async fields(
    session: DuckdbSession,
    object: FileObject,
    csv: CsvOptions,
    signal: AbortSignal,
  ): Promise<readonly FieldSchema[]> {
    return (await this.table(session, object, csv, signal)).fields;
  }

  /** An object's fields and rows. Of a file that was written here, its columns, types and key are known. */
  async table(
    session: DuckdbSession,
    object: FileObject,
    csv: CsvOptions,
    signal: AbortSignal,
  ): Promise<ReadableTable> {
    const [file, ...others] = object.files;
    const known = file && others.length === 0 ? await currentVersion(this.folder.root, file.id) : undefined;
    if (!file || !known) return this.#reader.read(session, object, csv, signal);
    const isKey = ({ name }: { readonly name: string }) => known.key.includes(name);
    if (file.format === 'parquet') {
      const table = await this.#reader.read(session, object, csv, signal);
      const fields = table.fields.map((field) =>
        isKey(field) ? { ...field, nullable: false, is_primary_key: true } : field,
      );
      return { ...table, fields };
    }
    const fields = known.columns.map((column) => ({
      id: column.name,
      name: column.name,
      type: column.type,
      remote_type: duckdbType(column.type),
      nullable: column.nullable,
      is_primary_key: isKey(column),
    }));
    return { fields, select: selectWritten(file.path, file.format, known.columns) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader[Symbol.asyncDispose]();
  }
}
