/** Pieces of SQL as DuckDB reads it. A comment within a comment ends with it. */
const PIECES = [
  /\s+|;|--[^\n]*/, // nothing, at the end of a statement
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/,
  /'(?:[^']|'')*'/,
  /"(?:[^"]|"")*"/,
  /\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$/,
  /[\w$\u0080-\uffff]+/,
  /[\s\S]/,
];

/** A statement of DuckDB's without the semicolons and comments at its end; what looks like them within a text stays. */
export function withoutEnd(sql: string): string {
  let end = 0;
  for (let at = 0; at < sql.length; ) {
    const comment = sql.startsWith('/*', at) ? commentEnd(sql, at) : undefined;
    const next = comment ?? at + pieceAt(sql, at).length;
    const isNothing = comment !== undefined || /^(?:\s|;|--)/.test(sql.slice(at, at + 2));
    if (!isNothing) end = next;
    at = next;
  }
  return sql.slice(0, end);
}

function pieceAt(sql: string, at: number): string {
  for (const { source } of PIECES) {
    const sticky = new RegExp(source, 'y');
    sticky.lastIndex = at;
    const found = sticky.exec(sql)?.[0];
    if (found) return found;
  }
  return sql.charAt(at);
}

function commentEnd(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at++) {
    if (sql.startsWith('/*', at)) {
      depth++;
      at++;
    } else if (sql.startsWith('*/', at)) {
      at++;
      if (--depth === 0) return at + 1;
    }
  }
  return sql.length;
}
