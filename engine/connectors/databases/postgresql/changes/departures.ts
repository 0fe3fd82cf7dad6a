import type { Alteration } from '../../../../contract/changes.ts';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import type { Session } from '../../../../families/postgresql/sessions.ts';
import { formatTableId } from '../dialect.ts';
import type { FollowedTable } from './followed-table.ts';
import { partitionsFault, readPartitions } from './partitions.ts';
import { readPublication } from './publication.ts';

/**
 * Tables whose changes do not all come any more, though the log does not say so: they were taken out of the publication, in
 * between perhaps, or dropped. Throws `changes_lost` where the publication itself is not the one that it was.
 */
export async function departures(
  session: Session,
  name: string,
  tables: readonly FollowedTable[],
): Promise<readonly Alteration[]> {
  const followed = tables.filter((table) => !table.isEnded);
  if (followed.length === 0) return [];
  const publication = await readPublication(
    session,
    name,
    followed.map(({ id }) => id),
  );
  if (!publication) throw changesLost(`publication ${name} is gone`);
  const oids = followed.map(({ handover }) => handover.table).join(', ');
  const rows = await session.rows(
    `SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid IN (${oids})`,
  );
  const names = new Map(
    rows.map(([oid, schema, table]) => [
      oid as string,
      formatTableId({ schema: schema as string, table: table as string }),
    ]),
  );
  const gone: Alteration[] = [];
  for (const { id, handover } of followed) {
    if (handover.publication !== publication.oid)
      throw changesLost(`publication ${name} was recreated after ${id} had been read`);
    const { membership } = publication.tables.get(id) ?? {};
    let reason = departure(id, names.get(handover.table), membership, handover);
    if (reason === undefined && handover.partitions) {
      const fault = partitionsFault(handover.partitions, await readPartitions(session, handover.table));
      if (fault !== undefined) reason = `${fault} of table ${id}`;
    }
    if (reason !== undefined) gone.push({ type: 'altered', object: id, reason });
  }
  return gone;
}

function departure(
  id: string,
  name: string | undefined,
  membership: string | undefined,
  handover: FollowedTable['handover'],
): string | undefined {
  if (name === undefined) return `table ${id} was dropped`;
  if (name !== id) return `table ${id} was renamed to ${name}`;
  if (membership === undefined) return `table ${id} is not in the publication any more`;
  if (membership !== handover.membership) return `table ${id} was out of the publication for a while`;
  return undefined;
}
