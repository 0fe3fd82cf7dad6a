import { quoteIdentifier } from '../../../kit/sql.ts';

export { quoteIdentifier };

/** A string literal for Postgres, the same under either setting of standard_conforming_strings. */
export function quoteLiteral(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return doubled.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}
