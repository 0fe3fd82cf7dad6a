import { basename } from 'node:path';
import type { ConnectorHost, ObjectSummary } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { type CsvOptions, csvOptions } from '../../../families/files/csv-options.ts';
import { tableNameOf } from '../../../families/files/file-format.ts';
import { type ReadableTable, TableReader } from '../../../families/files/table-reader.ts';
import { shownUrl } from '../../../families/http/failures.ts';
import { DOWNLOADED_FILE } from '../../../kit/driver-words.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { CsvConfig } from './config.ts';
import { Downloads } from './download.ts';
import { WebFile } from './web-file.ts';

/** The connection's one object: the file, named as its URL ends. */
export class CsvSource {
  readonly host: ConnectorHost;
  readonly web: WebFile;
  readonly object: ObjectSummary;
  /** Whether queries may read more than the file. */
  readonly allowsExternalAccess: boolean;
  readonly #downloads: Downloads;
  readonly #reader: TableReader;
  readonly #config: CsvConfig;

  constructor(config: CsvConfig, host: ConnectorHost) {
    this.host = host;
    this.allowsExternalAccess = config.allow_external_access;
    this.web = new WebFile(config, host);
    const id = decodedName(this.web.url.pathname) || this.web.url.hostname;
    const name = tableNameOf(id);
    this.object = { id, name, output_name: name };
    this.#downloads = new Downloads(this.web, host.tempDir, config.max_file_size);
    this.#reader = new TableReader(host.tempDir, config.max_file_size);
    this.#config = config;
  }

  /** The file as it is now, as a table. */
  async table(session: DuckdbSession, csv: CsvOptions, signal: AbortSignal): Promise<ReadableTable> {
    const file = await this.#downloads.current(signal);
    try {
      return await this.#reader.read(session, { ...this.object, files: [file] }, csv, signal);
    } catch (error) {
      throw this.#named(error);
    }
  }

  /** How the file is read under the configuration of a model or bulk sync. */
  csv(configuration: JsonObject): CsvOptions {
    return csvOptions(this.#config, configuration);
  }

  /** An error that calls the file by its address, rather than by where it was downloaded to. */
  #named(error: unknown): unknown {
    if (!(error instanceof SyncformError) || !error.message.includes(DOWNLOADED_FILE)) return error;
    const message = error.message.replaceAll(DOWNLOADED_FILE, shownUrl(this.web.url));
    return new SyncformError(error.code, message, {
      path: error.path,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }

  async close(): Promise<void> {
    await this.#downloads.close();
    await this.#reader[Symbol.asyncDispose]();
    await this.web.close();
  }
}

function decodedName(path: string): string {
  const name = basename(path);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
