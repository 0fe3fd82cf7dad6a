/** Characters that stand for a backslash in a literal, of which a text has rarely one, and never all. */
const STAND_INS = ['\u0001', '\u0002', '\u0003', '\u0004', '\u{10FFFD}', '\u{10FFFC}'];

/**
 * A text as a literal. Whether a backslash in one escapes what follows depends on the server, so that none is written: another
 * character stands for it, which the server replaces.
 */
export function quoteLiteral(text: string): string {
  const quoted = (part: string) => `'${part.replaceAll("'", "''")}'`;
  if (!text.includes('\\')) return quoted(text);
  const standIn = STAND_INS.find((character) => !text.includes(character));
  if (standIn !== undefined)
    return `replace(${quoted(text.replaceAll('\\', standIn))}, '${standIn}', chr(92))`;
  return `(${text.split('\\').map(quoted).join(' || chr(92) || ')})`;
}
