import type { ChangesFacet } from '../../../../contract/changes.ts';
import type { ConnectorHost } from '../../../../contract/contract.ts';
import { follow } from './follow.ts';
import { slotLag } from './lag.ts';
import { compareLsn, endOfRecords, formatLsn, parseLsn } from './lsn.ts';
import { dropSlot, prepare, streamFaults } from './prepare.ts';
import { dropUnused } from './publication.ts';
import { readSlot } from './slot.ts';
import { slotName, slotOf } from './slot-name.ts';
import { takeSnapshot } from './snapshot.ts';
import type { Source } from './source.ts';

/**
 * Changes by logical replication: a slot of the stream's own, from which pgoutput sends what a publication names. A position
 * is a place in the server's log, in its own spelling: the end of a commit.
 */
export function changesFacet(source: Source, host: Pick<ConnectorHost, 'log'>): ChangesFacet {
  const { sessions, publication } = source;
  return {
    check: (stream, signal) => sessions.use(signal, (session) => streamFaults(session, source, stream)),
    prepare: (stream, position, signal) => prepare(source, stream, position, signal),
    head: (signal) =>
      sessions.use(signal, async (session) => {
        const [row] = await session.rows(
          "SELECT pg_catalog.pg_current_wal_insert_lsn(), pg_size_bytes(current_setting('wal_segment_size'))",
        );
        return formatLsn(endOfRecords(parseLsn(row?.[0] as string), BigInt(row?.[1] as string)));
      }),
    snapshot: (_stream, request, signal) =>
      takeSnapshot(request, publication, sessions, signal, (message) => host.log('info', message)),
    follow: (request, signal) => follow(source, request, signal),
    compare: compareLsn,
    lag: (stream, signal) => sessions.use(signal, (session) => slotLag(session, slotOf(stream))),
    release: (id, signal) =>
      sessions.use(signal, async (session) => {
        const slot = await readSlot(session, slotName(id));
        if (slot) await dropSlot(source, session, slot, signal);
        await dropUnused(session, publication);
      }),
  };
}
