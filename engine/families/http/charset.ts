import { TextDecoder } from 'node:util';

/** Text of an answer, and what kept bytes of it from being read. */
export interface DecodedText {
  readonly text: string;
  /** What is wrong with the text: the end of a sentence about the answer. Undefined where every byte was read as it is. */
  readonly fault?: string;
}

/** Marks of Unicode encodings at the start of a text. They say more than a header, which a proxy may have written. */
const MARKS: readonly (readonly [encoding: string, ...bytes: number[]])[] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
];

const REPLACEMENT = '\uFFFD';

/**
 * Decodes a text by its byte order mark, else by the charset of its Content-Type, else as UTF-8; the mark is left out.
 * Bytes that the encoding does not have are replaced and told as a fault.
 */
export function decodeText(bytes: Buffer, contentType: string | string[] | undefined): DecodedText {
  const mark = MARKS.find(([, ...first]) => first.every((byte, i) => bytes[i] === byte))?.[0];
  const named = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(String(contentType ?? ''))?.[1];
  const encoding = mark ?? named ?? 'utf-8';
  const decoder = decoderFor(encoding, true);
  if (!decoder)
    return {
      text: bytes.toString('utf8'),
      fault: `is in a charset that syncform does not know: ${encoding}`,
    };
  try {
    return { text: decoder.decode(bytes) };
  } catch {
    const text = decoderFor(encoding, false)?.decode(bytes) ?? '';
    return {
      text,
      fault: `has bytes that are not ${encoding.toUpperCase()}${placeOf(text, bytes, encoding)}`,
    };
  }
}

function decoderFor(encoding: string, fatal: boolean): TextDecoder | undefined {
  try {
    return new TextDecoder(encoding, { fatal });
  } catch {
    return undefined;
  }
}

/** Where the first byte lies that UTF-8 does not have; a replacement character that the text has itself is passed over. */
function placeOf(text: string, bytes: Buffer, encoding: string): string {
  if (!/^utf-?8$/i.test(encoding)) return '';
  const own = Buffer.from(REPLACEMENT);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : 0;
  let offset = start;
  for (let from = 0; ; ) {
    const at = text.indexOf(REPLACEMENT, from);
    if (at === -1) return '';
    offset += Buffer.byteLength(text.slice(from, at));
    if (!bytes.subarray(offset, offset + own.length).equals(own)) return `, the first at byte ${offset + 1}`;
    offset += own.length;
    from = at + 1;
  }
}
