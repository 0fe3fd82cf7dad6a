/*
 * What a server says in the protocol TDS 7.4, as bytes ([MS-TDS] names the tokens).
 */

const u16 = (n: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(n);
  return bytes;
};
const u32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
};
const u64 = (n: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(n);
  return bytes;
};
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
/** Texts with the number of their characters before them, as a byte or as two. */
const shortText = (text: string) => Buffer.concat([Buffer.from([text.length]), utf16(text)]);
const longText = (text: string) => Buffer.concat([u16(text.length), utf16(text)]);
const token = (kind: number, body: Buffer) => Buffer.concat([Buffer.from([kind]), u16(body.length), body]);

/** SQL_Latin1_General_CP1_CI_AS. */
const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
/** What no text has: its length where it is NULL. */
const NULL_TEXT = Buffer.alloc(8, 0xff);

export const DONE = { final: 0x00, error: 0x02, count: 0x10, attention: 0x20 } as const;

/** The end of an answer, with how many rows a statement wrote. */
export function done(status: number, count = 0): Buffer {
  return Buffer.concat([Buffer.from([0xfd]), u16(status), u16(0xc1), u64(BigInt(count))]);
}

/** The server's word on what it refuses. */
export function errorToken(number: number, message: string): Buffer {
  const body = [
    u32(number),
    Buffer.from([1, 16]),
    longText(message),
    shortText('standin'),
    shortText(''),
    u32(1),
  ];
  return token(0xaa, Buffer.concat(body));
}

function changed(kind: number, now: string, before: string): Buffer {
  return token(0xe3, Buffer.concat([Buffer.from([kind]), shortText(now), shortText(before)]));
}

/** A login that is taken. */
export function loginAck(database: string, packetSize: number, isByToken: boolean): Buffer {
  const program = Buffer.concat([
    Buffer.from([1, 0x74, 0, 0, 4]),
    shortText('Microsoft SQL Server'),
    Buffer.from([16, 0, 0, 0]),
  ]);
  const size = String(packetSize);
  return Buffer.concat([
    changed(1, database, 'master'),
    token(0xad, program),
    changed(4, size, size),
    ...(isByToken ? [Buffer.from([0xae, 0x02, 0, 0, 0, 0, 0xff])] : []),
    done(DONE.final),
  ]);
}

/** The answer to PRELOGIN: a version, and whether TLS follows. */
export function prelogin(encryption: 'none' | 'required'): Buffer {
  const options = [0, 0, 21, 0, 6, 1, 0, 27, 0, 1, 2, 0, 28, 0, 1, 4, 0, 29, 0, 1, 0xff];
  return Buffer.from([...options, 16, 0, 0, 0, 0, 0, encryption === 'none' ? 2 : 3, 0, 0]);
}

/** A column of an answer: a text or a whole number of so many bytes. */
export interface AnswerColumn {
  readonly name: string;
  readonly bytes: 'text' | 2 | 4 | 8;
}

/** The names and types of an answer's columns. */
export function columnsToken(columns: readonly AnswerColumn[]): Buffer {
  const parts = columns.map(({ name, bytes }) => {
    const type =
      bytes === 'text'
        ? Buffer.concat([Buffer.from([0xe7, 0xff, 0xff]), COLLATION])
        : Buffer.from([0x26, bytes]);
    return Buffer.concat([u32(0), u16(9), type, shortText(name)]);
  });
  return Buffer.concat([Buffer.from([0x81]), u16(columns.length), ...parts]);
}

/** A row of an answer. */
export function rowToken(columns: readonly AnswerColumn[], row: readonly (string | null)[]): Buffer {
  return Buffer.concat([
    Buffer.from([0xd1]),
    ...row.map((value, i) => cell(columns[i]?.bytes ?? 'text', value)),
  ]);
}

function cell(bytes: AnswerColumn['bytes'], value: string | null): Buffer {
  if (bytes === 'text') {
    if (value === null) return NULL_TEXT;
    const text = utf16(value);
    return Buffer.concat([
      u64(BigInt(text.length)),
      ...(text.length > 0 ? [u32(text.length), text] : []),
      u32(0),
    ]);
  }
  if (value === null) return Buffer.from([0]);
  return Buffer.concat([Buffer.from([bytes]), u64(BigInt(value)).subarray(0, bytes)]);
}

/** A message as packets of a size. */
export function packets(body: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, id = 1; at === 0 || at < body.length; id++) {
    const part = body.subarray(at, at + size - 8);
    at += Math.max(part.length, 1);
    const head = Buffer.from([4, at >= body.length ? 1 : 0, 0, 0, 0, 0, id & 255, 0]);
    head.writeUInt16BE(part.length + 8, 2);
    parts.push(head, part);
  }
  return Buffer.concat(parts);
}
