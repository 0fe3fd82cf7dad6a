import type { Cursor } from './cursor.ts';
import { doubleText } from './doubles.ts';

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
export function geometryText(buffer: Buffer, start: number): string {
  return geometry({ buffer, at: start + 4 });
}

/** Each part says its byte order and what it is; all are written with the lowest byte first. */
function geometry(from: Cursor): string {
  const kind = from.buffer.readUInt32LE(from.at + 1);
  from.at += 5;
  const text = body(kind, from);
  return `${NAMES[kind]}${text}`;
}

function body(kind: number, from: Cursor): string {
  switch (kind) {
    case 1:
      return `(${point(from)})`;
    case 2:
      return list(from, point);
    case 3:
      return list(from, (f) => list(f, point));
    case 4:
      return list(from, (f) => member(f).slice(1, -1));
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
function member(from: Cursor): string {
  const kind = from.buffer.readUInt32LE(from.at + 1);
  from.at += 5;
  return body(kind, from);
}

function count({ buffer, at }: Cursor): number {
  return buffer.readUInt32LE(at);
}

function list(from: Cursor, item: (from: Cursor) => string): string {
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
