import type { CellValue } from '../../../contract/contract.ts';
import { plainDigits } from '../../../families/documents/plain-digits.ts';
import { markedDigits } from './exact-numbers.ts';

/** An item as the driver gives it, numbers that a double does not hold as marked texts. */
export type Item = Readonly<Record<string, unknown>>;

const [SMALLEST, LARGEST] = [-(2n ** 63n), 2n ** 63n - 1n];

/** The kind of a value, in the words of `types.ts`. Undefined of null and of what is not there. */
export function kindOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const marked = markedDigits(value);
  if (marked !== undefined) return wholeOf(marked) === undefined ? 'digits' : 'long';
  if (typeof value === 'number') return wholeOf(String(value)) === undefined ? 'number' : 'integer';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function wholeOf(text: string): string | undefined {
  const digits = plainDigits(text);
  if (digits === undefined || digits.length > 20 || !/^-?\d+$/.test(digits)) return undefined;
  const number = BigInt(digits);
  return number >= SMALLEST && number <= LARGEST ? digits : undefined;
}

/** A value as a field of a type has it; undefined where that cannot hold it. */
export function cellOf(value: unknown, type: string): CellValue | undefined {
  if (value === undefined || value === null) return null;
  if (type === 'json') return jsonText(value);
  const marked = markedDigits(value);
  const digits = marked ?? (typeof value === 'number' ? String(value) : undefined);
  switch (type) {
    case 'jsonarray':
      return Array.isArray(value) ? jsonText(value) : undefined;
    case 'object{}':
      return kindOf(value) === 'object' ? jsonText(value) : undefined;
    case 'string':
      return typeof value === 'string' && marked === undefined ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'bigint':
      return digits === undefined ? undefined : wholeOf(digits);
    case 'double':
      return typeof value === 'number' ? value : undefined;
    case 'number':
      return digits === undefined ? undefined : plainDigits(digits);
    default:
      return undefined;
  }
}

/** A value as JSON, its numbers digit by digit, properties in their order. */
export function jsonText(value: unknown): string {
  const marked = markedDigits(value);
  if (marked !== undefined) return marked;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, of]) => `${JSON.stringify(name)}:${jsonText(of)}`)
      .join(',')}}`;
  return JSON.stringify(value ?? null);
}
