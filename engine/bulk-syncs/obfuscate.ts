import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { toText } from '../movement/csv-dialect.ts';
import type { Store } from '../store/store.ts';
import { fieldType } from '../types/field-type.ts';

/*
 * An obfuscated value is HMAC-SHA256 of its text under a salt of the store's own, as 64 hex digits: the same value has the
 * same hash in every table, field, bulk sync and run of one store, so that hashes can be joined; another store's differ.
 * The text is the one of the engine's dialect of CSV, numbers without zeros behind the point, so that 42, 42.00 and '42'
 * are one. NULL stays NULL. DuckDB makes the hash while rows are on their way: only hashes are staged and loaded.
 */

/** The type of an obfuscated field. */
export const OBFUSCATED_TYPE = 'string';

const OWNER = 'obfuscation';
const SALT_BYTES = 32;
/** SHA-256's block, by which HMAC is defined (RFC 2104), in bytes. */
const BLOCK = 64;

/** The store's salt, made when it is first asked for and kept with the store's secrets. */
export async function obfuscationSalt(store: Store): Promise<Buffer> {
  const known = (await store.secrets.get(OWNER)).salt;
  if (typeof known === 'string') return Buffer.from(known, 'base64');
  return store.transaction(async ({ secrets }) => {
    const meanwhile = (await secrets.get(OWNER)).salt;
    if (typeof meanwhile === 'string') return Buffer.from(meanwhile, 'base64');
    const salt = store.random.bytes(SALT_BYTES);
    await secrets.set(OWNER, { salt: salt.toString('base64') });
    return salt;
  });
}

/** Lets `obfuscated` be used in the session. The salt is in variables of the session and in no statement that rows are read by. */
export async function prepareObfuscation(session: DuckdbSession, salt: Buffer): Promise<void> {
  const pad = (byte: number) => {
    const padded = Buffer.alloc(BLOCK, byte);
    for (const [i, value] of salt.entries()) padded[i] = value ^ byte;
    return padded.toString('hex');
  };
  await session.run(`SET VARIABLE syncform_inner = unhex('${pad(0x36)}')`);
  await session.run(`SET VARIABLE syncform_outer = unhex('${pad(0x5c)}')`);
}

/** An expression of the hash of a value of a field type; `prepareObfuscation` must have run in the session. */
export function obfuscated(value: string, type: string): string {
  const field = fieldType(type);
  const text = toText(value, field);
  const canonical =
    field.kind === 'decimal' || field.kind === 'number'
      ? `CASE WHEN contains(${text}, '.') THEN rtrim(rtrim(${text}, '0'), '.') ELSE ${text} END`
      : text;
  return `sha256(getvariable('syncform_outer') || unhex(sha256(getvariable('syncform_inner') || encode(${canonical}))))`;
}
