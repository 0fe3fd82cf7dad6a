import { statementError } from '../../../../families/postgresql/failures.ts';
import type { Session } from '../../../../families/postgresql/sessions.ts';
import { formatTableId, parseTableId, quoteTable, tableName } from '../dialect.ts';
import { quoteIdentifier, quoteLiteral } from '../sql.ts';
import { SLOT_PREFIX } from './slot-name.ts';

/** A publication as it is at the server. */
export interface Publication {
  readonly oid: string;
  readonly name: string;
  /** Whether it was made here. */
  readonly isOurs: boolean;
  /** Whether the connection's user may add tables to it. */
  readonly isOwn: boolean;
  /** Of insert, update, delete and truncate, what it leaves out. */
  readonly leftOut: readonly string[];
  /** Whether changes of partitions come as those of the partitioned table. */
  readonly viaRoot: boolean;
  /** Of the tables that were asked for, those that it holds, by id. */
  readonly tables: ReadonlyMap<string, PublishedTable>;
}

export interface PublishedTable {
  /** Another after the table was taken out and put back in: empty where the publication does not name the table. */
  readonly membership: string;
  /** Whether only some of the rows are published. */
  readonly isFiltered: boolean;
  /** The columns that are published, where only some may be: since version 15. */
  readonly columns?: readonly string[];
}

/** What a publication that is made here says of itself. */
const MADE_BY = 'Made by syncform for the changes that its bulk syncs follow; dropped with the last of them.';

/** The publication of this name and what it says of some objects, or undefined. */
export async function readPublication(
  session: Session,
  name: string,
  objects: readonly string[],
): Promise<Publication | undefined> {
  const [row] = await session.rows(
    `SELECT p.oid, pg_catalog.obj_description(p.oid, 'pg_publication') = $2, pg_catalog.pg_has_role(p.pubowner, 'USAGE'),
       p.pubinsert, p.pubupdate, p.pubdelete, ${session.version >= 110_000 ? 'p.pubtruncate' : "'t'"},
       ${session.version >= 130_000 ? 'p.pubviaroot' : "'f'"}
     FROM pg_catalog.pg_publication p WHERE p.pubname = $1`,
    [name, MADE_BY],
  );
  if (!row) return undefined;
  const [oid, isOurs, isOwn, ...published] = row;
  const details = session.version >= 150_000 ? 't.rowfilter IS NOT NULL, to_json(t.attnames)' : 'false, NULL';
  const tables = await session.rows(
    `SELECT t.schemaname, t.tablename, r.oid, ${details} FROM pg_catalog.pg_publication_tables t
     JOIN pg_catalog.pg_namespace n ON n.nspname = t.schemaname
     JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
     LEFT JOIN pg_catalog.pg_publication_rel r ON r.prrelid = c.oid AND r.prpubid = $2::oid
     WHERE t.pubname = $1
       AND (t.schemaname, t.tablename) IN (SELECT o->>'schema', o->>'table' FROM jsonb_array_elements($3::jsonb) AS o)`,
    [name, oid ?? null, JSON.stringify(objects.map((id) => parseTableId(id)))],
  );
  return {
    oid: oid as string,
    name,
    isOurs: isOurs === 't',
    isOwn: isOwn === 't',
    leftOut: ['insert', 'update', 'delete', 'truncate'].filter((_, i) => published[i] !== 't'),
    viaRoot: published[4] === 't',
    tables: new Map(
      tables.map(([schema, table, membership, isFiltered, columns]) => [
        formatTableId({ schema: schema as string, table: table as string }),
        {
          membership: membership ?? '',
          isFiltered: isFiltered === 't',
          ...(columns ? { columns: JSON.parse(columns) as string[] } : {}),
        },
      ]),
    ),
  };
}

/** The statement that makes a publication of tables. Partitions' changes come as those of their table, since version 13. */
export function createStatement(session: Session, name: string, objects: readonly string[]): string {
  const options = session.version >= 130_000 ? ' WITH (publish_via_partition_root = true)' : '';
  return `CREATE PUBLICATION ${quoteIdentifier(name)} FOR TABLE ${list(objects)}${options}`;
}

export function addStatement(name: string, objects: readonly string[]): string {
  return `ALTER PUBLICATION ${quoteIdentifier(name)} ADD TABLE ${list(objects)}`;
}

/** Makes the publication, or adds the tables that are missing in it. Whether they may be is to be checked before. */
export async function publish(
  session: Session,
  name: string,
  existing: Publication | undefined,
  objects: readonly string[],
): Promise<void> {
  const missing = objects.filter((object) => !existing?.tables.has(object));
  if (missing.length === 0) return;
  try {
    if (existing) await session.run(addStatement(name, missing));
    else
      await session.run(
        `BEGIN; ${createStatement(session, name, missing)}; COMMENT ON PUBLICATION ${quoteIdentifier(name)} IS ${quoteLiteral(MADE_BY)}; COMMIT`,
      );
  } catch (error) {
    await session.run('ROLLBACK').catch(() => {});
    throw statementError(`publishing ${missing.join(', ')}`, error);
  }
}

/** Drops the publication where it was made here and no slot of ours is left in the database that may need it. */
export async function dropUnused(session: Session, name: string): Promise<void> {
  const publication = await readPublication(session, name, []);
  if (!publication?.isOurs) return;
  const [row] = await session.rows(
    `SELECT count(*) FROM pg_catalog.pg_replication_slots
     WHERE database = current_database() AND left(slot_name::text, length($1)) = $1`,
    [SLOT_PREFIX],
  );
  if (row?.[0] !== '0') return;
  await session.run(`DROP PUBLICATION IF EXISTS ${quoteIdentifier(name)}`);
}

function list(objects: readonly string[]): string {
  return objects.length > 0 ? objects.map((object) => quoteTable(tableName(object))).join(', ') : '…';
}
