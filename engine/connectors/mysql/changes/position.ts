import { SyncformError } from '../../../api/errors.ts';

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
  /** When the file was begun, in seconds since 1970: a log that was begun anew has the same names. */
  readonly born: number;
  /** MariaDB's GTID position there, or a little before: `0-1-42,1-2-7`. Empty where the server has none. */
  readonly gtid: string;
}

const TEXT = /^([^/]+)\/(.+\.\d+):(\d+)\/(\d+)@([\d,-]*)$/;

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
  if (a.server !== b.server) return transactions(a.gtid) - transactions(b.gtid);
  return fileNumber(a.file) - fileNumber(b.file) || a.offset - b.offset;
}

/** The number at the end of a file's name. */
export function fileNumber(file: string): number {
  return Number(file.slice(file.lastIndexOf('.') + 1));
}

/** How many transactions a GTID position counts: the sum of its domains' sequence numbers. */
function transactions(gtid: string): number {
  let sum = 0;
  for (const { sequence } of gtidDomains(gtid)) sum += sequence;
  return sum;
}

/** The parts of a GTID position: `0-1-42` is the domain 0, the server 1 and the 42nd transaction. */
export function gtidDomains(
  gtid: string,
): readonly { readonly domain: number; readonly server: number; readonly sequence: number }[] {
  if (gtid === '') return [];
  return gtid.split(',').map((part) => {
    const [domain, server, sequence] = part.split('-').map(Number) as [number, number, number];
    return { domain, server, sequence };
  });
}
