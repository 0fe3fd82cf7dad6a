import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { seal, unseal } from './envelope.ts';
import type { Vault } from './secrets.ts';
import type { ReplacedSecret, ReplacedSecrets } from './store.ts';
import type { Tables } from './tables.ts';

/**
 * Secrets that the other side has replaced since they were configured. A row is named by a keyed digest of the configured one,
 * so that it says nothing of it, and so that another configured secret begins again.
 */
export class ReplacedSecretRepository implements ReplacedSecrets {
  readonly #db: Kysely<Tables>;
  readonly #vault: Vault;

  constructor(db: Kysely<Tables>, vault: Vault) {
    this.#db = db;
    this.#vault = vault;
  }

  nameOf(given: string): string {
    return createHmac('sha256', this.#key()).update(`replaced secret\n${given}`).digest('hex');
  }

  async get(given: string): Promise<ReplacedSecret> {
    const name = this.nameOf(given);
    const row = await this.#db
      .selectFrom('replaced_secrets')
      .select(['sealed', 'version'])
      .where('given', '=', name)
      .executeTakeFirst();
    if (!row) return { value: given, version: 0 };
    const value = unseal(this.#key(), name, row.sealed);
    this.#vault.redactor.learn(value);
    return { value, version: row.version };
  }

  async replace(given: string, value: string, version: number): Promise<boolean> {
    const name = this.nameOf(given);
    this.#vault.redactor.learn(value);
    const sealed = seal(this.#key(), name, value, this.#vault.random);
    const { numUpdatedRows } = await this.#db
      .updateTable('replaced_secrets')
      .set({ sealed, version: version + 1 })
      .where('given', '=', name)
      .where('version', '=', version)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return true;
    if (version > 0) return false;
    const { numInsertedOrUpdatedRows = 0n } = await this.#db
      .insertInto('replaced_secrets')
      .values({ given: name, sealed, version: 1 })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows > 0n;
  }

  #key(): Buffer {
    if (!this.#vault.key) throw new Error('the store was opened without its key');
    return this.#vault.key;
  }
}
