/** A string as a literal of Databricks' SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A name as an identifier of Databricks' SQL. */
export function identifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A token of SQL. A quoted name and a literal hold what is between their quotes. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKENS =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|(?<name>`(?:[^`]|``)*`)|(?<string>'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S])*")|(?<number>\d+(?:\.\d+)?)|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)|(?<symbol>[\s\S])/gu;

/** The tokens of a statement, without white space and comments. */
export function tokens(sql: string): Token[] {
  const found: Token[] = [];
  for (const match of sql.matchAll(TOKENS)) {
    const [kind, text] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (kind === undefined || text === undefined) continue;
    const start = match.index;
    found.push({ kind: kind as Token['kind'], text: unquoted(kind, text), start, end: start + text.length });
  }
  return found;
}

function unquoted(kind: string, text: string): string {
  if (kind === 'name') return text.slice(1, -1).replaceAll('``', '`');
  if (kind !== 'string') return text;
  return text.slice(1, -1).replace(/\\([\s\S])|''/g, (_, escaped: string | undefined) => {
    if (escaped === undefined) return "'";
    return { n: '\n', t: '\t', r: '\r', '0': '\0' }[escaped] ?? escaped;
  });
}
