/** A name as ClickHouse's SQL says it. Backslashes escape within backticks. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}

/** A text as a literal. Backslashes escape; a NUL character may stand as it is, and is spelled out. */
export function quoteLiteral(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}
