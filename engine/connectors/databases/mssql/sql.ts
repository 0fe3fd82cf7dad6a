/** An identifier in brackets. */
export function quoteIdentifier(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

/** A string literal, of any characters. */
export function quoteLiteral(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}
