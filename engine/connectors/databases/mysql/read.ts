import { buffer } from 'node:stream/consumers';
import type { FacetOf } from '../../../contract/contract.ts';
import { nextRead, type SourceQuestions } from '../../../contract/next-read.ts';
import { writersAreDone } from '../../../families/sql/open-writers.ts';
import { objectLookup } from '../../../families/sql/read-object.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { columnOf } from '../../../families/sql/source-columns.ts';
import { fieldType } from '../../../types/field-type.ts';
import type { mysqlCapabilities } from './capabilities.ts';
import { cursorExpression, mayBeZeroDate, withoutZone } from './columns.ts';
import type { MysqlConfig } from './config.ts';
import { quoteTable } from './dialect.ts';
import { csvStream, extraction } from './extraction.ts';
import { isMissingPrivilege } from './failures.ts';
import { isRealDate } from './filter.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { catalog, selectionOf } from './source.ts';

/** Reads tables and views, whole or from a tracking field's value on. */
export function readFacet(
  config: MysqlConfig,
  sessions: Sessions,
): FacetOf<typeof mysqlCapabilities, 'read'> {
  const object = objectLookup({ ...catalog, bareIn: config.dbname, sessions });
  const writers = oldestWriters(sessions);
  const questions: SourceQuestions = {
    // Without fingerprints: the server forgets when a table was last changed whenever it starts.
    async highWater(id, field, _configuration, signal, since) {
      const found = await object(id, signal);
      const column = columnOf(found, field);
      // Asked first: a transaction that begins in between is none that the largest value could be beyond.
      const began = isMoment(column) ? await writers(signal) : undefined;
      const order = cursorExpression(column);
      const real = mayBeZeroDate(column) ? ` AND ${isRealDate(column)}` : '';
      const from = `FROM ${quoteTable(found.table)} WHERE ${order} IS NOT NULL${real}${hasCome(column)} ORDER BY ${order} DESC LIMIT 1`;
      const line = await buffer(
        await csvStream({ what: `table ${id}`, columns: [column], from }, sessions, signal),
      );
      const largest = firstValue(line.toString('utf8'));
      if (largest === null) return null;
      if (!began)
        return (await sessions.use(signal, (session) => othersAreDone(session, signal)))
          ? largest
          : (since ?? null);
      const age = began.age();
      return age === 0
        ? largest
        : sessions.use(signal, (session) => secondsBefore(session, largest, age, since));
    },
  };
  return {
    next: (request, position, signal) => nextRead(questions, request, position, signal),
    extract: async (request, signal) =>
      extraction(selectionOf(await object(request.object, signal), request), sessions),
  };
}

/** Whether a column may hold the time at which its row was written. */
function isMoment({ mapping }: SourceColumn): boolean {
  return /^(datetime|timestamp)/.test(mapping);
}

/**
 * The server shows transactions (INNODB_TRX) as they were when they were last asked for, if that was less than a tenth of a
 * second ago: one that began meanwhile would not be seen.
 */
const FORGET_SHOWN = 'DO sleep(0.11)';

/** For how many milliseconds what was found out about open transactions serves other objects too. */
const SHARED_MS = 5000;

/** Open transactions as they were at one moment. */
interface OldestWriter {
  /** For how many seconds, rounded up, one may be open by now that was open then or began since; 0 where there is none. */
  age(): number;
}

/**
 * Asks for the oldest transaction that may still write, once for all objects that ask within a few seconds: what began since
 * counts as open, so that an older answer keeps a position back, and never moves it too far.
 */
function oldestWriters(sessions: Sessions): (signal: AbortSignal) => Promise<OldestWriter> {
  let last: { readonly at: number; readonly age: Promise<number> } | undefined;
  return async (signal) => {
    const isNew = last === undefined || performance.now() - last.at > SHARED_MS;
    const asked = isNew ? { at: performance.now(), age: sessions.use(signal, oldestWriterAge) } : last;
    last = asked;
    if (!asked) throw new TypeError('nothing was asked');
    try {
      const age = await asked.age;
      return { age: () => (isNew ? age : age + Math.ceil((performance.now() - asked.at) / 1000)) };
    } catch (error) {
      if (last === asked) last = undefined;
      throw error;
    }
  };
}

/** A moment some seconds before another, and not before a position that was one already. Texts, in the dialect of CsvStream. */
async function secondsBefore(
  session: Session,
  moment: string,
  seconds: number,
  since: string | undefined,
): Promise<string> {
  const text = withoutZone(moment);
  const before = 'CAST(? AS datetime(6)) - INTERVAL ? SECOND';
  const [row] = since
    ? await session.rows(
        `SELECT least(CAST(? AS datetime(6)), greatest(${before}, CAST(? AS datetime(6))))`,
        [text, text, seconds, withoutZone(since)],
      )
    : await session.rows(`SELECT ${before}`, [text, seconds]);
  return row?.[0] ? row[0] + moment.slice(text.length) : moment;
}

/**
 * For how many seconds, rounded up, the oldest transaction lasts that may still write: what it has written already is
 * seen only when it commits, and a position beyond it would leave those rows behind. Only a user with the PROCESS
 * privilege is told; to others it is 0.
 */
async function oldestWriterAge(session: Session): Promise<number> {
  try {
    // The beginning is shown in the server's own zone.
    await session.run("SET SESSION time_zone = 'SYSTEM'");
    await session.run(FORGET_SHOWN);
    const [row] = await session.rows(
      `SELECT coalesce(max(timestampdiff(SECOND, trx_started, now())) + 1, 0) FROM information_schema.INNODB_TRX
       WHERE trx_mysql_thread_id <> connection_id() AND NOT trx_is_read_only`,
    );
    return Math.max(0, Number(row?.[0]));
  } catch (error) {
    if (isMissingPrivilege(error)) return 0;
    throw error;
  } finally {
    await session.run("SET SESSION time_zone = '+00:00'");
  }
}

/** A condition that leaves out times in the future, in any zone: as a position they would leave behind what comes later. */
function hasCome(column: SourceColumn): string {
  const { kind } = fieldType(column.type);
  const now = kind === 'datetime_tz' ? 'utc_timestamp(6)' : 'utc_timestamp(6) + INTERVAL 14 HOUR';
  return /^(date|datetime|datetime_tz)$/.test(kind) ? ` AND ${cursorExpression(column)} <= ${now}` : '';
}

/** How often transactions that write are asked for, in ms. */
const ASKED_MS = 250;

/** As the family's. Only a user with the PROCESS privilege is told of transactions. */
async function othersAreDone(session: Session, signal: AbortSignal): Promise<boolean> {
  const open = async () =>
    (
      await session.rows(
        `SELECT trx_id FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id <> connection_id() AND NOT trx_is_read_only
           AND (trx_rows_modified > 0 OR trx_lock_structs > 0 OR trx_query IS NOT NULL)`,
      )
    ).map(([transaction]) => transaction);
  try {
    await session.run(FORGET_SHOWN);
    return await writersAreDone(open, ASKED_MS, signal);
  } catch (error) {
    if (isMissingPrivilege(error)) return true;
    throw error;
  }
}

/** The one value of a stream of one column and at most one row; NULL and no row are both null. */
function firstValue(csv: string): string | null {
  const text = csv.replace(/\n$/, '');
  if (text === '') return null;
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}
