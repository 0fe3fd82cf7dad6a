import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import type { DuckdbDatabase } from '../../../families/duckdb/database.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import type { ServiceDuckdb } from './service.ts';

/** The connection's database. Every session of the service's DuckDB has it attached already. */
export class MotherduckDatabase implements DuckdbDatabase {
  readonly stagesIn = 'database';
  readonly isConfined: boolean;
  readonly isRemote = true;
  readonly #name: string;
  readonly #service: ServiceDuckdb;

  constructor(name: string, service: ServiceDuckdb, isConfined: boolean) {
    this.isConfined = isConfined;
    this.#name = name;
    this.#service = service;
  }

  get title(): string {
    return `MotherDuck’s database ${this.#name}`;
  }

  async attach(): Promise<string> {
    return quoteIdentifier(this.#name);
  }

  async use(session: DuckdbSession): Promise<string> {
    const catalog = quoteIdentifier(this.#name);
    await session.run(`USE ${catalog}`);
    return catalog;
  }

  reading<T>(
    _signal: AbortSignal,
    work: (session: DuckdbSession, catalog: string) => Promise<T>,
  ): Promise<T> {
    return this.#service.withSession(async (session) => work(session, await this.use(session)));
  }

  writing<T>(signal: AbortSignal, work: (session: DuckdbSession, catalog: string) => Promise<T>): Promise<T> {
    return this.reading(signal, work);
  }

  missing(): SyncformError {
    return new SyncformError('source_changed', `there is no ${this.title} any more`);
  }
}
