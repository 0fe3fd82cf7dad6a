import { totalmem } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import { Mutex } from '../kit/mutex.ts';
import { quoteLiteral } from '../kit/sql.ts';

/** How much memory and how many threads DuckDB has, and how tightly it packs texts, by what all who use it need. */
export class DuckdbLimits {
  readonly #admin: DuckDBConnection;
  readonly #users = new Set<object>();
  readonly #needLittle = new Set<object>();
  /** Users that have run a statement. */
  readonly #working = new Set<object>();
  readonly #needOneThread = new Set<object>();
  readonly #packLoosely = new Set<object>();
  readonly #limiting = new Mutex();
  #isLittle = false;
  #hasOneThread = false;
  #packsLoosely = false;

  constructor(admin: DuckDBConnection) {
    this.#admin = admin;
  }

  /** Counts a user in, who needs what DuckDB has by default. */
  async add(user: object): Promise<void> {
    this.#users.add(user);
    await this.#limit();
  }

  /** Says that a user lets rows pass through and needs little memory. DuckDB has that once it goes for all. */
  async needLittle(user: object, isLittle: boolean): Promise<void> {
    if (isLittle) this.#needLittle.add(user);
    else this.#needLittle.delete(user);
    await this.#limit();
  }

  /** Says that a user is served best by one thread. DuckDB has one once that goes for all who work. */
  async needOneThread(user: object, isOne: boolean): Promise<void> {
    if (isOne) this.#needOneThread.add(user);
    else this.#needOneThread.delete(user);
    await this.#limit();
  }

  /** Says that a user makes tables that packing tightly makes no smaller. DuckDB does not once that goes for all who work. */
  async packLoosely(user: object, isLoose: boolean): Promise<void> {
    if (isLoose) this.#packLoosely.add(user);
    else this.#packLoosely.delete(user);
    await this.#limit();
  }

  #limit(): Promise<void> {
    return this.#limiting.run(async () => {
      await this.#limitMemory();
      await this.#limitThreads();
      await this.#limitPacking();
    });
  }

  async #limitMemory(): Promise<void> {
    const isLittle = this.#users.size > 0 && this.#needLittle.size === this.#users.size;
    if (isLittle === this.#isLittle) return;
    const limit = isLittle ? await this.#littleMemory() : memoryLimit();
    this.#isLittle = isLittle;
    // It is refused where more than that is in use; then it stays as it was.
    await this.#admin.run(`SET GLOBAL memory_limit = ${quoteLiteral(limit)}`).catch(() => {
      this.#isLittle = !isLittle;
    });
  }

  /**
   * Little beside what is in use already: with less, whatever runs could fail. What the environment asks for stays, and
   * so does what there is at most.
   */
  async #littleMemory(): Promise<string> {
    if (asked() !== undefined) return memoryLimit();
    const used = await this.#admin.runAndReadAll('SELECT sum(memory_usage_bytes) FROM duckdb_memory()');
    const bytes = Number(used.getRows()[0]?.[0] ?? 0) + LITTLE_MEMORY;
    return `${Math.ceil(Math.min(bytes, bytesAtMost()) / 1e6)}MB`;
  }

  /** Between two users it stays as it was: what a file is let go with is of the kind that was done to it. */
  async #limitThreads(): Promise<void> {
    if (this.#working.size === 0) return;
    const isOne = [...this.#working].every((user) => this.#needOneThread.has(user));
    if (isOne === this.#hasOneThread) return;
    this.#hasOneThread = isOne;
    await this.#admin.run(isOne ? 'SET GLOBAL threads = 1' : 'RESET GLOBAL threads');
  }

  /** As with threads. Finding out which symbols texts are made of takes more than all else that is done to small tables. */
  async #limitPacking(): Promise<void> {
    if (this.#working.size === 0) return;
    const isLoose = [...this.#working].every((user) => this.#packLoosely.has(user));
    if (isLoose === this.#packsLoosely) return;
    this.#packsLoosely = isLoose;
    await this.#admin.run(
      isLoose
        ? `SET GLOBAL disabled_compression_methods = 'fsst,dict_fsst'`
        : 'RESET GLOBAL disabled_compression_methods',
    );
  }

  /** Says that a user is about to run its first statement. */
  async begin(user: object): Promise<void> {
    this.#working.add(user);
    await this.#limit();
  }

  /** Counts a user out. */
  async release(user: object): Promise<void> {
    this.#users.delete(user);
    this.#needLittle.delete(user);
    this.#needOneThread.delete(user);
    this.#packLoosely.delete(user);
    this.#working.delete(user);
    await this.#limit();
  }
}

/** What DuckDB needs, in bytes, while rows only pass through it on their way into a file. */
const LITTLE_MEMORY = 192e6;

/** DuckDB's share of memory: what SYNCFORM_DUCKDB_MEMORY says ("2GB"), else a quarter of the machine's, at most 1 GB. */
export function memoryLimit(): string {
  return asked() ?? `${Math.floor(bytesAtMost() / 1e6)}MB`;
}

function asked(): string | undefined {
  return process.env.SYNCFORM_DUCKDB_MEMORY || undefined;
}

function bytesAtMost(): number {
  return Math.min(1e9, totalmem() / 4);
}
