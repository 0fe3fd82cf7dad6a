import { isLosslessNumber, parse, stringify } from 'lossless-json';

/** A value of JSON whose numbers are LosslessNumbers: their text, as it stood. */
export type ExactJson = unknown;

/** Reads JSON without loss. Of a key that is there twice the later one counts, as for JSON.parse. Throws a SyntaxError. */
export function parseExactly(text: string): ExactJson {
  return parse(text, null, { onDuplicateKey: ({ newValue }) => newValue });
}

/** The JSON text of a value that `parseExactly` gave. */
export function jsonText(value: ExactJson): string {
  return stringify(value) ?? 'null';
}

/** The text of a JSON number; undefined of anything else. */
export function numberText(value: ExactJson): string | undefined {
  return isLosslessNumber(value) ? value.value : undefined;
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
