/** The members of an enum's or set's COLUMN_TYPE: `enum('a','it''s')`. */
export function membersOf(columnType: string): readonly string[] {
  return [...columnType.matchAll(/'((?:[^'\\]|''|\\.)*)'/gs)].map(([, text = '']) =>
    text.replace(/''|\\(.)/gs, (_pair, escaped: string | undefined) => (escaped ? unescaped(escaped) : "'")),
  );
}

function unescaped(letter: string): string {
  return letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter === '0' ? '\0' : letter;
}

/** The text of a set's value: the members whose bits are set, by commas. */
export function setText(buffer: Buffer, at: number, bytes: number, members: readonly string[]): string {
  const chosen: string[] = [];
  for (let i = 0; i < bytes; i++)
    for (let bits = buffer[at + i] as number, bit = 0; bits > 0; bits >>= 1, bit++)
      if (bits & 1) chosen.push(members[i * 8 + bit] ?? '');
  return chosen.join(',');
}
