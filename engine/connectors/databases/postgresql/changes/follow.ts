import type { ChangeEvent, Following, FollowRequest } from '../../../../contract/changes.ts';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import type { Session, Sessions } from '../../../../families/postgresql/sessions.ts';
import { canceled, onAbort, pause } from '../../../../kit/abort.ts';
import { ConnectionError, SyncformError } from '../../../../kit/errors.ts';
import type { PostgresqlConfig } from '../config.ts';
import { quoteIdentifier, quoteLiteral } from '../sql.ts';
import { complete } from './complete.ts';
import { departures } from './departures.ts';
import { FollowedTable } from './followed-table.ts';
import { unknownKeys } from './identity.ts';
import { formatLsn, parseLsn } from './lsn.ts';
import { openReplicationLine, type ReplicationLine } from './replication-line.ts';
import { ShutdownSigns } from './shutdown.ts';
import { awaitInactive, endReader, lossOf, readSlot } from './slot.ts';
import { slotOf } from './slot-name.ts';
import type { Source } from './source.ts';
import { streamError } from './stream-error.ts';
import { Translator } from './translate.ts';

/** How often the server is told how far we are, and asked how far it is; with an end to reach, more often. Milliseconds. */
const REPORT_MS = 2_000;
const REPORT_TO_END_MS = 100;
/** How often it is looked after what the log does not say, in milliseconds. */
const LOOK_MS = 10_000;
const CLOSE_LIMIT_MS = 20_000;
/** The same where somebody waits for the end of what was cancelled. */
const CANCEL_LIMIT_MS = 3_000;

/** Follows a slot from a position on. */
export async function follow(
  source: Source,
  { stream, objects, from, until }: FollowRequest,
  signal: AbortSignal,
): Promise<Following> {
  const { config, publication, sessions } = source;
  const slot = slotOf(stream);
  await awaitInactive(sessions, slot, signal);
  const tables = await sessions.use(signal, async (session) => {
    const loss = await lossOf(session, slot, await readSlot(session, slot), from);
    if (loss !== undefined) throw changesLost(loss);
    const digits = await moneyDigits(session);
    return objects.map((object) => new FollowedTable(object, digits));
  });
  const departed = () => sessions.use(signal, (session) => departures(session, publication, tables));
  const first = await departed();
  for (const { object } of first) endOf(tables, object);
  const stay = objects.filter(({ id }) => !first.some(({ object }) => object === id));
  const [unknown] = await sessions.use(signal, (session) => unknownKeys(session, stay));
  if (unknown) throw new SyncformError('unsupported', `${unknown[0]}: ${unknown[1]}`);

  const start = parseLsn(from);
  const end = until === undefined ? undefined : parseLsn(until);
  const translator = new Translator(tables, start, end);
  const interval = await reportInterval(sessions, config, end, signal);
  const line = await startReplication(source, slot, from, signal);
  let safe = 0n;
  const report = (wantsReply: boolean) => line.report(translator.position, safe, wantsReply);
  const reporting = setInterval(() => report(true), interval);
  const forgetSignal = onAbort(signal, () => line.close(canceled(signal)));
  report(true);

  async function* events(): AsyncGenerator<readonly ChangeEvent[]> {
    if (first.length > 0) yield first;
    if (end !== undefined && start >= end) {
      yield [{ type: 'commit', position: from }];
      return;
    }
    const shutdown = new ShutdownSigns();
    let lookedAt = Date.now();
    while (!translator.isOver) {
      const said = await nextEvents(line, translator, sessions, config, signal);
      if (said.length > 0) yield said;
      if (translator.wantsReply) {
        report(false);
        if (shutdown.asked(Date.now())) throw new ConnectionError('refused', 'the server is shutting down');
      }
      if (Date.now() - lookedAt < LOOK_MS) continue;
      lookedAt = Date.now();
      const gone = await departed();
      for (const { object } of gone) endOf(tables, object);
      if (gone.length > 0) yield gone;
    }
  }

  return {
    events: events(),
    async acknowledge(position) {
      const lsn = parseLsn(position);
      if (lsn > safe) safe = lsn;
      report(false);
      for (let wait = 1; ; wait = Math.min(wait * 2, 100)) {
        const confirmed = await sessions.use(signal, (session) => readSlot(session, slot));
        if (!confirmed?.confirmed_flush_lsn) throw changesLost(`replication slot ${slot} is gone`);
        if (parseLsn(confirmed.confirmed_flush_lsn) >= lsn) return;
        if (!confirmed.active)
          throw new ConnectionError(
            'refused',
            'the server has ended the stream before it took note of what is safe',
          );
        await pause(wait, signal);
      }
    },
    async [Symbol.asyncDispose]() {
      forgetSignal();
      clearInterval(reporting);
      line.close();
      // A server that does not answer has nobody reading from it either.
      const limit = signal.aborted ? CANCEL_LIMIT_MS : CLOSE_LIMIT_MS;
      await endReader(sessions, slot, line.processId, AbortSignal.timeout(limit)).catch(() => {});
    },
  };
}

