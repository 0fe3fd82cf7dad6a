import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ConnectorHost } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import type { DuckdbDatabase } from '../../../families/duckdb/database.ts';
import { fileConflicts, folderConflicts } from '../../../families/files/may-write.ts';
import { SyncformError } from '../../../kit/errors.ts';

/** The connection's DuckDB file. */
export class DuckdbFile implements DuckdbDatabase {
  readonly stagesIn = 'session';
  readonly isConfined: boolean;
  readonly isRemote = false;
  readonly path: string;
  readonly host: ConnectorHost;

  constructor(path: string, host: ConnectorHost, isConfined = true) {
    this.path = path;
    this.isConfined = isConfined;
    this.host = host;
  }

  get title(): string {
    return this.path;
  }

  attach(session: DuckdbSession, mode: 'read', signal: AbortSignal): Promise<string | undefined>;
  attach(session: DuckdbSession, mode: 'write', signal: AbortSignal): Promise<string>;
  attach(session: DuckdbSession, mode: 'read' | 'write', signal: AbortSignal): Promise<string | undefined> {
    return mode === 'read'
      ? session.attach(this.path, 'read', signal)
      : session.attach(this.path, 'write', signal);
  }

  async reading<T>(
    signal: AbortSignal,
    work: (session: DuckdbSession, catalog: string) => Promise<T>,
  ): Promise<T | undefined> {
    if (!existsSync(this.path)) return undefined;
    return this.host.withSession(async (session) => {
      const catalog = await this.use(session, signal);
      return catalog === undefined ? undefined : await work(session, catalog);
    });
  }

  async writeConflicts(): Promise<readonly string[]> {
    // Beside the file DuckDB writes what is not in it yet.
    const folder = await folderConflicts(dirname(resolve(this.path)));
    return folder.length > 0 ? folder : fileConflicts(resolve(this.path));
  }

  async use(session: DuckdbSession, signal: AbortSignal): Promise<string | undefined> {
    const catalog = await session.attach(this.path, 'read', signal);
    if (catalog !== undefined) await session.run(`USE ${catalog}`);
    return catalog;
  }

  async writing<T>(
    signal: AbortSignal,
    work: (session: DuckdbSession, catalog: string) => Promise<T>,
  ): Promise<T> {
    return this.host.withSession(async (session) => {
      const catalog = await session.attach(this.path, 'write', signal);
      await session.run(`USE ${catalog}`);
      return work(session, catalog);
    });
  }

  missing(): SyncformError {
    return new SyncformError('source_changed', `there is no DuckDB file at ${this.path}`, {
      hint: 'It is made when rows are first written to it.',
    });
  }
}
