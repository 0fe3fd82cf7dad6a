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
