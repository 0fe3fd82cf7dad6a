import { statementError } from '../../../../families/postgresql/failures.ts';
import type { Session, Sessions } from '../../../../families/postgresql/sessions.ts';
import { pause } from '../../../../kit/abort.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { compareLsn, parseLsn } from './lsn.ts';

/** A row of pg_replication_slots; what a server of another version does not tell is missing. */
export interface Slot {
  readonly slot_name: string;
  readonly plugin: string | null;
  readonly database: string | null;
  readonly active: boolean;
  readonly active_pid: number | null;
  readonly restart_lsn: string | null;
  readonly confirmed_flush_lsn: string | null;
  /** reserved, extended, unreserved, lost; since version 13. */
  readonly wal_status?: string | null;
  /** Bytes that may still be written before the slot may be lost; NULL: without limit. Since version 13. */
  readonly safe_wal_size?: number | null;
  /** Since version 17. */
  readonly invalidation_reason?: string | null;
  /** Since version 16. */
  readonly conflicting?: boolean | null;
}

/** The slot of this name, or undefined. */
export async function readSlot(session: Session, name: string): Promise<Slot | undefined> {
  const [row] = await session.rows(
    'SELECT to_jsonb(s)::text FROM pg_catalog.pg_replication_slots s WHERE slot_name = $1',
    [name],
  );
  return row?.[0] ? (JSON.parse(row[0]) as Slot) : undefined;
}

/**
 * Makes a slot; waits for the transactions that are open now. Answers from where its changes can be obtained. Since version 17
 * standbys that are set to (sync_replication_slots) keep it too, so that following goes on after a failover.
 */
export async function createSlot(session: Session, name: string): Promise<string> {
  try {
    const [row] = await session.rows(
      `SELECT lsn FROM pg_catalog.pg_create_logical_replication_slot($1, 'pgoutput'${session.version >= 170_000 ? ', failover => true' : ''})`,
      [name],
    );
    return row?.[0] as string;
  } catch (error) {
    throw statementError(`making replication slot ${name}`, error);
  }
}

/** Why a slot cannot answer for what was committed after a position, in words; undefined where it can. */
export async function lossOf(
  session: Session,
  name: string,
  slot: Slot | undefined,
  position: string,
): Promise<string | undefined> {
  if (!slot) return `replication slot ${name} is gone`;
  const broken = brokenness(slot);
  if (broken !== undefined) return broken;
  if (compareLsn(slot.confirmed_flush_lsn ?? '0/0', position) > 0)
    return `replication slot ${name} begins at ${slot.confirmed_flush_lsn}, after ${position}: it was recreated, or somebody else reads from it`;
  const [row] = await session.rows('SELECT pg_catalog.pg_current_wal_insert_lsn()');
  const end = row?.[0] as string;
  if (parseLsn(position) > parseLsn(end))
    return `the server's log ends at ${end}, before ${position}: it was set back to an earlier state`;
  return undefined;
}

/** Why a slot cannot be used at all; undefined where it can. */
export function brokenness(slot: Slot): string | undefined {
  const name = `replication slot ${slot.slot_name}`;
  if (slot.plugin !== 'pgoutput') return `${name} is of plugin ${slot.plugin}, not pgoutput`;
  if (slot.invalidation_reason) return `${name} was invalidated by the server (${slot.invalidation_reason})`;
  if (slot.wal_status === 'lost' || slot.restart_lsn === null)
    return `${name} was invalidated: the server has removed log that it needs (max_slot_wal_keep_size)`;
  if (slot.conflicting) return `${name} was invalidated: it conflicts with the server's recovery`;
  return undefined;
}

/** How long whoever reads from a slot may take to let go of it, in milliseconds. */
const PATIENCE_MS = 15_000;
/** After how long a reader of our own is ended: its process died, or has lost its line. */
const ORPHAN_MS = 2_000;

/**
 * Waits until nobody reads from a slot. A reader under the slot's own name is one of ours that outlived its process, and is
 * ended; on another, `locked` is thrown after a while.
 */
export async function awaitInactive(
  sessions: Sessions,
  name: string,
  signal: AbortSignal,
  orphanAfterMs: number = ORPHAN_MS,
): Promise<void> {
  const began = Date.now();
  for (let wait = 5; ; wait = Math.min(wait * 2, 250)) {
    const waited = Date.now() - began;
    const reader = await readerOf(sessions, name, signal);
    if (!reader) return;
    if (reader.application === name && waited >= orphanAfterMs)
      await endProcess(sessions, reader.pid, signal);
    if (waited > PATIENCE_MS)
      throw new SyncformError(
        'locked',
        `replication slot ${name} is read by process ${reader.pid} of the server (${reader.application || 'of no name'})`,
        { hint: 'Stop what reads from it: pg_stat_activity says where it runs.' },
      );
    await pause(wait, signal);
  }
}

/** Ends a process of the server's that reads from a slot, and waits until it is gone. */
export async function endReader(
  sessions: Sessions,
  name: string,
  pid: number,
  signal: AbortSignal,
): Promise<void> {
  for (let wait = 5; ; wait = Math.min(wait * 2, 250)) {
    const reader = await readerOf(sessions, name, signal);
    if (reader?.pid !== String(pid)) return;
    await endProcess(sessions, reader.pid, signal);
    await pause(wait, signal);
  }
}

async function readerOf(sessions: Sessions, name: string, signal: AbortSignal) {
  const [row] = await sessions.use(signal, (session) =>
    session.rows(
      `SELECT s.active_pid, a.application_name FROM pg_catalog.pg_replication_slots s
       LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = s.active_pid
       WHERE s.slot_name = $1 AND s.active`,
      [name],
    ),
  );
  return row && { pid: row[0] as string, application: row[1] };
}

function endProcess(sessions: Sessions, pid: string, signal: AbortSignal) {
  return sessions.use(signal, (session) =>
    session.rows('SELECT pg_catalog.pg_terminate_backend($1::int)', [pid]),
  );
}
