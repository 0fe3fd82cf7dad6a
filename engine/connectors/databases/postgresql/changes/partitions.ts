import type { Session } from '../../../../families/postgresql/sessions.ts';

/** The partitions of a table, and theirs: by oid, the file that holds the rows, '0' where they are in further partitions. */
export type Partitions = Readonly<Record<string, string>>;

/**
 * The partitions of a table as they are, or undefined of one that has none. `attached` are those that were tables of their
 * own before, and may have brought rows.
 */
export async function readPartitions(
  session: Session,
  table: string,
): Promise<{ readonly partitions: Partitions; readonly attached: ReadonlySet<string> } | undefined> {
  if (session.version < 130_000) return undefined;
  const rows = await session.rows(
    `SELECT c.oid, c.relfilenode, i.xmin <> a.xmin FROM pg_catalog.pg_partition_tree($1::oid::regclass) t
     JOIN pg_catalog.pg_class c ON c.oid = t.relid
     LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
     LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tableoid'
     WHERE t.level > 0`,
    [table],
  );
  if (rows.length === 0) return undefined;
  return {
    partitions: Object.fromEntries(rows.map(([oid, file]) => [oid, file ?? '0'])),
    attached: new Set(rows.flatMap(([oid, , isAttached]) => (isAttached === 't' ? [oid as string] : []))),
  };
}

/**
 * What became of partitions that the log does not say, though rows came or went with it; undefined where nothing did. A
 * partition that was made as one was empty then. Where all have other files the table itself was truncated, which the log
 * does say, or rewritten.
 */
export function partitionsFault(
  before: Partitions,
  now: Awaited<ReturnType<typeof readPartitions>>,
): string | undefined {
  const known = Object.entries(before).filter(([, file]) => file !== '0');
  const current = now?.partitions ?? {};
  if (Object.keys(before).some((oid) => current[oid] === undefined))
    return 'a partition was dropped or detached';
  const changed = known.filter(([oid, file]) => current[oid] !== file);
  if (changed.length > 0 && changed.length < known.length) return 'a partition was truncated or rewritten';
  const isNew = (oid: string) => before[oid] === undefined;
  return [...(now?.attached ?? [])].some(isNew) ? 'a partition was attached' : undefined;
}
