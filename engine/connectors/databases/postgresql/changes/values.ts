import { arrayJson, parseArray } from './array-text.ts';
import type { HandedColumn } from './handover.ts';

/**
 * How a column's text in the log becomes the text that the snapshot has of the value (columns.ts's csvExpression): not at
 * all, here, or by asking the server.
 */
export type Conversion = 'none' | 'server' | ((text: string) => string);

/** Elements that JSON holds exactly. */
const NUMBERS = new Set(['smallint', 'integer', 'bigint', 'oid']);

/** `moneyDigits` is how many digits the database's currency has after the point. */
export function conversionOf([, , , remoteType, mapping]: HandedColumn, moneyDigits: number): Conversion {
  const money = (text: string) => moneyNumber(text, moneyDigits);
  if (isComposite(mapping)) return 'server';
  if (!mapping.endsWith('[]')) return mapping === 'money' ? money : 'none';
  const element = mapping.slice(0, -2);
  // Arrays of the catalog's own, which are printed in another way.
  if (isComposite(element) || remoteType === 'int2vector' || remoteType === 'oidvector') return 'server';
  const spell = NUMBERS.has(element)
    ? (text: string) => text
    : element === 'boolean'
      ? (text: string) => (text === 't' ? 'true' : 'false')
      : element === 'money'
        ? (text: string) => JSON.stringify(money(text))
        : (text: string) => JSON.stringify(text);
  return (text) => arrayJson(parseArray(text), spell);
}

/**
 * An amount as a number, from the text of the C locale (`-$1,234.56`), under which the server counts hundredths. Under the
 * database's own locale the same count may be of something else.
 */
function moneyNumber(text: string, digits: number): string {
  const sign = text.includes('-') || text.includes('(') ? '-' : '';
  const count = text.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  const padded = count.padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  const number = digits === 0 ? whole : `${whole}.${padded.slice(-digits)}`;
  return /[1-9]/.test(number) ? sign + number : number;
}

function isComposite(mapping: string): boolean {
  return mapping === 'composite' || mapping === 'record';
}
