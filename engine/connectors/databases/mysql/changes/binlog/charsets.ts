import type { Session } from '../../session.ts';

/** Text of bytes from `start` to `end`. */
export type Decoder = (buffer: Buffer, start: number, end: number) => string;

/** Character sets whose decoding is known here. */
const KNOWN: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['utf8mb4', (buffer, start, end) => buffer.toString('utf8', start, end)],
  ['utf8mb3', (buffer, start, end) => buffer.toString('utf8', start, end)],
  ['utf8', (buffer, start, end) => buffer.toString('utf8', start, end)],
  ['ascii', (buffer, start, end) => buffer.toString('latin1', start, end)],
  ['utf16le', (buffer, start, end) => buffer.toString('utf16le', start, end)],
  ['utf16', bigEndian],
  ['ucs2', bigEndian],
  ['utf32', utf32],
]);

function bigEndian(buffer: Buffer, start: number, end: number): string {
  return Buffer.from(buffer.subarray(start, end)).swap16().toString('utf16le');
}

function utf32(buffer: Buffer, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 4) text += String.fromCodePoint(buffer.readUInt32BE(at));
  return text;
}

/** Decoders by the character set's name. */
export type Decoders = ReadonlyMap<string, Decoder>;

/** Of some character sets, those whose text cannot be read: with several bytes a character, and not Unicode. */
export async function unreadableCharsets(
  session: Session,
  charsets: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const others = [...new Set(charsets)].filter((name) => !KNOWN.has(name) && name !== 'binary');
  if (others.length === 0) return new Set();
  const rows = await session.rows(
    'SELECT CHARACTER_SET_NAME FROM information_schema.CHARACTER_SETS WHERE MAXLEN = 1',
  );
  const single = new Set(rows.map(([name]) => name));
  return new Set(others.filter((name) => !single.has(name)));
}

/** Decoders of these character sets. Those of one byte a character are as the server itself says. */
export async function loadDecoders(session: Session, charsets: Iterable<string>): Promise<Decoders> {
  const decoders = new Map(KNOWN);
  const unreadable = await unreadableCharsets(session, charsets);
  for (const name of new Set(charsets))
    if (!decoders.has(name) && name !== 'binary' && !unreadable.has(name))
      decoders.set(name, byTable(await characters(session, name)));
  return decoders;
}

/** The character of each of a character set's 256 bytes. */
async function characters(session: Session, charset: string): Promise<readonly string[]> {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('hex');
  const [row] = await session.rows(`SELECT HEX(CONVERT(_${charset} X'${all}' USING utf32))`);
  const codes = Buffer.from(row?.[0] ?? '', 'hex');
  return Array.from({ length: 256 }, (_, i) => String.fromCodePoint(codes.readUInt32BE(i * 4)));
}

function byTable(table: readonly string[]): Decoder {
  return (buffer, start, end) => {
    let text = '';
    for (let at = start; at < end; at++) text += table[buffer[at] as number];
    return text;
  };
}
