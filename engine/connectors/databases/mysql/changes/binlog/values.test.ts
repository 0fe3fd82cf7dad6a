import { isReadable } from './column-types.ts';
import { doubleText } from './doubles.ts';
import { membersOf } from './enums.ts';
import { jsonText } from './json.ts';

const OBJECT = 0;
const ARRAY = 2;
const LARGE_ARRAY = 3;
const LITERAL = 4;
const INT16 = 5;
const INT32 = 7;
const INT64 = 9;
const UINT64 = 10;
const DOUBLE = 11;
const STRING = 12;
const OPAQUE = 15;

const ascii = (text: string) => [...Buffer.from(text)];
const double = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return [...bytes];
};

/* MySQL's binary JSON as its source describes it (sql-common/json_binary.h); the text is what the server shows. */
test.each<[text: string, bytes: readonly number[]]>([
  ['null', []],
  ['null', [LITERAL, 0]],
  ['true', [LITERAL, 1]],
  ['false', [LITERAL, 2]],
  ['-1', [INT16, 255, 255]],
  ['-32769', [INT32, 255, 127, 255, 255]],
  ['-9223372036854775808', [INT64, 0, 0, 0, 0, 0, 0, 0, 128]],
  ['18446744073709551615', [UINT64, 255, 255, 255, 255, 255, 255, 255, 255]],
  ['1.0', [DOUBLE, ...double(1)]],
  ['-0.1', [DOUBLE, ...double(-0.1)]],
  ['1e20', [DOUBLE, ...double(1e20)]],
  ['"é\\"\\\\\\n\\u0001"', [STRING, 6, ...Buffer.from('é"\\\n\u0001')]],
  [`"${'x'.repeat(200)}"`, [STRING, 200, 1, ...ascii('x'.repeat(200))]],
  ['{}', [OBJECT, 0, 0, 4, 0]],
  ['[]', [ARRAY, 0, 0, 4, 0]],
  [
    '{"a": 2, "b": "x"}',
    [
      OBJECT,
      2,
      0,
      22,
      0,
      18,
      0,
      1,
      0,
      19,
      0,
      1,
      0,
      INT16,
      2,
      0,
      STRING,
      20,
      0,
      ...ascii('ab'),
      1,
      ...ascii('x'),
    ],
  ],
  [
    '{"asdf": {"foo": 123}}',
    [
      ...[OBJECT, 1, 0, 29, 0, 11, 0, 4, 0, OBJECT, 15, 0, ...ascii('asdf')],
      ...[1, 0, 14, 0, 11, 0, 3, 0, INT16, 123, 0, ...ascii('foo')],
    ],
  ],
  ['[1, [true]]', [ARRAY, 2, 0, 17, 0, INT16, 1, 0, ARRAY, 10, 0, 1, 0, 7, 0, LITERAL, 1, 0]],
  ['[-2147483648, null]', [LARGE_ARRAY, 2, 0, 0, 0, 18, 0, 0, 0, INT32, 0, 0, 0, 128, LITERAL, 0, 0, 0, 0]],
  ['123456789.1234', [OPAQUE, 246, 8, 13, 4, 135, 91, 205, 21, 4, 210]],
  ['-0.1', [OPAQUE, 246, 4, 2, 1, 0x7f, 0xfe]],
  ['"2015-01-15 23:24:25.000000"', [OPAQUE, 12, 8, 0, 0, 0, 25, 118, 31, 149, 25]],
  ['"2015-01-15"', [OPAQUE, 10, 8, 0, 0, 0, 0, 0, 30, 149, 25]],
  ['"23:24:25.120000"', [OPAQUE, 11, 8, 192, 212, 1, 25, 118, 1, 0, 0]],
  ['"base64:type252:yv4="', [OPAQUE, 252, 2, 202, 254]],
])('JSON %s', (text, bytes) => {
  // Something stands before and behind it.
  const buffer = Buffer.from([1, 2, 3, ...bytes, 9, 9]);
  expect(jsonText(buffer, 3, 3 + bytes.length)).toBe(text);
});

test.each([
  [0, '0'],
  [-0, '-0'],
  [1e14, '100000000000000'],
  [1e15, '1e15'],
  [1234567890123456, '1.234567890123456e15'],
  [1234567890123456.8, '1234567890123456.8'],
  [1e-15, '0.000000000000001'],
  [1e-16, '1e-16'],
  [-1.7976931348623157e308, '-1.7976931348623157e308'],
  [5e-324, '5e-324'],
])('the double %d is written %s', (value, text) => {
  expect(doubleText(value)).toBe(text);
});

test('members of an enum are read with what is escaped in them', () => {
  expect(membersOf(String.raw`enum('a','it''s','back\\slash','new\nline','')`)).toEqual([
    'a',
    "it's",
    'back\\slash',
    'new\nline',
    '',
  ]);
});

test('a type that nothing is known of is not read', () => {
  expect(['int', 'longtext', 'geometry', 'xmltype'].map(isReadable)).toEqual([true, true, true, false]);
});
