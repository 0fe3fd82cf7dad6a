import { crc32 } from 'node:zlib';
import type { MariadbGtid, MysqlGtid } from '../gtids.ts';
import { uuidText } from './addresses.ts';

/*
 * Events of a binary log, as MySQL's "Binlog Event" documents and MariaDB's "Replication protocol" describe them. What
 * MariaDB added has numbers from 160.
 */

export const QUERY = 2;
export const STOP = 3;
export const ROTATE = 4;
export const FORMAT_DESCRIPTION = 15;
export const XID = 16;
export const EXECUTE_LOAD_QUERY = 18;
export const TABLE_MAP = 19;
export const INCIDENT = 26;
export const HEARTBEAT = 27;
export const GTID = 33;
export const ANONYMOUS_GTID = 34;
export const XA_PREPARE = 38;
export const PARTIAL_UPDATE_ROWS = 39;
export const TRANSACTION_PAYLOAD = 40;
export const TAGGED_GTID = 42;
export const MARIADB_GTID = 162;
export const QUERY_COMPRESSED = 165;

/** Set of events that are not in the file, but that the server makes up for the reader. */
const ARTIFICIAL = 0x20;

/** Length of the header that all events have. */
export const HEADER_LENGTH = 19;

/** An event, where it lies in a packet. */
export interface LogEvent {
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly type: number;
  readonly serverId: number;
  /** Bytes that it takes in the file, header and checksum included. */
  readonly size: number;
  /** The lower 32 bits of the offset in the file at which the next event begins; 0 of one that is not in the file. */
  readonly next: number;
  readonly isArtificial: boolean;
  readonly buffer: Buffer;
  /** Where its body begins and ends, the checksum excluded. */
  readonly start: number;
  readonly end: number;
}

/** The event in a packet whose payload begins at `start` with a byte of no interest. */
export function readEvent(buffer: Buffer, start: number, end: number, checksumLength: number): LogEvent {
  const at = start + 1;
  return {
    timestamp: buffer.readUInt32LE(at),
    type: buffer[at + 4] as number,
    serverId: buffer.readUInt32LE(at + 5),
    size: buffer.readUInt32LE(at + 9),
    next: buffer.readUInt32LE(at + 13),
    isArtificial: (buffer.readUInt16LE(at + 17) & ARTIFICIAL) !== 0,
    buffer,
    start: at + HEADER_LENGTH,
    end: end - checksumLength,
  };
}

/**
 * How long the checksums are that the events of a file have, as its format description event says. `end` is that of the
 * whole packet: this event has room for one in any case.
 */
export function checksumLengthOf({ buffer }: LogEvent, end: number): number {
  // Before it stands the algorithm: 0 none, 1 CRC32.
  return buffer[end - 5] === 1 ? 4 : 0;
}

/**
 * The file that a rotate event says the log goes on in, and where. `end` is that of the whole packet: one that the server
 * makes up may have a checksum where those of the file have none, and the other way round.
 */
export function readRotation(
  { buffer, start }: LogEvent,
  end: number,
): {
  readonly file: string;
  readonly offset: number;
} {
  const hasChecksum = crc32(buffer.subarray(start - HEADER_LENGTH, end - 4)) === buffer.readUInt32LE(end - 4);
  return {
    offset: Number(buffer.readBigUInt64LE(start)),
    file: buffer.toString('utf8', start + 8, hasChecksum ? end - 4 : end),
  };
}

/** What a MariaDB's GTID event says: the transaction that follows. */
export function readMariadbGtid({ buffer, start, serverId }: LogEvent): MariadbGtid & {
  /** Whether one event follows, and no commit. */
  readonly isStandalone: boolean;
  /** Whether the transaction is only prepared, to be decided later. */
  readonly isPrepared: boolean;
} {
  const flags = buffer[start + 12] as number;
  return {
    sequence: Number(buffer.readBigUInt64LE(start)),
    domain: buffer.readUInt32LE(start + 8),
    server: serverId,
    isStandalone: (flags & 1) !== 0,
    isPrepared: (flags & 64) !== 0,
  };
}

/** What a MySQL's GTID event says: the transaction that follows. */
export function readMysqlGtid({ buffer, start }: LogEvent): MysqlGtid {
  return {
    source: uuidText(buffer.subarray(start + 1, start + 17)),
    number: Number(buffer.readBigUInt64LE(start + 17)),
  };
}

/** What a row event does with its rows. */
export interface RowEventKind {
  readonly change: 'insert' | 'update' | 'delete';
  /** Length of what comes before the columns in the body; of version 2 more may follow. */
  readonly version: 1 | 2;
  readonly isCompressed: boolean;
}

const CHANGES = ['insert', 'update', 'delete'] as const;

/** By event number: 23 and 30 are MySQL's two versions, 166 and 169 MariaDB's compressed ones. */
export const ROW_EVENTS: ReadonlyMap<number, RowEventKind> = new Map(
  CHANGES.flatMap((change, i): [number, RowEventKind][] => [
    [23 + i, { change, version: 1, isCompressed: false }],
    [30 + i, { change, version: 2, isCompressed: false }],
    [166 + i, { change, version: 1, isCompressed: true }],
    [169 + i, { change, version: 2, isCompressed: true }],
  ]),
);
