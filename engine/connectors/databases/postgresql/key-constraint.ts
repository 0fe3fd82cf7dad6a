import { isServerError } from '../../../families/postgresql/failures.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import { hasKey } from '../../../families/sql/straight.ts';
import type { ExistingTarget } from './describe-target.ts';
import { quoteIdentifier } from './sql.ts';
import { UnreadableRows } from './staging.ts';

/** SQLSTATE "program limit exceeded": of an index row, that a value is longer than a third of a page. */
const TOO_LARGE_FOR_INDEX = '54000';

/**
 * Fills an empty table without its primary key and builds the key afterwards, which takes a fraction of the time. Where
 * rows stand against it, `repair` is asked to take them out of the table. Others cannot see the table meanwhile: it is
 * locked by whoever calls this. Throws `UnreadableRows` where the key's index cannot hold one of them.
 */
export async function fillWithoutKey<T>(
  session: Session,
  table: string,
  target: ExistingTarget,
  fill: () => Promise<T>,
  repair: () => Promise<void>,
): Promise<T> {
  const { keyConstraint } = target;
  if (!keyConstraint) {
    const answer = await fill();
    await repair();
    return answer;
  }
  const name = quoteIdentifier(keyConstraint.name);
  await session.run(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const column of target.key)
    await session.run(`ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(column)} DROP NOT NULL`);
  const answer = await fill();
  const addKey = () => session.run(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${keyConstraint.definition}`);
  await session.run('SAVEPOINT key');
  try {
    await addKey();
  } catch (error) {
    if (isServerError(error) && error.code === TOO_LARGE_FOR_INDEX)
      throw new UnreadableRows(`${target.id}: ${error.message}`, error);
    if (!isServerError(error) || !/^23(502|505)$/.test(error.code)) throw error;
    await session.run('ROLLBACK TO SAVEPOINT key');
    await repair();
    await addKey();
  }
  return answer;
}

/** Whether `fillWithoutKey` may be used with rows that are told apart by these columns. */
export function isFillable(target: ExistingTarget, key: readonly string[]): boolean {
  if (!target.isPlain) return false;
  if (target.key.length === 0) return true;
  return hasKey(target, key) && target.keyConstraint !== undefined;
}

/** Locks a table against everybody else if it is empty, and says whether it is. A table with rows is not waited for. */
export async function lockEmpty(session: Session, table: string): Promise<boolean> {
  if (!(await isEmpty(session, table))) return false;
  await session.run(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return isEmpty(session, table);
}

async function isEmpty(session: Session, table: string): Promise<boolean> {
  const [row] = await session.rows(`SELECT NOT EXISTS (SELECT FROM ${table})`);
  return row?.[0] === 't';
}
