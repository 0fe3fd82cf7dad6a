import type { StreamFault } from '../../../../contract/changes.ts';
import type { Session } from '../../../../families/postgresql/sessions.ts';
import { quoteIdentifier } from '../sql.ts';

/** What a server needs to be asked for, beside its settings. */
const MANAGED =
  'On Amazon RDS set rds.logical_replication = 1, on Cloud SQL cloudsql.logical_decoding = on, on Azure wal_level = logical, and restart.';

/**
 * What of the server, and of the user's rights, keeps a log from being followed: by a slot, or by any of ours where none is
 * named. Reads only.
 */
export async function serverFaults(session: Session, slot: string | undefined): Promise<StreamFault[]> {
  if (session.version < 100_000)
    return [{ message: 'changes can be followed from version 10 of Postgres on. Upgrade the server.' }];
  const [row] = await session.rows(SETTINGS, [slot ?? null]);
  const [level, isInRecovery, mayReplicate, user, slots, usedSlots, hasSlot, senders] = row ?? [];
  const faults: string[] = [];
  if (level !== 'logical')
    faults.push(`the server's wal_level is ${level}. Set wal_level = logical and restart it. ${MANAGED}`);
  if (isInRecovery === 't')
    faults.push('the server is a standby: it takes no publication. Connect to the primary.');
  if (mayReplicate !== 't')
    faults.push(
      `user "${user}" may not replicate. Run: ALTER ROLE ${quoteIdentifier(user ?? '')} REPLICATION (on Amazon RDS: GRANT rds_replication TO ${quoteIdentifier(user ?? '')}).`,
    );
  if (hasSlot !== 't' && Number(usedSlots) >= Number(slots))
    faults.push(
      `all of the server's ${slots} replication slots are taken. Set max_replication_slots higher and restart it, or drop one that nobody reads: SELECT slot_name FROM pg_replication_slots WHERE NOT active.`,
    );
  if (Number(senders) === 0)
    faults.push(
      'the server lets nobody replicate: max_wal_senders is 0. Set it to 10 or more, and restart it.',
    );
  return faults.map((message) => ({ message }));
}

/** Managed services give a role of their own in place of the attribute REPLICATION. */
const SETTINGS = String.raw`
SELECT current_setting('wal_level'), pg_catalog.pg_is_in_recovery(),
  r.rolsuper OR r.rolreplication OR EXISTS (
    SELECT 1 FROM pg_catalog.pg_roles m WHERE m.rolname IN ('rds_replication', 'rds_superuser', 'azure_pg_admin', 'alloydbsuperuser')
      AND pg_catalog.pg_has_role(m.oid, 'USAGE')),
  r.rolname, current_setting('max_replication_slots'),
  (SELECT count(*) FROM pg_catalog.pg_replication_slots),
  EXISTS (SELECT 1 FROM pg_catalog.pg_replication_slots WHERE slot_name = $1 OR $1 IS NULL AND slot_name::text LIKE 'syncform\_%'),
  current_setting('max_wal_senders')
FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`;
