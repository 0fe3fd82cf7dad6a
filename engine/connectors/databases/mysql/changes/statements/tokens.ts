/** A word, a quoted name, a string or a sign of a statement. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'sign';
  /** Without its quotes. */
  readonly text: string;
}

const TOKEN = new RegExp(
  [
    /(?<space>\s+|#[^\n]*|--(?=[\s\p{Cc}]|$)[^\n]*|\/\*M?!\d*|\/\*(?!M?!)[\s\S]*?\*\/|\*\/)/u,
    /`(?<name>(?:[^`]|``)*)`/,
    /"(?<double>(?:[^"\\]|""|\\[\s\S])*)"/,
    /'(?<single>(?:[^'\\]|''|\\[\s\S])*)'/,
    /(?<word>[\p{L}\p{N}_$\u0080-\uffff]+)/u,
    /(?<sign>[\s\S])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'guy',
);

/**
 * A statement's tokens, without comments. A comment that begins with `!` or `M!` is one that some versions of the server
 * run: this one did, and so it counts.
 */
export function* tokens(sql: string): Generator<Token> {
  for (const { groups = {} } of sql.matchAll(TOKEN)) {
    const { name, double, single, word, sign } = groups;
    if (name !== undefined) yield { kind: 'name', text: name.replaceAll('``', '`') };
    // A name where the session says ANSI_QUOTES.
    else if (double !== undefined) yield { kind: 'string', text: double.replaceAll('""', '"') };
    else if (single !== undefined) yield { kind: 'string', text: single };
    else if (word !== undefined) yield { kind: 'word', text: word };
    else if (sign !== undefined) yield { kind: 'sign', text: sign };
  }
}
