/** A name in backquotes, which are doubled inside: ``my `x` `` → ``` `my ``x``` ```. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Quoted names, joined by commas. */
export function quoteList(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ');
}

/**
 * A string literal. Databricks takes backslashes for escapes unless a session says otherwise, so that both a backslash
 * and a quote have one before them.
 */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
