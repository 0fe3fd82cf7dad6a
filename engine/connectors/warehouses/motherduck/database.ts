import type { ConnectorHost } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import type { DuckdbDatabase } from '../../../families/duckdb/database.ts';
import { messageOf, SyncformError } from '../../../kit/errors.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import { accountOf, refusedAsTarget } from './account.ts';
import type { ServiceDuckdb } from './service.ts';

/** The connection's database. Every session of the service's DuckDB has it attached already. */
export class MotherduckDatabase implements DuckdbDatabase {
  readonly stagesIn = 'database';
  readonly isConfined: boolean;
  readonly isRemote = true;
  readonly #name: string;
  readonly #service: ServiceDuckdb;
  readonly #host: Pick<ConnectorHost, 'log'>;
  #conflicts: readonly string[] | undefined;

  constructor(name: string, service: ServiceDuckdb, isConfined: boolean, host: Pick<ConnectorHost, 'log'>) {
    this.isConfined = isConfined;
    this.#name = name;
    this.#service = service;
    this.#host = host;
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

  /** A share is refused. It is asked once; where the account cannot be asked, MotherDuck itself refuses the first load. */
  async writeConflicts(): Promise<readonly string[]> {
    this.#conflicts ??= await this.#service.withSession(async (session) => {
      try {
        return refusedAsTarget(await accountOf(session), this.#name);
      } catch (error) {
        this.#host.log('warn', `not known whether ${this.title} is a share: ${messageOf(error)}`);
        return [];
      }
    });
    return this.#conflicts;
  }

  missing(): SyncformError {
    return new SyncformError('source_changed', `there is no ${this.title} any more`);
  }
}
