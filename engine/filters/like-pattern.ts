/** A pattern over whole texts, free of any database's escaping: any text, one character, or exactly this text. */
export type LikePattern = readonly LikePart[];
export type LikePart = 'anything' | 'character' | { readonly text: string };

/**
 * Reads LIKE's notation: `%`, `_` and the backslash that takes either of them, itself or any other character as it is.
 * Answers undefined where the pattern ends in a backslash that has nothing after it.
 */
export function parseLikePattern(notation: string): LikePattern | undefined {
  const parts: LikePart[] = [];
  let text = '';
  const flush = () => {
    if (text) parts.push({ text });
    text = '';
  };
  const characters = [...notation];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string;
    if (character === '\\') {
      const next = characters[++i];
      if (next === undefined) return undefined;
      text += next;
    } else if (character === '%' || character === '_') {
      flush();
      parts.push(character === '%' ? 'anything' : 'character');
    } else text += character;
  }
  flush();
  return parts;
}

/** The notation with backslashes for an SQL LIKE; `escaped` says whether it needs its ESCAPE clause. */
export function formatLikePattern(pattern: LikePattern): {
  readonly notation: string;
  readonly escaped: boolean;
} {
  const notation = pattern
    .map((part) => {
      if (part === 'anything') return '%';
      return part === 'character' ? '_' : part.text.replace(/[\\%_]/g, '\\$&');
    })
    .join('');
  return { notation, escaped: notation.includes('\\') };
}