/** Reads the next piece and makes its events complete. */
async function nextEvents(
  line: ReplicationLine,
  translator: Translator,
  sessions: Sessions,
  config: PostgresqlConfig,
  signal: AbortSignal,
): Promise<readonly ChangeEvent[]> {
  try {
    const piece = await line.next();
    if (!piece) throw new ConnectionError('refused', 'the server has ended the stream of changes');
    const events = translator.read(piece);
    const { movedRows, openValues } = translator;
    if (movedRows.length > 0 || openValues.length > 0)
      await sessions.use(signal, (session) => complete(session, movedRows, openValues));
    return events;
  } catch (error) {
    if (signal.aborted) throw canceled(signal);
    throw streamError(error, config);
  }
}

/** Has the server begin to send. Somebody else may have been faster; then it is their turn first. */
async function startReplication(
  { config, publication, sessions, tunnel }: Source,
  slot: string,
  from: string,
  signal: AbortSignal,
): Promise<ReplicationLine> {
  const command = startCommand(slot, from, publication);
  for (let tries = 0; ; tries++) {
    try {
      return await openReplicationLine(config, tunnel, slot, command, sessions, signal);
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      const meaning = streamError(error, config);
      if (meaning.code !== 'locked' || tries > 3) throw meaning;
      await awaitInactive(sessions, slot, signal);
    }
  }
}

function startCommand(slot: string, from: string, publication: string): string {
  const names = quoteLiteral(quoteIdentifier(publication));
  return `START_REPLICATION SLOT ${quoteIdentifier(slot)} LOGICAL ${formatLsn(parseLsn(from))} (proto_version '1', publication_names ${names})`;
}

/** Digits that the database's currency has after the point. */
async function moneyDigits(session: Session): Promise<number> {
  const [row] = await session.rows('SELECT scale(1::money::numeric)');
  return Number(row?.[0] ?? 2);
}

/** Often enough that the server does not take us for gone (wal_sender_timeout). */
async function reportInterval(
  sessions: Sessions,
  { inactivity_timeout }: PostgresqlConfig,
  end: bigint | undefined,
  signal: AbortSignal,
): Promise<number> {
  const [row] = await sessions.use(signal, (session) =>
    session.rows("SELECT setting FROM pg_catalog.pg_settings WHERE name = 'wal_sender_timeout'"),
  );
  const timeout = Number(row?.[0] ?? 0);
  // The server answers each report, which shows that it is there.
  const shown = (inactivity_timeout * 1000) / 4;
  const wanted = Math.min(shown, end === undefined ? REPORT_MS : REPORT_TO_END_MS);
  return timeout > 0 ? Math.max(1, Math.min(wanted, timeout / 4)) : wanted;
}

function endOf(tables: readonly FollowedTable[], id: string): void {
  for (const table of tables) if (table.id === id) table.isEnded = true;
}
