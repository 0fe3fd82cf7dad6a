/*
 * What a client says in the protocol TDS 7.4, read from its bytes ([MS-TDS] names the messages).
 */

/** Kinds of messages. */
export const MESSAGE = { batch: 0x01, attention: 0x06, bulk: 0x07, login: 0x10, prelogin: 0x12 } as const;

export interface Login {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Whether a token came in place of user and password. */
  readonly isByToken: boolean;
}

/** A token with which the stand-in lets a user in. */
export function tokenOf(login: Pick<Login, 'user' | 'password'>): string {
  return Buffer.from(JSON.stringify(login)).toString('base64url');
}

function loginOf(token: string): Pick<Login, 'user' | 'password'> {
  return JSON.parse(Buffer.from(token, 'base64url').toString()) as Pick<Login, 'user' | 'password'>;
}

/** The token among the extensions of LOGIN7 (FEDAUTH, of the kind that brings the token along); undefined where there is none. */
function readToken(bytes: Buffer): string | undefined {
  if (((bytes[27] ?? 0) & 0x10) === 0) return undefined;
  let at = bytes.readUInt32LE(bytes.readUInt16LE(36 + 5 * 4));
  for (; bytes[at] !== 0xff; at += 5 + bytes.readUInt32LE(at + 1)) {
    if (bytes[at] !== 0x02) continue;
    const length = bytes.readUInt32LE(at + 6);
    return bytes.subarray(at + 10, at + 10 + length).toString('utf16le');
  }
  return undefined;
}

/** LOGIN7, whose password has its half-bytes swapped and some bits turned over. */
export function readLogin(bytes: Buffer): Login {
  const field = (i: number) => {
    const [at, length] = [bytes.readUInt16LE(36 + i * 4), bytes.readUInt16LE(38 + i * 4)];
    return bytes.subarray(at, at + length * 2);
  };
  const database = field(8).toString('utf16le');
  const token = readToken(bytes);
  if (token !== undefined) return { ...loginOf(token), database, isByToken: true };
  const password = Buffer.from(field(2)).map((byte) => {
    const turned = byte ^ 0xa5;
    return ((turned << 4) | (turned >> 4)) & 0xff;
  });
  return {
    user: field(1).toString('utf16le'),
    password: Buffer.from(password).toString('utf16le'),
    database,
    isByToken: false,
  };
}

/** The text of a batch, after the headers. */
export function readBatch(bytes: Buffer): string {
  return bytes.subarray(bytes.readUInt32LE(0)).toString('utf16le');
}

export interface BulkRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A bulk load's rows, of whole numbers and texts of any length: the connector sends nothing else. */
export function readBulk(bytes: Buffer): BulkRows {
  let at = 3;
  const columns: { readonly name: string; readonly type: number }[] = [];
  for (let left = bytes.readUInt16LE(1); left > 0; left--) {
    const type = bytes.readUInt8(at + 6);
    at += 7 + (type === 0x26 ? 1 : 7);
    const length = bytes.readUInt8(at);
    columns.push({ type, name: bytes.subarray(at + 1, at + 1 + length * 2).toString('utf16le') });
    at += 1 + length * 2;
    if (type !== 0x26 && type !== 0xe7) throw new RangeError(`a bulk load of type 0x${type.toString(16)}`);
  }
  const number = () => {
    const size = bytes.readUInt8(at);
    at += 1 + size;
    if (size === 0) return null;
    return size === 8 ? String(bytes.readBigInt64LE(at - 8)) : String(bytes.readIntLE(at - size, size));
  };
  const text = () => {
    const length = bytes.readBigUInt64LE(at);
    at += 8;
    if (length === 0xffffffffffffffffn) return null;
    const parts: Buffer[] = [];
    for (;;) {
      const size = bytes.readUInt32LE(at);
      at += 4;
      if (size === 0) return Buffer.concat(parts).toString('utf16le');
      parts.push(bytes.subarray(at, at + size));
      at += size;
    }
  };
  const rows: (string | null)[][] = [];
  while (at < bytes.length && bytes[at] === 0xd1) {
    at++;
    rows.push(columns.map(({ type }) => (type === 0x26 ? number() : text())));
  }
  return { columns: columns.map(({ name }) => name), rows };
}
