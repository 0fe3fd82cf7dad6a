import type { StreamedColumn, StreamedTable } from './followed-table.ts';

/** Microseconds from the Unix epoch to Postgres's, 2000-01-01. */
const EPOCH = 946_684_800_000_000n;

/** A time of the log (microseconds since 2000-01-01 UTC) as an instant in the dialect of CSV. */
export function instant(time: bigint): string {
  const microseconds = time + EPOCH;
  const seconds = microseconds / 1_000_000n;
  const fraction = (microseconds % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `${text}${fraction && `.${fraction}`}+00`;
}

/** Reads a "Relation" of pgoutput from after its first byte (protocol, "Logical Replication Message Formats"). */
export function readRelation(from: Buffer, start: number): StreamedTable {
  let at = start;
  const text = () => {
    const end = from.indexOf(0, at);
    const found = from.toString('utf8', at, end);
    at = end + 1;
    return found;
  };
  const oid = from.readUInt32BE(at);
  at += 4;
  const schema = text() || 'pg_catalog';
  const table = text();
  // REPLICA IDENTITY; the columns' flags say what follows of it.
  at += 1;
  const count = from.readUInt16BE(at);
  at += 2;
  const columns: StreamedColumn[] = [];
  for (let i = 0; i < count; i++) {
    const isIdentity = (from.readUInt8(at) & 1) === 1;
    at += 1;
    const name = text();
    columns.push({ name, isIdentity, type: from.readUInt32BE(at), modifier: from.readInt32BE(at + 4) });
    at += 8;
  }
  return { oid: String(oid), schema, table, columns };
}

/** Reads an "ErrorResponse" from after its length: its fields by their letters. */
export function readError(from: Buffer, start: number, end: number): Error & { code: string } {
  const fields = new Map<string, string>();
  for (const field of from.toString('utf8', start, end).split('\0'))
    if (field !== '') fields.set(field.charAt(0), field.slice(1));
  return Object.assign(new Error(fields.get('M') ?? 'the server says no more'), {
    code: fields.get('C') ?? 'XX000',
    detail: fields.get('D'),
    hint: fields.get('H'),
  });
}
