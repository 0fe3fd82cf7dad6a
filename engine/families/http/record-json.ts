import { isLosslessNumber, parse } from 'lossless-json';
import type { CellValue, Column } from '../../contract/contract.ts';
import { type FieldType, fieldType } from '../../types/field-type.ts';

/** Writes the values of rows as JSON, as jsonTypes says. Columns are named once, rows come many. */
export class RecordWriter {
  readonly #columns: readonly { readonly name: string; readonly label: string; readonly type: FieldType }[];

  constructor(columns: readonly Column[]) {
    this.#columns = columns.map(({ name, type }) => ({
      name,
      label: JSON.stringify(name),
      type: fieldType(type),
    }));
  }

  /** The JSON object of a row, or of some of its columns. */
  object(row: readonly CellValue[], only?: readonly string[]): string {
    const members = this.#columns.flatMap(({ name, label, type }, i) =>
      only && !only.includes(name) ? [] : [`${label}:${jsonOf(row[i] ?? null, type)}`],
    );
    return `{${members.join(',')}}`;
  }
}

/** The JSON text of a value. */
export function jsonOf(value: CellValue, type: FieldType): string {
  if (value === null) return 'null';
  if (value instanceof Uint8Array)
    return `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberOf(Object.is(value, -0) ? '-0' : String(value));
  switch (type.kind) {
    case 'bigint':
    case 'decimal':
    case 'number':
    case 'smallint':
    case 'int':
    case 'single':
    case 'double':
      return numberOf(value);
    case 'datetime':
      return JSON.stringify(value.replace(' ', 'T'));
    case 'datetime_tz':
      return JSON.stringify(value.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z'));
    case 'json':
    case 'jsonarray':
    case 'object{}':
      return value;
    case 'array':
      return arrayOf(parse(value), type.element);
    case 'binary':
      return JSON.stringify(Buffer.from(value.replace(/^\\x/, ''), 'hex').toString('base64'));
    default:
      return JSON.stringify(value);
  }
}

/** Elements as they stand in the dialect's arrays: what JSON has as such, everything else as text. */
function arrayOf(elements: unknown, type: FieldType): string {
  if (!Array.isArray(elements)) return 'null';
  const values = elements.map((element: unknown) => {
    if (element === null || typeof element === 'boolean') return String(element);
    if (Array.isArray(element)) return arrayOf(element, type.kind === 'array' ? type.element : type);
    return jsonOf(isLosslessNumber(element) ? element.value : String(element), type);
  });
  return `[${values.join(',')}]`;
}

/** RFC 8259, section 6. */
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

function numberOf(text: string): string {
  return isDoubleExactly(text) ? text : JSON.stringify(text);
}

/** Whether a text is a JSON number that a double holds digit by digit. */
export function isDoubleExactly(text: string): boolean {
  return JSON_NUMBER.test(text) && survivesDouble(text);
}

/** Whether a parser that knows doubles only reads this number and no other. */
function survivesDouble(text: string): boolean {
  const number = Number(text);
  return Number.isFinite(number) && decimalParts(String(number)) === decimalParts(text);
}

/** The same text for the same number: its digits without zeros at either end, and the power of ten of the last. */
function decimalParts(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
