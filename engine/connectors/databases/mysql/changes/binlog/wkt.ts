import type { Cursor } from './cursor.ts';
import { doubleText } from './doubles.ts';

interface Reading extends Cursor {
  /** MySQL puts brackets around each of many points, MariaDB does not. */
  readonly isMariadb: boolean;
}

const NAMES = [
  '',
  'POINT',
  'LINESTRING',
  'POLYGON',
  'MULTIPOINT',
  'MULTILINESTRING',
  'MULTIPOLYGON',
  'GEOMETRYCOLLECTION',
];

/** The text (WKT) of a geometry as rows hold it: four bytes of the spatial reference system, then its WKB. */
export function geometryText(buffer: Buffer, start: number, isMariadb: boolean): string {
  return geometry({ buffer, at: start + 4, isMariadb });
}

/** Each part says its byte order and what it is; all are written with the lowest byte first. */
function geometry(from: Reading): string {
  const kind = from.buffer.readUInt32LE(from.at + 1);
  from.at += 5;
  const text = body(kind, from);
  return `${NAMES[kind]}${text}`;
}

function body(kind: number, from: Reading): string {
  switch (kind) {
    case 1:
      return `(${point(from)})`;
    case 2:
      return list(from, point);
    case 3:
      return list(from, (f) => list(f, point));
    case 4:
      return list(from, (f) => (f.isMariadb ? member(f).slice(1, -1) : member(f)));
    case 5:
    case 6:
      return list(from, member);
    case 7:
      return count(from) === 0 ? ' EMPTY' : list(from, geometry);
    default:
      throw new RangeError(`a geometry of kind ${kind}`);
  }
}

/** A part whose name is not written, because the whole has said what its parts are. */
function member(from: Reading): string {
  const kind = from.buffer.readUInt32LE(from.at + 1);
  from.at += 5;
  return body(kind, from);
}

function count({ buffer, at }: Cursor): number {
  return buffer.readUInt32LE(at);
}

function list(from: Reading, item: (from: Reading) => string): string {
  const items = count(from);
  from.at += 4;
  return `(${Array.from({ length: items }, () => item(from)).join(',')})`;
}

function point(from: Cursor): string {
  const x = from.buffer.readDoubleLE(from.at);
  const y = from.buffer.readDoubleLE(from.at + 8);
  from.at += 16;
  return `${doubleText(x)} ${doubleText(y)}`;
}
