import { isReadAsAvro, RowReader } from './row-reader.ts';

/** A whole number in Avro's encoding. */
function long(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

function data(bytes: Buffer | string): Buffer {
  return Buffer.concat([long(BigInt(Buffer.byteLength(bytes))), Buffer.from(bytes)]);
}

/** The text of one value as its column is read. */
function read(avro: unknown, bytes: Buffer, mapping: string, type = 'string'): string {
  const schema = JSON.stringify({ type: 'record', fields: [{ name: 'c', type: avro }] });
  const reader = new RowReader(schema, [{ name: 'c', mapping, type }], []);
  return reader.lines(bytes, 1).toString().slice(0, -1);
}

test.each([
  0n,
  -1n,
  63n,
  -64n,
  9007199254740991n,
  9007199254740993n,
  -9007199254740993n,
  9223372036854775807n,
  -9223372036854775808n,
])('the whole number %s', (value) => {
  expect(read('long', long(value), 'INT64')).toBe(String(value));
});

test.each([
  ['', 38, '0'],
  ['00', 9, '0'],
  ['0f', 1, '1.5'],
  ['f1', 1, '-1.5'],
  ['64', 2, '1'],
  ['80', 0, '-128'],
  ['4b3b4ca85a86c47a098a223fffffffff', 9, '99999999999999999999999999999.999999999'],
  ['b4c4b357a5793b85f675ddc000000001', 9, '-99999999999999999999999999999.999999999'],
])('the decimal 0x%s of scale %d is %s', (hex, scale, text) => {
  const avro = { type: 'bytes', logicalType: 'decimal', precision: 38, scale };
  expect(read(avro, data(Buffer.from(hex, 'hex')), 'NUMERIC')).toBe(text);
});

const DATETIME = { type: 'string', sqlType: 'DATETIME' };
const MICROS = { type: 'long', logicalType: 'timestamp-micros' };

test.each([
  ['TIMESTAMP', MICROS, long(-62_135_596_800_000_000n), '0001-01-01 00:00:00+00'],
  ['TIMESTAMP', MICROS, long(253_402_300_799_999_999n), '9999-12-31 23:59:59.999999+00'],
  ['TIMESTAMP', MICROS, long(-1n), '1969-12-31 23:59:59.999999+00'],
  ['DATETIME', DATETIME, data('2024-03-31T01:30:00.123456'), '2024-03-31 01:30:00.123456'],
  ['DATE', { type: 'int', logicalType: 'date' }, long(-719_162n), '0001-01-01'],
  ['TIME', { type: 'long', logicalType: 'time-micros' }, long(45_296_500_000n), '12:34:56.500000'],
  ['BOOL', 'boolean', Buffer.from([1]), 't'],
  ['BYTES', 'bytes', data(Buffer.from([0, 255])), '\\x00ff'],
  ['STRING', 'string', data('a "T", ü'), '"a ""T"", ü"'],
  ['STRING', 'string', data(''), '""'],
  ['STRING', ['null', 'string'], long(0n), ''],
  ['STRING', ['null', 'string'], Buffer.concat([long(1n), data('x')]), '"x"'],
  ['JSON', { type: 'string', sqlType: 'JSON' }, data('{"a":1}'), '"{""a"":1}"'],
])('%s: %j', (mapping, avro, bytes, text) => {
  expect(read(avro, bytes, mapping)).toBe(text);
});

test.each([
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [-0, '-0'],
  [0.1, '0.1'],
])('the floating-point number %s', (value, text) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  expect(read('double', bytes, 'FLOAT64')).toBe(text);
});

test('lists come in blocks, of which one may say how many bytes it has', () => {
  const list = Buffer.concat([
    long(1n),
    long(9223372036854775807n),
    long(-2n),
    long(2n),
    long(1n),
    long(2n),
    long(0n),
  ]);
  const type = { type: 'array', items: 'long' };
  expect(read(type, list, 'ARRAY<INT64>', 'array<bigint>')).toBe('"[9223372036854775807,1,2]"');
  expect(read(type, long(0n), 'ARRAY<INT64>', 'array<bigint>')).toBe('"[]"');
  const texts = Buffer.concat([long(1n), data('a"b'), long(0n)]);
  expect(read({ type: 'array', items: 'string' }, texts, 'ARRAY<STRING>', 'array<string>')).toBe(
    '"[""a\\""b""]"',
  );
});

test('columns stand as they are wanted, whatever order the table has; constants follow', () => {
  const schema = JSON.stringify({
    fields: [
      { name: 'A', type: 'long' },
      { name: 'b', type: ['null', 'string'] },
    ],
  });
  const columns = [
    { name: 'b', mapping: 'STRING', type: 'string' },
    { name: 'a', mapping: 'INT64', type: 'bigint' },
    { name: 'b', mapping: 'STRING', type: 'string' },
  ];
  const reader = new RowReader(schema, columns, [{ value: 'x' }, { value: null }]);
  const rows = Buffer.concat([long(1n), long(1n), data('y'), long(2n), long(0n)]);
  expect(reader.lines(rows, 2).toString()).toBe('"y",1,"y","x",\n,2,,"x",\n');
  expect(() => reader.lines(rows, 1)).toThrow('more rows came');
  expect(() => reader.lines(rows, 3)).toThrow('end within a value');
});

test.each([
  ['STRING(10)', 'string', true],
  ['NUMERIC(5, 2)', 'decimal(5,2)', true],
  ['ARRAY<INT64>', 'array<bigint>', true],
  ['ARRAY<INT64>', 'jsonarray', false],
  ['ARRAY<STRUCT<a INT64>>', 'jsonarray', false],
  ['STRUCT<a INT64>', 'object{}', false],
  ['INTERVAL', 'string', false],
  ['RANGE<DATE>', 'string', false],
])('a column of %s as %s is read this way: %s', (mapping, type, expected) => {
  expect(isReadAsAvro({ name: 'c', mapping, type })).toBe(expected);
});

test('a column whose name Avro does not have is read by a query', () => {
  expect(isReadAsAvro({ name: 'größe #1', mapping: 'INT64', type: 'bigint' })).toBe(false);
});
