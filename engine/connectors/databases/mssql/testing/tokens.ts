/** A piece of T-SQL. What stands in parentheses is one piece, a group. */
export type Token =
  | { readonly kind: 'text' | 'name' | 'word' | 'number' | 'hex' | 'sign'; readonly text: string }
  | { readonly kind: 'group'; readonly inside: readonly Token[] };

const PIECES =
  /(\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|N?'((?:[^']|'')*)'|\[((?:[^\]]|\]\])+)\]|"((?:[^"]|"")+)"|(0x[0-9a-fA-F]*)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([#@\p{L}_][#@$\p{L}\p{N}_]*)|(<>|<=|>=|!=|[^\s])/uy;

/** The pieces of a batch, without spaces and comments. Throws where parentheses do not match. */
export function tokensOf(sql: string): readonly Token[] {
  const levels: Token[][] = [[]];
  PIECES.lastIndex = 0;
  while (PIECES.lastIndex < sql.length) {
    const found = PIECES.exec(sql);
    if (!found) throw new SyntaxError('Unclosed quotation mark after the character string.');
    const [, space, text, bracketed, quoted, hex, number, word, sign] = found;
    const here = levels.at(-1) as Token[];
    if (space !== undefined) continue;
    if (text !== undefined) here.push({ kind: 'text', text: text.replaceAll("''", "'") });
    else if (bracketed !== undefined) here.push({ kind: 'name', text: bracketed.replaceAll(']]', ']') });
    else if (quoted !== undefined) here.push({ kind: 'name', text: quoted.replaceAll('""', '"') });
    else if (hex !== undefined) here.push({ kind: 'hex', text: hex });
    else if (number !== undefined) here.push({ kind: 'number', text: number });
    else if (word?.startsWith('#')) here.push({ kind: 'name', text: word });
    else if (word !== undefined) here.push({ kind: 'word', text: word });
    else if (sign === '(') levels.push([]);
    else if (sign === ')') {
      const inside = levels.pop() as Token[];
      const around = levels.at(-1);
      if (!around) throw new SyntaxError("Incorrect syntax near ')'.");
      around.push({ kind: 'group', inside });
    } else here.push({ kind: 'sign', text: sign as string });
  }
  if (levels.length > 1) throw new SyntaxError("Incorrect syntax near '('.");
  return levels[0] as Token[];
}

/** Whether a piece is one of these keywords. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text.toUpperCase());
}

/** The parts between commas. */
export function listed(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  for (const token of tokens)
    if (token.kind === 'sign' && token.text === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  return parts;
}

/** Where a keyword stands, from a place on; -1 where it does not. */
export function wordAt(tokens: readonly Token[], word: string, from = 0): number {
  return tokens.findIndex((token, i) => i >= from && isWord(token, word));
}
