import type { Kysely } from 'kysely';
import type { Random } from '../kit/clock.ts';
import { SyncformError } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';
import type { Redactor } from '../kit/redactor.ts';
import { seal, unseal } from './envelope.ts';
import type { Secrets } from './store.ts';
import type { Tables } from './tables.ts';

/** What secrets are read and written with; `key` is undefined in a store that was opened without its key. */
export interface Vault {
  readonly key: Buffer | undefined;
  readonly redactor: Redactor;
  readonly random: Random;
  /** What was opened last of each owner: plans of many definitions read the same secrets over and over. */
  readonly opened: Map<string, { readonly sealed: string; readonly text: string }>;
}

export class SecretRepository implements Secrets {
  readonly #db: Kysely<Tables>;
  readonly #vault: Vault;

  constructor(db: Kysely<Tables>, vault: Vault) {
    this.#db = db;
    this.#vault = vault;
  }

  async get(owner: string): Promise<JsonObject> {
    const row = await this.#db
      .selectFrom('secrets')
      .select('sealed')
      .where('owner', '=', owner)
      .executeTakeFirst();
    if (!row) return {};
    return JSON.parse(this.#open(owner, row.sealed)) as JsonObject;
  }

  #open(owner: string, sealed: string): string {
    const key = this.#key();
    const known = this.#vault.opened.get(owner);
    if (known?.sealed === sealed) return known.text;
    try {
      const text = unseal(key, owner, sealed);
      this.#vault.redactor.learn(JSON.parse(text) as JsonObject);
      this.#vault.opened.set(owner, { sealed, text });
      return text;
    } catch (error) {
      throw new SyncformError('failed', `the secrets of ${owner} cannot be decrypted: they are damaged`, {
        hint: 'Set them again: change secrets_version, or replace the connection.',
        cause: error,
      });
    }
  }

  async set(owner: string, secrets: JsonObject): Promise<void> {
    this.#vault.redactor.learn(secrets);
    if (Object.keys(secrets).length === 0) {
      await this.#db.deleteFrom('secrets').where('owner', '=', owner).execute();
      return;
    }
    const sealed = seal(this.#key(), owner, JSON.stringify(secrets), this.#vault.random);
    await this.#db
      .insertInto('secrets')
      .values({ owner, sealed })
      .onConflict((conflict) => conflict.column('owner').doUpdateSet({ sealed }))
      .execute();
  }

  #key(): Buffer {
    if (!this.#vault.key) throw new Error('the store was opened without its key');
    return this.#vault.key;
  }
}
