import { Transform } from 'node:stream';

/** A row that is longer than a reader takes. */
export interface LongRow {
  /** The fields at its beginning that are whole within its first bytes, in order; null is NULL. */
  readonly fields: readonly (string | null)[];
  /** The place of its longest field. */
  readonly longest: number;
}

/** So much of the beginning of a long row is kept, to name it by. */
const KEPT = 64 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;

/**
 * Passes a stream of the engine's dialect of CSV on without the rows of more than `most` bytes, each of which it tells.
 * Holds one row at a time.
 */
export function withoutLongRows(most: number, tell: (row: LongRow) => void): Transform {
  let pieces: Buffer[] = [];
  let length = 0;
  let isQuoted = false;
  let field = { place: 0, length: 0 };
  let longest = field;
  const endField = () => {
    if (field.length > longest.length) longest = field;
    field = { place: field.place + 1, length: 0 };
  };
  /** Takes bytes of the row that is under way. */
  const take = (bytes: Buffer) => {
    const before = length;
    length += bytes.length;
    if (before <= most) pieces.push(bytes);
    if (length > most && before <= most) pieces = [Buffer.concat(pieces).subarray(0, KEPT)];
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let begin = 0;
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i];
        if (byte === QUOTE) isQuoted = !isQuoted;
        if (isQuoted || (byte !== COMMA && byte !== NEWLINE)) field.length++;
        else endField();
        if (isQuoted || byte !== NEWLINE) continue;
        take(chunk.subarray(begin, i + 1));
        if (length - 1 > most) tell({ fields: fieldsOf(pieces[0] as Buffer), longest: longest.place });
        else for (const piece of pieces) this.push(piece);
        begin = i + 1;
        pieces = [];
        length = 0;
        field = { place: 0, length: 0 };
        longest = field;
      }
      if (begin < chunk.length) take(chunk.subarray(begin));
      done();
    },
    flush(done) {
      if (length > most) tell({ fields: fieldsOf(pieces[0] as Buffer), longest: longest.place });
      else for (const piece of pieces) this.push(piece);
      done();
    },
  });
}

/** The whole fields at the beginning of a row. */
function fieldsOf(beginning: Buffer): readonly (string | null)[] {
  const text = beginning.toString('utf8');
  const fields: (string | null)[] = [];
  const next = /(?:"((?:[^"]|"")*)"|([^",\n]*))[,\n]/y;
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const [, quoted, plain = ''] = found;
    fields.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
  }
  return fields;
}
