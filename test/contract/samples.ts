import type { CellValue } from '../../engine/contract/contract.ts';
import type { ConnectorFixture } from './fixture.ts';

/** Values of every field type, extremes included, in the exact form in which rows carry them. */
export const samples: Readonly<Record<string, readonly CellValue[]>> = {
  string: [
    '',
    'plain',
    ' spaces ',
    'quote " comma , apostrophe \' backslash \\ \\N',
    'line\nfeed and\r\nreturn\r',
    'tab\t',
    'ünïcödé 漢字 🦆👩‍👩‍👧',
    'NULL',
    'x'.repeat(1_000_000),
  ],
  boolean: [true, false],
  smallint: [0, -32768, 32767],
  int: [0, -2147483648, 2147483647],
  bigint: ['0', '-9223372036854775808', '9223372036854775807', '9007199254740993'],
  'decimal(12,2)': ['0.00', '-9999999999.99', '9999999999.99', '0.10'],
  'decimal(38,18)': [
    '0.000000000000000000',
    '-99999999999999999999.999999999999999999',
    '0.100000000000000001',
  ],
  'decimal(38,0)': ['0', '99999999999999999999999999999999999999'],
  number: ['0', '-12345678901234567890.123456789012345678', '0.5'],
  single: [0, 1.5, -3.4028234663852886e38, 1.401298464324817e-45, Number.NaN, Infinity, -Infinity],
  double: [0, 0.1, -1.7976931348623157e308, 5e-324, Number.NaN, Infinity, -Infinity],
  date: ['1970-01-01', '0001-01-01', '9999-12-31', '2024-02-29'],
  time: ['00:00:00', '23:59:59.999999', '12:34:56.5'],
  datetime: [
    '1970-01-01 00:00:00',
    '0001-01-01 00:00:00',
    '9999-12-31 23:59:59.999999',
    '2024-02-29 12:00:00.000001',
  ],
  datetime_tz: [
    '1970-01-01 00:00:00+00',
    '0001-01-01 00:00:00+00',
    '9999-12-31 23:59:59.999999+00',
    '2024-03-31 01:30:00.123456+00',
  ],
  json: ['{"a": [1, null, "x"], "n": 12345678901234567890.5}', '"text"', '1', 'true'],
  jsonarray: ['[]', '[1, "two", {"three": 3}]'],
  'object{}': ['{}', '{"k": {"deep": [null]}}'],
  binary: [new Uint8Array([]), new Uint8Array([0, 1, 254, 255, 92, 120])],
  'array<string>': ['[]', '["a",null,"quote \\" and ünï 🦆",""]'],
  'array<bigint>': ['[]', '[1,null,9223372036854775807]'],
};

/** Whether a fixture says that its system cannot keep a value. */
export function isRefused({ refusedValues }: ConnectorFixture, type: string, value: CellValue): boolean {
  return refusedValues?.[`${type}: ${value}`] !== undefined;
}

/** The same value in one spelling: texts that mean the same compare equal, and nothing else does. */
export function canonical(type: string, value: CellValue): unknown {
  if (value === null) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'boolean') return value;
  if (type.startsWith('decimal') || type === 'number') return decimalText(value);
  if (type === 'time' || type.startsWith('datetime'))
    return value
      .replace('T', ' ')
      .replace(/(\.\d*?)0*(?=[+-]|Z|$)/, (_, f: string) => (f === '.' ? '' : f))
      .replace(/(Z|[+]00(:00)?)$/, '+00');
  if (type === 'json' || type === 'jsonarray' || type === 'object{}' || type.startsWith('array'))
    return value.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text?: string) => text ?? '');
  return value;
}

function decimalText(value: string): string {
  const text = value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  return text === '-0' ? '0' : text;
}
