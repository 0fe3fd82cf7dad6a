import { bytesOf, watchLine } from '../../../../families/http/watched-line.ts';
import { connectionError } from '../../../../families/postgresql/failures.ts';
import { logIn, type Session, type Sessions } from '../../../../families/postgresql/sessions.ts';
import type { Tunnel } from '../../../../families/tunnel/tunnel.ts';
import { canceled, onAbort } from '../../../../kit/abort.ts';
import { ConnectionError } from '../../../../kit/errors.ts';
import type { PostgresqlConfig } from '../config.ts';
import { postgresServer } from '../server.ts';
import { readError } from './read-message.ts';
import { WholeMessages } from './whole-messages.ts';

/** A line on which the server sends its log, and we how far we are. */
export interface ReplicationLine {
  /** The process at the server's end. */
  readonly processId: number;
  /** Pieces of whole messages of the protocol; undefined at the end of the line. Reading is what takes more from it. */
  next(): Promise<Buffer | undefined>;
  /** Says what is written and what is safe; `wantsReply` has the server say how far it is. */
  report(written: bigint, flushed: bigint, wantsReply: boolean): void;
  /** Ends the line at once. Who waits for `next` gets undefined, or the error where one is given. */
  close(error?: Error): void;
}

/** Bytes that are read ahead of whoever takes them. */
const READ_AHEAD = 1024 * 1024;

/**
 * Logs in for replication and sends `start`, a START_REPLICATION; answers once the server has begun. The driver sees to logging in; from there on the line is
 * read here: what the driver knows of replication neither waits for its reader nor spares a copy of every message.
 */
export async function openReplicationLine(
  config: PostgresqlConfig,
  tunnel: Tunnel | undefined,
  name: string,
  start: string,
  sessions: Sessions,
  signal: AbortSignal,
): Promise<ReplicationLine> {
  const more = { replication: 'database', application_name: name } as const;
  const { client, line, processId } = await logIn(
    config,
    postgresServer(config),
    tunnel,
    signal,
    () => {},
    more,
  );
  // Under the C locale the text of an amount of money is the same at every server.
  await client.query("SET lc_monetary TO 'C'");

  const messages = new WholeMessages();
  const waiting: Buffer[] = [];
  let bytes = 0;
  let isOver = false;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const end = (error?: Error) => {
    failure ??= error;
    isOver = true;
    wake?.();
  };
  line.pause();
  line.removeAllListeners('data');
  line.on('data', (chunk: Buffer) => {
    const whole = messages.push(chunk);
    if (!whole) return;
    waiting.push(whole);
    bytes += whole.length;
    if (bytes > READ_AHEAD) line.pause();
    wake?.();
  });
  line.on('error', (error) => end(connectionError(error, config)));
  line.on('close', () => end());
  line.on('end', () => end());
  const watching = watchLine(
    {
      // It answers every report at once, unless it is deep in its log.
      isOwed: () => !isOver && !line.isPaused(),
      progress: () => bytesOf(line),
      isAtWork: (limit) => sessions.use(limit, (session) => isDecoding(session, processId)),
      cut(error) {
        end(error);
        line.destroy();
      },
    },
    { limitMs: config.inactivity_timeout * 1000, server: `${config.hostname}:${config.port}` },
  );
  line.on('close', () => watching[Symbol.dispose]());
  line.write(query(start));
  line.resume();

  const next = async () => {
    for (;;) {
      const whole = waiting.shift();
      if (whole) {
        bytes -= whole.length;
        if (bytes <= READ_AHEAD && line.isPaused()) line.resume();
        return whole;
      }
      if (failure) throw failure;
      if (isOver) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = undefined;
    }
  };
  const forgetSignal = onAbort(signal, () => end(canceled(signal)));
  try {
    const first = await next();
    if (!first) throw new ConnectionError('refused', 'the server ended the line instead of sending its log');
    waiting.unshift(begun(first));
    bytes += first.length;
  } catch (error) {
    line.destroy();
    throw error;
  } finally {
    forgetSignal();
  }

  return {
    processId,
    next,
    report(written, flushed, wantsReply) {
      if (!isOver && line.writable) line.write(statusUpdate(written, flushed, wantsReply));
    },
    close(error) {
      waiting.length = 0;
      end(error);
      line.destroy();
    },
  };
}

/** Whether the sender is busy with its log: neither waiting for this end nor for something to do. */
async function isDecoding(session: Session, processId: number): Promise<boolean> {
  const [row] = await session.rows(
    `SELECT coalesce(wait_event_type, '') NOT IN ('Client', 'Activity') FROM pg_catalog.pg_stat_activity WHERE pid = ${processId}`,
  );
  return row?.[0] === 't';
}

/** What comes after the server's word that it begins (CopyBothResponse). Throws where its word is an error. */
function begun(messages: Buffer): Buffer {
  for (let at = 0; at < messages.length; ) {
    const next = at + 1 + messages.readUInt32BE(at + 1);
    const type = String.fromCharCode(messages[at] as number);
    if (type === 'E') throw readError(messages, at + 5, next);
    at = next;
    if (type === 'W') return messages.subarray(at);
  }
  return messages.subarray(messages.length);
}

function query(text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const message = Buffer.allocUnsafe(5 + body.length);
  message.write('Q', 0, 'latin1');
  message.writeUInt32BE(4 + body.length, 1);
  body.copy(message, 5);
  return message;
}

/** Microseconds from the Unix epoch to Postgres's, 2000-01-01. */
const EPOCH = 946_684_800_000_000n;

/** "Standby status update" in a CopyData (protocol, "Streaming Replication Protocol"). */
function statusUpdate(written: bigint, flushed: bigint, wantsReply: boolean): Buffer {
  const message = Buffer.allocUnsafe(39);
  message.write('d', 0, 'latin1');
  message.writeUInt32BE(38, 1);
  message.write('r', 5, 'latin1');
  message.writeBigUInt64BE(written, 6);
  message.writeBigUInt64BE(flushed, 14);
  message.writeBigUInt64BE(flushed, 22);
  message.writeBigInt64BE(BigInt(Date.now()) * 1000n - EPOCH, 30);
  message.writeUInt8(wantsReply ? 1 : 0, 38);
  return message;
}
