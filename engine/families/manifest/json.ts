import { isLosslessNumber, parse, stringify } from 'lossless-json';

/** A value of JSON whose numbers are LosslessNumbers: their text, as it stood. */
export type ExactJson = unknown;

/** JSON may be nested this deep. It is read and written by recursion, which ends with the stack. */
const DEEPEST = 1000;

/** JSON that is nested deeper than is read. */
export class TooDeepError extends Error {
  constructor() {
    super(`nested more than ${DEEPEST} levels deep`);
  }
}

/**
 * Reads JSON without loss. Of a key that is there twice the later one counts, as for JSON.parse. Throws a SyntaxError, or a
 * TooDeepError.
 */
export function parseExactly(text: string): ExactJson {
  if (isTooDeep(text)) throw new TooDeepError();
  return parse(text, null, { onDuplicateKey: ({ newValue }) => newValue });
}

const [QUOTE, BACKSLASH, BRACE, BRACE_END, BRACKET, BRACKET_END] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

/** Whether brackets outside of strings are nested deeper than is read. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isText = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isText) {
      if (unit === BACKSLASH) i++;
      else if (unit === QUOTE) isText = false;
    } else if (unit === QUOTE) isText = true;
    else if (unit === BRACE || unit === BRACKET) {
      if (++depth > DEEPEST) return true;
    } else if (unit === BRACE_END || unit === BRACKET_END) depth--;
  }
  return false;
}

/** The JSON text of a value that `parseExactly` gave. */
export function jsonText(value: ExactJson): string {
  return stringify(value) ?? 'null';
}

/** The text of a JSON number; undefined of anything else. */
export function numberText(value: ExactJson): string | undefined {
  return isLosslessNumber(value) ? value.value : undefined;
}

/** A text as it is, a number as it stood; undefined of anything else. */
export function scalarText(value: ExactJson): string | undefined {
  return typeof value === 'string' ? value : numberText(value);
}

export function isObject(value: ExactJson): value is Readonly<Record<string, ExactJson>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/**
 * What is at a path: keys joined by dots (`data.items`), or a JSON Pointer (RFC 6901) where it starts with a slash. An index
 * below zero counts from a list's end. Undefined where there is nothing.
 */
export function valueAt(value: ExactJson, path: string): ExactJson {
  const keys = path.startsWith('/')
    ? path
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    : path.split('.').filter((key) => key !== '');
  let at = value;
  for (const key of keys) {
    if (Array.isArray(at)) at = /^-?\d+$/.test(key) ? at.at(Number(key)) : undefined;
    else if (isObject(at) && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
  }
  return at;
}
