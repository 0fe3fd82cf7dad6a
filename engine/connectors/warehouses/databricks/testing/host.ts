import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CellValue, ConnectorHost, Extraction } from '../../../../contract/contract.ts';
import type { DuckdbSession } from '../../../../contract/duckdb-session.ts';
import { withDuckdbSession } from '../../../../movement/duckdb-hub.ts';
import { transfer } from '../../../../movement/transfer.ts';

/** A host over a temporary folder, which notes what it is told. */
export class ConnectorHostForTests implements ConnectorHost, AsyncDisposable {
  readonly baseDir: string;
  readonly tempDir: string;
  readonly knownHosts: string;
  readonly said: string[] = [];

  static async make(): Promise<ConnectorHostForTests> {
    return new ConnectorHostForTests(await mkdtemp(join(tmpdir(), 'databricks-')));
  }

  private constructor(dir: string) {
    this.baseDir = dir;
    this.tempDir = dir;
    this.knownHosts = join(dir, 'known_hosts');
  }

  withSession<T>(work: (session: DuckdbSession) => Promise<T>): Promise<T> {
    return withDuckdbSession({ tempDir: this.tempDir }, work);
  }

  async slot(): Promise<AsyncDisposable> {
    return { [Symbol.asyncDispose]: async () => {} };
  }

  log(_level: string, message: string): void {
    this.said.push(message);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.baseDir, { recursive: true, force: true });
  }
}

/** Every row of an extraction. */
export function rowsOf(
  host: ConnectorHost,
  extraction: Extraction,
): Promise<readonly (readonly CellValue[])[]> {
  const signal = new AbortController().signal;
  return host.withSession(async (session) => {
    const { rows } = await transfer(extraction, ['rows'], { session, signal, log: () => {} });
    if (rows.format !== 'rows') throw new TypeError(rows.format);
    const all: (readonly CellValue[])[] = [];
    for await (const batch of rows.open(signal)) all.push(...batch);
    return all;
  });
}
