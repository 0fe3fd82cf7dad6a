import type { Kysely } from 'kysely';
import {
  type AccountUse,
  type BudgetLimits,
  type Budgets,
  NEVER_USED,
  type Portion,
  takenFrom,
  type Unused,
  withoutUnused,
} from '../contract/budgets.ts';
import type { Clock } from '../kit/clock.ts';
import type { ReplacedSecrets } from './store.ts';
import type { Tables } from './tables.ts';

/** What accounts may still ask, for all processes that share the store. A row is named by a keyed digest of the account. */
export class BudgetRepository implements Budgets {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;
  readonly #names: Pick<ReplacedSecrets, 'nameOf'>;

  constructor(db: Kysely<Tables>, clock: Clock, names: Pick<ReplacedSecrets, 'nameOf'>) {
    this.#db = db;
    this.#clock = clock;
    this.#names = names;
  }

  async take(account: string, limits: BudgetLimits, unused?: Unused): Promise<Portion> {
    if (limits.perSecond === undefined && limits.perDay === undefined) {
      const use = await this.#read(this.#db, account);
      // Without limits there is nothing to note: it is only asked whether the account is to be left alone.
      if (use.told === null) return takenFrom(use, limits, unused, this.#clock.now()).portion;
    }
    return this.#changed(account, (use) => takenFrom(use, limits, unused, this.#clock.now()));
  }

  async giveBack(account: string, unused: Unused): Promise<void> {
    await this.#changed(account, (use) => ({
      use: withoutUnused(use, unused, this.#clock.now()),
      portion: undefined,
    }));
  }

  async hold(account: string, until: number): Promise<void> {
    await this.#changed(account, (use) => ({
      use: { ...use, held: Math.max(use.held, Math.ceil(until)) },
      portion: undefined,
    }));
  }

  async tell(account: string, perDay: number): Promise<void> {
    await this.#changed(account, (use) => ({ use: { ...use, told: perDay }, portion: undefined }));
  }

  async #read(db: Kysely<Tables>, account: string): Promise<AccountUse> {
    const row = await db
      .selectFrom('budgets')
      .select(['day', 'used', 'next', 'held', 'told'])
      .where('account', '=', this.#names.nameOf(account))
      .executeTakeFirst();
    return row ?? NEVER_USED;
  }

  /** Reads and writes under the store's write lock, so that no two processes are given the same requests. */
  async #changed<P>(
    account: string,
    change: (use: AccountUse) => { readonly use: AccountUse; readonly portion: P },
  ): Promise<P> {
    return this.#db.transaction().execute(async (db) => {
      const { use, portion } = change(await this.#read(db, account));
      await db
        .insertInto('budgets')
        .values({ account: this.#names.nameOf(account), ...use })
        .onConflict((conflict) => conflict.column('account').doUpdateSet(use))
        .execute();
      return portion;
    });
  }
}
