/*
 * Which of Snowflake's types hold all values of which others. Types are as the catalog or DDL says them, with their sizes.
 */

/** Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  const to = parse(wide);
  const from = parse(narrow);
  if (to.word !== from.word)
    return (
      (to.word === 'VARCHAR' && to.size >= 64 && /^(NUMBER|BOOLEAN|DATE|TIME)/.test(from.word)) ||
      (to.word === 'FLOAT' && from.word === 'NUMBER' && from.size <= 15) ||
      (to.word === 'VARIANT' && /^(ARRAY|OBJECT)$/.test(from.word)) ||
      (to.word === 'TIMESTAMP_TZ' && from.word === 'TIMESTAMP_LTZ' && to.size >= from.size)
    );
  if (to.word !== 'NUMBER') return to.size >= from.size;
  return to.scale >= from.scale && to.size - to.scale >= from.size - from.scale;
}

/**
 * Whether Snowflake can make one type of the other in place: a longer text or binary, and a number with more digits before the
 * point. Everything else it refuses.
 */
export function canAlter(from: string, to: string): boolean {
  const [was, becomes] = [parse(from), parse(to)];
  if (was.word !== becomes.word || !holds(to, from)) return false;
  return was.word === 'NUMBER' ? was.scale === becomes.scale : /^(VARCHAR|BINARY)$/.test(was.word);
}

function parse(type: string): { readonly word: string; readonly size: number; readonly scale: number } {
  const [, word = type, size, scale = '0'] = /^([^(]+?)\s*(?:\((\d+)(?:,\s*(\d+))?\))?$/.exec(type) ?? [];
  const name = word.toUpperCase();
  return { word: name, size: Number(size ?? UNSAID[name] ?? 0), scale: Number(scale) };
}

/** The sizes of types that say none. */
const UNSAID: Readonly<Record<string, number>> = {
  VARCHAR: 16_777_216,
  BINARY: 8_388_608,
  NUMBER: 38,
  TIME: 9,
  TIMESTAMP_NTZ: 9,
  TIMESTAMP_LTZ: 9,
  TIMESTAMP_TZ: 9,
};
