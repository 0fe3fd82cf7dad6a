import type { StreamFault } from '../../../../contract/changes.ts';
import type { Session } from '../../../../families/postgresql/sessions.ts';
import { parseTableId } from '../dialect.ts';
import { quoteIdentifier } from '../sql.ts';
import { addStatement, createStatement, type Publication, readPublication } from './publication.ts';

/** What of the publication keeps tables from being followed, and cannot be put right by making or extending it. Reads only. */
export async function publicationFaults(
  session: Session,
  name: string,
  objects: readonly string[],
): Promise<StreamFault[]> {
  const publication = await readPublication(session, name, objects);
  const missing = objects.filter((object) => !publication?.tables.has(object));
  const rights =
    missing.length > 0 || !publication ? await rightsFault(session, name, publication, missing) : [];
  if (!publication) return rights;
  const quoted = quoteIdentifier(name);
  const faults: StreamFault[] = [...rights];
  if (publication.leftOut.length > 0)
    faults.push({
      message: `publication ${name} leaves out ${publication.leftOut.join(' and ')}. Run: ALTER PUBLICATION ${quoted} SET (publish = 'insert, update, delete, truncate').`,
    });
  for (const [object, { isFiltered }] of publication.tables)
    if (isFiltered && objects.includes(object))
      faults.push({
        object,
        message: `it is only in part in publication ${name}: it has a WHERE there. Take it out and add it without.`,
      });
  if (!publication.viaRoot && session.version >= 130_000)
    for (const object of await partitioned(session, objects))
      faults.push({
        object,
        message: `it is partitioned, and publication ${name} does not publish its changes as the table's. Run: ALTER PUBLICATION ${quoted} SET (publish_via_partition_root = true).`,
      });
  return faults;
}

async function rightsFault(
  session: Session,
  name: string,
  publication: Publication | undefined,
  missing: readonly string[],
): Promise<StreamFault[]> {
  const foreign = await ownedByOthers(session, missing);
  if (publication) {
    if (publication.isOwn && foreign.length === 0) return [];
    const why = publication.isOwn ? `does not own ${foreign.join(', ')}` : 'does not own it';
    return [
      {
        message: `publication ${name} does not hold ${missing.join(', ')}, and the connection's user ${why}. Have their owner run: ${addStatement(name, missing)}.`,
      },
    ];
  }
  const [row] = await session.rows(
    "SELECT has_database_privilege(current_database(), 'CREATE'), current_user, current_database()",
  );
  if (row?.[0] === 't' && foreign.length === 0) return [];
  const why =
    foreign.length > 0
      ? `does not own ${foreign.join(', ')}`
      : `may not make it (GRANT CREATE ON DATABASE ${quoteIdentifier(row?.[2] ?? '')} TO ${quoteIdentifier(row?.[1] ?? '')})`;
  return [
    {
      message: `there is no publication ${name}, and the connection's user ${why}. Have the tables' owner run: ${createStatement(session, name, missing)}.`,
    },
  ];
}

/** Of tables, those that only another role may publish. */
async function ownedByOthers(session: Session, objects: readonly string[]): Promise<readonly string[]> {
  return select(session, objects, "NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')");
}

async function partitioned(session: Session, objects: readonly string[]): Promise<readonly string[]> {
  return select(session, objects, "c.relkind = 'p'");
}

/** Of tables, those of which a condition holds. */
async function select(
  session: Session,
  objects: readonly string[],
  condition: string,
): Promise<readonly string[]> {
  const names = objects.map((id) => parseTableId(id));
  const rows = await session.rows(
    `SELECT w.place - 1 FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS w(name, place)
     JOIN pg_catalog.pg_namespace n ON n.nspname = w.name->>0
     JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name->>1
     WHERE ${condition}`,
    [JSON.stringify(names.map((name) => [name?.schema, name?.table]))],
  );
  return rows.map(([place]) => objects[Number(place)] as string);
}
