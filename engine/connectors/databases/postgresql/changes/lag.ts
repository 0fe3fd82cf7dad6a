import type { StreamLag } from '../../../../contract/changes.ts';
import type { Session } from '../../../../families/postgresql/sessions.ts';
import { brokenness, readSlot } from './slot.ts';

/** How much of the log the server keeps for a slot, and what it says of that. */
export async function slotLag(session: Session, name: string): Promise<StreamLag> {
  const slot = await readSlot(session, name);
  if (!slot) return { bytes: undefined, warnings: [`there is no replication slot ${name}`] };
  const broken = brokenness(slot);
  if (broken !== undefined) return { bytes: undefined, warnings: [broken] };
  const warnings: string[] = [];
  if (slot.active) {
    const [reader] = await session.rows(
      'SELECT application_name FROM pg_catalog.pg_stat_activity WHERE pid = $1::int',
      [String(slot.active_pid)],
    );
    if (reader && reader[0] !== name)
      warnings.push(
        `${name} is read by somebody else: process ${slot.active_pid} of the server (${reader[0]})`,
      );
  }
  const [row] = await session.rows(
    `SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), $1::pg_lsn),
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), $2::pg_lsn)`,
    [slot.confirmed_flush_lsn, slot.restart_lsn],
  );
  const [behind, kept] = (row ?? []).map(Number);
  if (slot.wal_status === 'extended')
    warnings.push(
      `wal_status of ${name} is extended: the server keeps ${kept} bytes of log for it, more than max_wal_size`,
    );
  if (slot.wal_status === 'unreserved')
    warnings.push(`wal_status of ${name} is unreserved: the server is about to remove log that it needs`);
  if (typeof slot.safe_wal_size === 'number' && slot.safe_wal_size < (kept ?? 0))
    warnings.push(
      `${name} is lost after ${slot.safe_wal_size} more bytes of log (max_slot_wal_keep_size): let the stream run, or set it higher`,
    );
  return { bytes: behind, warnings };
}
