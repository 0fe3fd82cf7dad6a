/*
 * How names and texts stand in GoogleSQL (https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical). Backslashes
 * escape in both.
 */

const SPELLED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A name. */
export function quoteIdentifier(name: string): string {
  return `\`${escaped(name, '`')}\``;
}

/** A text as a literal. */
export function quoteLiteral(text: string): string {
  return `'${escaped(text, "'")}'`;
}

function escaped(text: string, quote: string): string {
  return (
    text
      .replace(/\\/g, '\\\\')
      .replaceAll(quote, `\\${quote}`)
      // A literal of one line holds no line breaks, and no NUL.
      .replace(/[\n\r\t]/g, (c) => SPELLED[c] as string)
      .replace(/\0/g, '\\u0000')
  );
}
