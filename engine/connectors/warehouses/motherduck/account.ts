import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { ConnectionError, messageOf } from '../../../kit/errors.ts';
import { shortList } from '../../../kit/short-list.ts';
import { LIST_DATABASES } from './statements.ts';

/** What the token's account has, by name. */
export interface Account {
  readonly databases: readonly string[];
  /** Databases of others, which can only be read. */
  readonly shares: readonly string[];
}

/** Asks MotherDuck what the account has. */
export async function accountOf(session: DuckdbSession): Promise<Account> {
  const rows = await session.all(LIST_DATABASES);
  const named = (areShares: boolean) =>
    rows.filter(([, type]) => /share/i.test(String(type)) === areShares).map(([alias]) => String(alias));
  return { databases: named(false), shares: named(true) };
}

const has = (names: readonly string[], name: string) =>
  names.some((one) => one.toLowerCase() === name.toLowerCase());

/** Why a database cannot be attached, where the account has none of that name; undefined where it has one. */
export function notInAccount(account: Account, name: string, cause: unknown): ConnectionError | undefined {
  const { databases, shares } = account;
  if (has(databases, name)) return undefined;
  if (has(shares, name))
    return new ConnectionError('database', `the share ${name} cannot be opened: ${messageOf(cause)}`, {
      cause,
      hint: `Set database to one of the account’s own: ${shortList(databases)}.`,
    });
  const besides = shares.length > 0 ? `, and shares: ${shortList(shares)}` : '';
  return new ConnectionError(
    'database',
    `the account has no database ${name}; it has: ${shortList(databases)}${besides}`,
    { cause, hint: 'Create it in MotherDuck, or correct database.' },
  );
}

/** Why nothing can be written to a database, as sentences. */
export function refusedAsTarget({ databases, shares }: Account, name: string): readonly string[] {
  if (has(databases, name) || !has(shares, name)) return [];
  return [
    `MotherDuck’s database ${name} is a share, which can only be read: write to one of the account’s own (${shortList(databases)})`,
  ];
}
