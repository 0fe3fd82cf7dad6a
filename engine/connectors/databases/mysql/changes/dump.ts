import { randomInt } from 'node:crypto';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import { canceled } from '../../../../kit/abort.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import type { MysqlConfig } from '../config.ts';
import { connectionError, isServerError, statementError } from '../failures.ts';
import type { RowFlow } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import { quoteLiteral } from '../sql.ts';
import { MysqlGtids } from './gtids.ts';
import type { LogPosition } from './position.ts';
import { type LogServer, logServer } from './server.ts';

/** COM_BINLOG_DUMP */
const DUMP = 0x12;
/** COM_BINLOG_DUMP_GTID, and its flag that says that a set of GTIDs comes. */
const DUMP_GTID = 0x1e;
const THROUGH_GTID = 4;

/** The server says at least so often that it is there: seconds. It has the time in nanoseconds. */
export const HEARTBEAT_S = 2;

/** Where in a log to begin. */
export type DumpStart = Pick<LogPosition, 'file' | 'offset'> & Partial<Pick<LogPosition, 'server' | 'gtid'>>;

/** Events as they come. */
export interface DumpTaker {
  /** Told once, before anything else comes. `isByGtid`: the file and offset are another server's, its GTIDs decided. */
  opened?(server: LogServer, isByGtid: boolean, flow: RowFlow): void;
  /** A packet: a byte, then an event. Throws to stop. */
  packet(buffer: Buffer, start: number, end: number): void;
  failed(error: unknown): void;
}

/**
 * Asks a server for its log, from a position on and for ever. Answers how to end it, which also happens after a failure.
 * A position of another server is found by its GTIDs.
 */
export async function openDump(
  config: MysqlConfig,
  sessions: Sessions,
  start: DumpStart,
  taker: DumpTaker,
  signal: AbortSignal,
): Promise<() => void> {
  const taken = await sessions.take(signal);
  try {
    const { session } = taken;
    const server = await logServer(session);
    const isByGtid = start.server !== undefined && start.server !== server.id;
    if (isByGtid && !start.gtid)
      throw logLost('the connection leads to another server, whose log is not that which was followed');
    await session.run(`SET ${settings(server, isByGtid ? start.gtid : undefined)}`);
    const flow = session.command(
      isByGtid ? gtidRequest(server, start.gtid ?? '') : request(start.file, start.offset),
      {
        packet: (...packet) => taker.packet(...packet),
        end: () => taker.failed(dumpError(new Error('the server has ended its log'), config)),
        failed: (error) => taker.failed(signal.aborted ? canceled(signal) : dumpError(error, config)),
      },
    );
    taker.opened?.(server, isByGtid, flow);
    return () => taken.abandon();
  } catch (error) {
    taken.done(error);
    throw signal.aborted ? canceled(signal) : statementError('reading the binary log', error);
  }
}

/** What a reader of the log tells the server of itself. */
function settings({ isMariadb }: LogServer, gtid: string | undefined): string {
  const heartbeat = HEARTBEAT_S * 1_000_000_000;
  const common = `@master_heartbeat_period = ${heartbeat}, @master_binlog_checksum = @@global.binlog_checksum`;
  if (!isMariadb)
    return `${common}, @source_heartbeat_period = ${heartbeat}, @source_binlog_checksum = @@global.binlog_checksum, @slave_uuid = uuid(), @replica_uuid = uuid()`;
  const from =
    gtid === undefined
      ? 'NULL'
      : `${quoteLiteral(gtid)}, @slave_gtid_strict_mode = 0, @slave_gtid_ignore_duplicates = 0`;
  // 4: it knows GTID events.
  return `${common}, @mariadb_slave_capability = 4, @slave_connect_state = ${from}`;
}

/** A request for what comes after GTIDs, which a MariaDB has been told before. */
function gtidRequest({ isMariadb }: LogServer, gtid: string): Buffer {
  if (isMariadb) return request('', 4);
  const data = MysqlGtids.parse(gtid).encoded();
  const head = Buffer.alloc(23);
  head[0] = DUMP_GTID;
  head.writeUInt16LE(THROUGH_GTID, 1);
  head.writeUInt32LE(readerNumber(), 3);
  // No file, and the place at which every file begins.
  head.writeBigUInt64LE(4n, 11);
  head.writeUInt32LE(data.length, 19);
  return Buffer.concat([head, data]);
}

/** Each reader has a number of its own: of two with the same the server sends the first one away. */
function readerNumber(): number {
  return randomInt(2 ** 30, 2 ** 31);
}

function request(file: string, offset: number): Buffer {
  if (offset >= 2 ** 32)
    throw new SyncformError(
      'failed',
      `the log file ${file} is larger than 4 GiB, where no reader can begin`,
      {
        hint: 'Run the bulk sync with --resync, and keep transactions smaller.',
      },
    );
  const name = Buffer.from(file);
  const head = Buffer.alloc(11);
  head[0] = DUMP;
  head.writeUInt32LE(offset, 1);
  head.writeUInt32LE(readerNumber(), 7);
  return Buffer.concat([head, name]);
}

/** ER_MASTER_FATAL_ERROR_READING_BINLOG: what was asked for is not there, or not any more. */
const FATAL_READING = 1236;

/** What the same error says of a file that was not written to its end. */
const CUT = /^binlog truncated in the middle of event/;

/** The server ended the session: it was killed, or the server stops. */
const ENDED: ReadonlySet<number> = new Set([1053, 1317, 1927, 3169]);

/** A file of the log ends within an event. */
export class LogCut extends SyncformError {
  constructor(cause: Error) {
    super('connection_failed', 'the server cannot read its binary log: a file of it ends within an event', {
      hint: 'Check whether the disk of the server is full, then run the bulk sync again; it goes on from where it is.',
      cause,
    });
  }
}

function dumpError(error: unknown, config: MysqlConfig): SyncformError {
  if (error instanceof SyncformError) return error;
  if (isServerError(error)) {
    if (error.errno === FATAL_READING)
      return CUT.test(error.message) ? new LogCut(error) : logLost(error.message);
    if (!ENDED.has(error.errno)) return statementError('reading the binary log', error);
  }
  return connectionError(error, config);
}

/** The log is not there any more, or is another one. */
export function logLost(reason: string): SyncformError {
  return changesLost(
    reason,
    'keep the binary log for longer (binlog_expire_logs_seconds) than syncs may pause',
  );
}
