import { isLosslessNumber, stringify } from 'lossless-json';
import type { CellValue } from '../../../contract/contract.ts';
import { plainDigits } from '../../../families/documents/plain-digits.ts';
import { isDoubleExactly } from '../../../families/http/record-json.ts';
import { formatMoment, parseMoment } from '../../../filters/moments.ts';

/*
 * Values of documents. OpenSearch takes more than a mapping's type says ("5" for a number, a list for any field), indexes what it
 * makes of it, and keeps the document as it came: that is what is read.
 */

/** What a field's values are, beside one that its mapping's type holds: a list of such, or anything else. */
export type Kind = 'list' | 'other';

/** What a value is to a field whose mapping says this field type; undefined of one that it holds. */
export function kindOf(value: unknown, type: string): Kind | undefined {
  if (value === null || value === undefined || isJson(type)) return undefined;
  if (scalarOf(value, type) !== undefined) return undefined;
  return Array.isArray(value) && value.every((one) => one === null || scalarOf(one, type) !== undefined)
    ? 'list'
    : 'other';
}

function isJson(type: string): boolean {
  return type === 'json';
}

/** The type of a field whose documents have values of these kinds, by the type of its mapping. */
export function typeWith(type: string, kinds: ReadonlySet<string>): string {
  if (kinds.has('other')) return 'json';
  if (!kinds.has('list')) return type;
  return type === 'object{}' ? 'json' : `array<${type}>`;
}

/** A value as a field of a type has it; undefined where that cannot hold it. */
export function cellOf(value: unknown, type: string): CellValue | undefined {
  if (value === null || value === undefined) return null;
  if (isJson(type)) return jsonText(value);
  const [, element] = /^array<(.+)>$/.exec(type) ?? [];
  if (element === undefined) return scalarOf(value, type);
  const cells = (Array.isArray(value) ? value : [value]).map((one: unknown) =>
    one === null ? null : scalarOf(one, element),
  );
  if (cells.includes(undefined)) return undefined;
  const isText = element === 'string' || element === 'datetime_tz';
  return `[${cells.map((cell) => (isText ? JSON.stringify(cell) : String(cell))).join(',')}]`;
}

function scalarOf(value: unknown, type: string): CellValue | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string'
        ? value
        : isLosslessNumber(value) || typeof value === 'boolean'
          ? String(value)
          : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : BOOLEANS.get(value);
    case 'smallint':
    case 'int': {
      const digits = wholeOf(value);
      return digits === undefined ? undefined : Number(digits);
    }
    case 'bigint':
      return wholeOf(value);
    case 'number':
      return numberOf(value);
    case 'double': {
      const digits = isLosslessNumber(value) || typeof value === 'string' ? String(value) : '';
      return isDoubleExactly(digits) ? Number(digits) : undefined;
    }
    case 'datetime_tz':
      return instantOf(value);
    case 'object{}':
      return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)
        ? jsonText(value)
        : undefined;
    default:
      return undefined;
  }
}

/** Texts that OpenSearch takes for booleans. */
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['', false],
]);

function numberOf(value: unknown): string | undefined {
  return isLosslessNumber(value) || typeof value === 'string' ? plainDigits(String(value)) : undefined;
}

function wholeOf(value: unknown): string | undefined {
  const digits = numberOf(value);
  return digits !== undefined && /^-?\d+$/.test(digits) ? digits : undefined;
}

/** An instant in the engine's dialect: of a text in ISO 8601, a day, month or year of which stands for its start, or of milliseconds. */
export function instantOf(value: unknown): string | undefined {
  if (isLosslessNumber(value) || (typeof value === 'string' && /^-?\d{5,}$/.test(value))) {
    const millis = wholeOf(value);
    return millis === undefined ? undefined : shown(BigInt(millis) * 1000n);
  }
  if (typeof value !== 'string') return undefined;
  const [, year, month = '01', day = '01', time = '00:00:00', fraction = '', zone = 'Z'] =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d(?::\d\d(?::\d\d)?)?)(?:[.,](\d+))?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/.exec(
      value,
    ) ?? [];
  if (year === undefined) return undefined;
  const whole = `${time}${':00:00'.slice(time.length - 2)}`;
  const micros = parseMoment(
    `${year}-${month}-${day}T${whole}.${fraction.slice(0, 6).padEnd(6, '0')}${zone}`,
  );
  return micros === undefined ? undefined : shown(micros);
}

function shown(micros: bigint): string | undefined {
  const text = formatMoment(micros);
  // A year that has more or fewer than four digits has no text in common with other systems.
  return /^\d{4}-/.test(text) && !text.startsWith('0000') ? `${text.replace(/\.?0+$/, '')}+00` : undefined;
}

export function jsonText(value: unknown): string {
  return stringify(value) ?? 'null';
}
