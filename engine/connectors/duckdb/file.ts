import { SyncformError } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import type { ConnectorHost } from '../contract.ts';

/** The connection's DuckDB file. */
export class DuckdbFile {
  readonly path: string;
  readonly host: ConnectorHost;

  constructor(path: string, host: ConnectorHost) {
    this.path = path;
    this.host = host;
  }

  /** Works in a session that has the file attached, and its catalog in use; undefined where there is no file. */
  async reading<T>(
    signal: AbortSignal,
    work: (session: DuckdbSession, catalog: string) => Promise<T>,
  ): Promise<T | undefined> {
    return this.host.withSession(async (session) => {
      const catalog = await this.use(session, signal);
      return catalog === undefined ? undefined : await work(session, catalog);
    });
  }

  /** Attaches the file to a session for reading and puts its catalog in use; undefined where there is no file. */
  async use(session: DuckdbSession, signal: AbortSignal): Promise<string | undefined> {
    const catalog = await session.attach(this.path, 'read', signal);
    if (catalog !== undefined) await session.run(`USE ${catalog}`);
    return catalog;
  }

  /** Works in a session that has the file attached for writing, and its catalog in use. */
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
