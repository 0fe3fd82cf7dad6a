import { SyncformError } from '../../../../kit/errors.ts';
import { parseGtids } from './gtids.ts';

/**
 * A place in a server's binary log, between two transactions. As text:
 * `<server>/<file>:<offset>/<born>@<gtid>`, for example `1/mariadb-bin.000003:12345/1732212000@0-1-42`.
 */
export interface LogPosition {
  /** Which server's log: server_id of a MariaDB, server_uuid of a MySQL. */
  readonly server: string;
  /** The file's name: `mariadb-bin.000003`. */
  readonly file: string;
  /** In the file, in bytes. */
  readonly offset: number;
  /** When the file was begun, in seconds since 1970: a log that was begun again has the same names. */
  readonly born: number;
  /**
   * The transactions that the log holds there: MariaDB's GTID position (`0-1-42,1-2-7`), or that of a little before; MySQL's
   * GTID set (`<uuid>:1-5`). Empty where the server counts none, or in a way that is not known here (tags).
   */
  readonly gtid: string;
}

const TEXT = /^([^/]+)\/(.+\.\d+):(\d+)\/(\d+)@([\da-f,:-]*)$/;

export function formatPosition({ server, file, offset, born, gtid }: LogPosition): string {
  return `${server}/${file}:${offset}/${born}@${gtid}`;
}

/** Reads a position as `formatPosition` writes it; throws `invalid` where the text is none. */
export function parsePosition(text: string): LogPosition {
  const [, server, file, offset, born, gtid] = TEXT.exec(text) ?? [];
  if (server === undefined || file === undefined || gtid === undefined)
    throw new SyncformError('invalid', `"${text}" is not a position in a binary log`, {
      hint: 'Run the bulk sync with --resync.',
    });
  return { server, file, offset: Number(offset), born: Number(born), gtid };
}

/**
 * Orders positions: of one server by file and offset, of two (after a failover) by how many transactions GTIDs count, which
 * a replica numbers as its source did.
 */
export function comparePositions(a: LogPosition, b: LogPosition): number {
  if (a.server !== b.server) return parseGtids(a.gtid).count - parseGtids(b.gtid).count;
  return fileNumber(a.file) - fileNumber(b.file) || a.offset - b.offset;
}

/** The number at the end of a file's name. */
export function fileNumber(file: string): number {
  return Number(file.slice(file.lastIndexOf('.') + 1));
}
