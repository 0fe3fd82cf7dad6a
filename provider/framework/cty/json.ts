import { Decimal, numberFromText } from './decimal.ts';
import { emptyObject } from './type.ts';

/** `JSON.parse` with access to the source text and `JSON.rawJSON`, which the compiler's library does not know yet. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  stringify(value: unknown, replacer: (this: Record<string, unknown>, key: string) => unknown): string;
  rawJSON(text: string): unknown;
}
const exact = JSON as unknown as ExactJson;

/**
 * Parses JSON without loss: a number that is not exact as a JavaScript number is a bigint or a Decimal, and objects have no
 * prototype, so that `__proto__` is a key like any other.
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): unknown {
  // To be asked for each value takes many times as long as to parse, and is needed for nothing but long and broken numbers.
  return UNSURE.test(text) ? parseExactly(text) : withoutPrototypes(JSON.parse(text));
}

/** Finds every number of more than 15 digits, with a fraction or an exponent, and some texts that look like one. */
const UNSURE = /(?:^|[:[,])\s*-?(?:\d{16}|\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)\s*(?:[,}\]]|$))/;

function withoutPrototypes(value: unknown): unknown {
  if (typeof value === 'number') return Object.is(value, -0) ? numberFromText('-0') : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  const out = emptyObject();
  for (const key of Object.keys(value)) out[key] = withoutPrototypes((value as Record<string, unknown>)[key]);
  return out;
}

function parseExactly(text: string): unknown {
  return exact.parse(text, (_key, value, { source }) => {
    if (typeof value === 'number' && source !== undefined) return numberFromText(source);
    if (value === null || typeof value !== 'object' || value instanceof Decimal || Array.isArray(value))
      return value;
    return Object.assign(emptyObject(), value);
  });
}

/** Prints a value as JSON without loss. */
export function printJson(value: unknown): string {
  return exact.stringify(value, function (key) {
    const original = this[key];
    return typeof original === 'bigint' || original instanceof Decimal
      ? exact.rawJSON(String(original))
      : original;
  });
}
