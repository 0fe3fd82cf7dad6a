import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CellValue } from '../../../contract/contract.ts';
import { compareDigits, plainDigits } from '../../../families/documents/plain-digits.ts';

/*
 * DynamoDB's values, as its protocol has them: an object of one key, the type's descriptor. Numbers are texts of up to 38 digits
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html), and stay texts.
 */

/** An item as it comes. */
export type Item = Readonly<Record<string, AttributeValue>>;

const [SMALLEST, LARGEST] = [-(2n ** 63n), 2n ** 63n - 1n];

/**
 * The kind of a value: the descriptor of its type, and `N integer` of a whole number that 64 bits hold. Undefined of NULL and of
 * what is not there.
 */
export function kindOf(value: AttributeValue | undefined): string | undefined {
  const [kind] = Object.keys(value ?? {});
  if (kind === 'NULL' || kind === undefined) return undefined;
  return value?.N !== undefined && wholeOf(value.N) !== undefined ? 'N integer' : kind;
}

function wholeOf(text: string): string | undefined {
  const digits = plainDigits(text);
  if (digits === undefined || digits.length > 20 || !/^-?\d+$/.test(digits)) return undefined;
  const number = BigInt(digits);
  return number >= SMALLEST && number <= LARGEST ? digits : undefined;
}

/** A value as a field of a type has it; undefined where that cannot hold it. */
export function cellOf(value: AttributeValue | undefined, type: string): CellValue | undefined {
  const kind = kindOf(value);
  if (value === undefined || kind === undefined) return null;
  switch (type) {
    case 'json':
      return jsonText(value);
    case 'jsonarray':
      return /^(L|SS|NS|BS)$/.test(kind) ? jsonText(value) : undefined;
    case 'object{}':
      return kind === 'M' ? jsonText(value) : undefined;
    case 'string':
      return value.S;
    case 'boolean':
      return value.BOOL;
    case 'bigint':
      return value.N === undefined ? undefined : wholeOf(value.N);
    case 'number':
      return value.N === undefined ? undefined : plainDigits(value.N);
    case 'binary':
      return value.B;
    default:
      return undefined;
  }
}

/**
 * A value as JSON, its numbers digit by digit, binary in base64. Maps and sets have no order: theirs is that of their names and
 * members, so that the same value is the same text whenever it is read.
 */
export function jsonText(value: AttributeValue): string {
  if (value.N !== undefined) return numberOf(value.N);
  if (value.S !== undefined) return JSON.stringify(value.S);
  if (value.BOOL !== undefined) return String(value.BOOL);
  if (value.B !== undefined) return base64(value.B);
  if (value.L !== undefined) return `[${value.L.map(jsonText).join(',')}]`;
  if (value.M !== undefined)
    return `{${Object.entries(value.M)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, of]) => `${JSON.stringify(name)}:${jsonText(of)}`)
      .join(',')}}`;
  if (value.SS !== undefined) return `[${[...value.SS].sort().map((text) => JSON.stringify(text))}]`;
  if (value.NS !== undefined) return `[${value.NS.map(numberOf).sort(compareDigits)}]`;
  if (value.BS !== undefined) return `[${value.BS.map(base64).sort()}]`;
  return 'null';
}

function numberOf(text: string): string {
  return plainDigits(text) ?? JSON.stringify(text);
}

function base64(bytes: Uint8Array): string {
  return JSON.stringify(Buffer.from(bytes).toString('base64'));
}
