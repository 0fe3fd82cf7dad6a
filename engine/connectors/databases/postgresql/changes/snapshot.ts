import type { ChangeSnapshot } from '../../../../contract/changes.ts';
import type { ReadRequest } from '../../../../contract/contract.ts';
import { formatHandover } from '../../../../families/log/handover.ts';
import { statementError } from '../../../../families/postgresql/failures.ts';
import type { Session, Sessions } from '../../../../families/postgresql/sessions.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { typesQuery } from '../catalog.ts';
import { copyWithin } from '../copy-stream.ts';
import { quoteTable, tableName } from '../dialect.ts';
import { describeObjects } from '../discover.ts';
import { copies } from '../extraction.ts';
import { uniqueBy } from '../read.ts';
import { selectionOf } from '../source.ts';
import { splitRelation } from '../split.ts';
import { awaitWriters } from './await-writers.ts';
import type { HandedColumn, Handover } from './handover.ts';
import { readPartitions } from './partitions.ts';
import { readPublication } from './publication.ts';
import { unloggedFieldsFault } from './unlogged-fields.ts';

/**
 * Begins to read an object at a moment of its own: what its rows hold is known by the transactions that the moment shows.
 * The rows come by COPY from the session that has it, or half of them from another that shares it.
 */
export async function takeSnapshot(
  request: ReadRequest,
  publicationName: string,
  sessions: Sessions,
  signal: AbortSignal,
  say: (message: string) => void,
): Promise<ChangeSnapshot> {
  const { object } = request;
  await awaitWriters(sessions, object, signal, say);
  const taken = await sessions.take(signal);
  const { session } = taken;
  let isRead = false;
  try {
    await session.run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Before the moment is chosen: a table that is truncated or altered after it would show no rows, or others.
    const lock = `LOCK TABLE ${quoteTable(tableName(object))} IN ACCESS SHARE MODE`;
    await session.run(lock);
    const moment = await currentMoment(session);
    const publication = await readPublication(session, publicationName, [object]);
    const published = publication?.tables.get(object);
    const [found] = await describeObjects(session, [tableName(object)]);
    if (!found || !publication || !published)
      throw new SyncformError(
        'source_changed',
        `${object} is not in publication ${publicationName} any more`,
        {
          hint: 'Run again: it is put back, where the connection’s user may.',
        },
      );
    const { oid, columns } = await handedColumns(session, object, published.columns);
    refuseUnlogged(object, request.fields, columns);
    const partitioned = await readPartitions(session, oid);
    const open = (sql: string) => async (opened: AbortSignal) => {
      isRead = true;
      return copyWithin(taken, sql, `table ${object}`, opened);
    };
    const selection = selectionOf(found, request);
    const { yielded, binary, csv, csvList } = copies(selection, open);
    const { splitBy } = selection;
    const begin = () => {
      isRead = true;
      return { taken, lock };
    };
    const split = splitBy && [
      splitRelation({ ...selection, list: csvList, splitBy, yielded }, sessions, begin),
    ];
    return {
      extraction: {
        columns: yielded,
        offers: [binary, ...(split ?? []), csv],
        ...uniqueBy(found, request.fields),
      },
      handover: formatHandover<Handover>({
        ...moment,
        table: oid,
        publication: publication.oid,
        membership: published.membership,
        columns,
        ...(partitioned ? { partitions: partitioned.partitions } : {}),
      }),
      position: moment.lsn,
      async [Symbol.asyncDispose]() {
        if (isRead || signal.aborted) taken.abandon();
        else
          await session.run('ROLLBACK').then(
            () => taken.done(),
            (error: unknown) => taken.done(error),
          );
      },
    };
  } catch (error) {
    await session.run('ROLLBACK').catch(() => {});
    taken.done(error);
    throw statementError(`beginning to read ${object}`, error);
  }
}

async function currentMoment(session: Session): Promise<{ snapshot: string; lsn: string }> {
  const current = session.version >= 130_000 ? 'pg_current_snapshot' : 'txid_current_snapshot';
  const [first] = await session.rows(`SELECT pg_catalog.${current}()::text`);
  // Asked when the moment is chosen: every commit that it shows is in the log by now.
  const [second] = await session.rows('SELECT pg_catalog.pg_current_wal_insert_lsn()');
  return { snapshot: first?.[0] as string, lsn: second?.[0] as string };
}

/** The columns of a table that its log brings, with the table's oid. Without those that are generated, before version 18. */
async function handedColumns(
  session: Session,
  object: string,
  published: readonly string[] | undefined,
): Promise<{ readonly oid: string; readonly columns: readonly HandedColumn[] }> {
  const { schema, table } = tableName(object);
  const isPublished = '$3::jsonb IS NULL OR a.attname IN (SELECT jsonb_array_elements_text($3::jsonb))';
  const isGenerated = session.version >= 120_000 ? "a.attgenerated <> ''" : 'false';
  // From version 18 on a publication lists those generated columns that it brings; before, it brings none.
  const isLogged =
    session.version >= 180_000
      ? `CASE WHEN ${isGenerated} THEN $3::jsonb IS NOT NULL AND (${isPublished}) ELSE ${isPublished} END`
      : `NOT (${isGenerated}) AND (${isPublished})`;
  const rows = await session.rows(
    `WITH attributes AS (
       SELECT c.oid AS object, a.attname, a.attnum, a.atttypid, a.atttypmod
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE n.nspname = $1 AND c.relname = $2 AND ${isLogged}
     ),
     types(oid, typmod, remote_type, mapping_type) AS (${typesQuery('SELECT atttypid, atttypmod FROM attributes')})
     SELECT a.object, a.attname, a.atttypid, a.atttypmod, t.remote_type, t.mapping_type
     FROM attributes a JOIN types t ON t.oid = a.atttypid AND t.typmod = a.atttypmod ORDER BY a.attnum`,
    [schema, table, published ? JSON.stringify(published) : null],
  );
  return {
    oid: rows[0]?.[0] ?? '',
    columns: rows.map(([, name, type, modifier, remoteType, mapping]) => [
      name as string,
      Number(type),
      Number(modifier),
      remoteType as string,
      mapping as string,
    ]),
  };
}

/** Throws where a field is asked for that the log does not bring. */
function refuseUnlogged(object: string, fields: readonly string[], columns: readonly HandedColumn[]): void {
  const unlogged = fields.filter((field) => !columns.some(([name]) => name === field));
  if (unlogged.length === 0) return;
  throw new SyncformError('unsupported', `${object}: ${unloggedFieldsFault(unlogged)}`);
}
