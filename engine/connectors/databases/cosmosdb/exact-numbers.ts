import { randomUUID } from 'node:crypto';
import { plainDigits } from '../../../families/documents/plain-digits.ts';

/*
 * Cosmos DB's driver reads answers by JSON.parse, which makes a double of every number. Before it does, a number that a double does not
 * hold becomes a text with a mark in front, which no item has: so its digits are known afterwards.
 */

const MARK = `\u0000${randomUUID()}:`;

/** Whether a text may have a number that a double does not hold: with sixteen digits, or an exponent of three. */
const MAY_BE_LONG = /[:[,]\s*-?(?:\d[\d.]{15}|[\d.]+[eE][+-]?\d{3})/;

const TOKEN = /"(?:[^"\\]+|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON in which numbers that a double does not hold are marked texts. */
export function markLongNumbers(json: string): string {
  if (!MAY_BE_LONG.test(json)) return json;
  return json.replace(TOKEN, (token) =>
    token.startsWith('"') || isDouble(token) ? token : JSON.stringify(MARK + token),
  );
}

/** Whether a double is written with the same digits as the number. */
export function isDouble(digits: string): boolean {
  return plainDigits(String(Number(digits))) === plainDigits(digits);
}

/** The digits of a number that was marked; undefined of any other value. */
export function markedDigits(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : undefined;
}
