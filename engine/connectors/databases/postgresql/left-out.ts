import { isServerError } from '../../../families/postgresql/failures.ts';
import type { Rows, Session } from '../../../families/postgresql/sessions.ts';
import type { ExistingTarget } from './describe-target.ts';
import { LeftOut, type Rejects, type SetAside } from './rejects.ts';
import { quoteIdentifier } from './sql.ts';

/*
 * A BEFORE trigger that answers NULL, a policy of row-level security or the server behind a foreign table leaves rows out of
 * a statement without an error. Which ones is found out here, so that they are refused records and not taken for delivered.
 * A table that has none of these pays nothing for it.
 */

/** Runs a statement for the staged rows of a condition and answers how many rows it wrote; others it adds to `setAside`. */
export type Part = (where: string, setAside: SetAside[]) => Promise<number>;

/** The table that a merge writes to, and the rows that it writes. */
export interface Work {
  readonly session: Session;
  readonly rejects: Rejects;
  readonly target: ExistingTarget;
  /** The target's quoted name. */
  readonly table: string;
  readonly stage: string;
  /** A condition on `t` and `s`: they have the same key. */
  readonly sameKey: string;
}

/**
 * An INSERT. `keyed` says of which rows: `new` those whose key the table does not have, `all` every row, where the table has
 * the key of none, `no` every row, whatever keys there are.
 */
export function inserting(work: Work, insert: (where: string) => string, keyed: 'new' | 'all' | 'no'): Part {
  const { session, rejects, target, table, stage, sameKey } = work;
  const reason = target.leavesOut.insert;
  if (reason === undefined) return (where) => session.run(insert(where));
  const isNew = `NOT EXISTS (SELECT FROM ${table} AS t WHERE ${sameKey})`;
  return async (where, setAside) => {
    const expected = await count(
      session,
      `${stage} AS s WHERE ${where}${keyed === 'new' ? ` AND ${isNew}` : ''}`,
    );
    const before = target.hasHeirs ? await insertedIntoHeirs(session, table) : 0;
    const told = await session.run(insert(where));
    const written = target.hasHeirs
      ? Math.max(told, (await insertedIntoHeirs(session, table)) - before)
      : told;
    if (written >= expected) return written;
    if (keyed === 'no') {
      if (written > 0) throw new LeftOut(reason);
      setAside.push({ rows: await rejects.named(stage, where), reason });
      return 0;
    }
    const missing = await rejects.named(stage, `${where} AND ${isNew}`);
    // A trigger that changes keys hides which rows are not there: they have to be tried apart.
    if (missing.length > expected - written) throw new LeftOut(reason);
    setAside.push({ rows: missing, reason });
    return expected - missing.length;
  };
}

/** The places of the staged rows that the last UPDATE wrote. */
const WRITTEN = 'pg_temp.syncform_written';

/** An UPDATE of the rows `t` that differ from `s` by a condition. A row that does not differ any more is well. */
export function updating(work: Work, update: (where: string) => string, differs: string): Part {
  const { session, rejects, target, table, stage, sameKey } = work;
  const reason = target.leavesOut.update;
  if (reason === undefined) return (where) => session.run(update(where));
  const write = async (where: string) => {
    await session.run(`DELETE FROM ${WRITTEN}`);
    const written = await session.run(
      `WITH written AS (${update(where)} RETURNING s.ctid AS place) INSERT INTO ${WRITTEN} SELECT place FROM written`,
    );
    const left = await rejects.named(
      stage,
      `${where} AND EXISTS (SELECT FROM ${table} AS t WHERE ${sameKey} AND (${differs}))
         AND NOT EXISTS (SELECT FROM ${WRITTEN} AS w WHERE w.place = s.ctid)`,
    );
    return { written, left };
  };
  return async (where, setAside) => {
    await session.run('CREATE TEMPORARY TABLE IF NOT EXISTS syncform_written (place tid) ON COMMIT DROP');
    const { written, left } = await write(where);
    if (left.length === 0) return written;
    const { suppressor } = target;
    const rows =
      suppressor === undefined ? left : await leftOutWithout(work, suppressor, () => write(where), left);
    if (rows.length > 0) setAside.push({ rows, reason });
    return written;
  };
}

/**
 * Rows that are left out also where the trigger is disabled that drops what would not change: another trigger may have made
 * a row equal to the one that is there, and then it is well. Nothing of the trial stays. Whoever may not disable it is
 * answered `left`.
 */
async function leftOutWithout(
  { session, table }: Work,
  suppressor: string,
  write: () => Promise<{ readonly left: Rows }>,
  left: Rows,
): Promise<Rows> {
  await session.run('SAVEPOINT unsuppressed');
  try {
    await session.run(`SET LOCAL lock_timeout = '2s'`);
    await session.run(`ALTER TABLE ${table} DISABLE TRIGGER ${quoteIdentifier(suppressor)}`);
    return (await write()).left;
  } catch (error) {
    if (!isServerError(error)) throw error;
    return left;
  } finally {
    await session.run('ROLLBACK TO SAVEPOINT unsuppressed');
  }
}

/**
 * A DELETE, or the UPDATE that marks rows instead. A row that a trigger changed rather than let go is not refused: that is
 * the table's way of deleting.
 */
export function removing(work: Work, remove: (where: string) => string, isMarking: boolean): Part {
  const { session, rejects, target, table, stage, sameKey } = work;
  const reason = isMarking ? target.leavesOut.update : target.leavesOut.delete;
  if (reason === undefined) return (where) => session.run(remove(where));
  return async (where, setAside) => {
    await session.run(
      'CREATE TEMPORARY TABLE IF NOT EXISTS syncform_doomed (place tid, part oid, there tid) ON COMMIT DROP',
    );
    await session.run('DELETE FROM pg_temp.syncform_doomed');
    await session.run(
      `INSERT INTO pg_temp.syncform_doomed SELECT s.ctid, t.tableoid, t.ctid FROM ${stage} AS s JOIN ${table} AS t ON ${sameKey} WHERE ${where}`,
    );
    const removed = await session.run(remove(where));
    const left = await rejects.named(
      stage,
      `s.ctid IN (SELECT d.place FROM pg_temp.syncform_doomed AS d JOIN ${table} AS t ON t.ctid = d.there AND t.tableoid = d.part)`,
    );
    if (left.length > 0) setAside.push({ rows: left, reason });
    return removed;
  };
}

async function count(session: Session, from: string): Promise<number> {
  const [row] = await session.rows(`SELECT count(*) FROM ${from}`);
  return Number(row?.[0]);
}

/** Rows that this transaction has inserted into a table and those that inherit from it. */
async function insertedIntoHeirs(session: Session, table: string): Promise<number> {
  const [row] = await session.rows(
    `WITH RECURSIVE family(oid) AS (
       SELECT $1::regclass::oid
       UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN family f ON i.inhparent = f.oid)
     SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid)), 0) FROM family`,
    [table],
  );
  return Number(row?.[0]);
}
