import type { Batch } from '../../../contract/contract.ts';
import { scopeDigest } from '../../../families/sql/commits.ts';
import type { Session } from './session.ts';

/** For how long another load of the same scope is waited for, in seconds. */
const PATIENCE_S = 86_400;

/** Runs work while no other session works for the scope: also none whose client has died meanwhile. */
export async function withScope<T>(session: Session, { scope }: Batch, work: () => Promise<T>): Promise<T> {
  const lock = `syncform ${scopeDigest(scope).slice(0, 40)}`;
  await session.rows('SELECT get_lock(?, ?)', [lock, PATIENCE_S]);
  const answer = await work();
  // After a failure the session is closed, which releases it too.
  await session.rows('SELECT release_lock(?)', [lock]);
  return answer;
}
