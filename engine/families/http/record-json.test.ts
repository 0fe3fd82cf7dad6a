import { parse } from 'lossless-json';
import { samples } from '../../../test/contract/samples.ts';
import type { CellValue } from '../../contract/contract.ts';
import { fieldType } from '../../types/field-type.ts';
import { jsonOf, RecordWriter } from './record-json.ts';

const json = (type: string, value: CellValue) => jsonOf(value, fieldType(type));

test.each(Object.entries(samples))('every value of type %s becomes JSON', (type, values) => {
  for (const value of [null, ...values]) expect(() => JSON.parse(json(type, value))).not.toThrow();
});

test('a number is a JSON number only where every parser reads it exactly', () => {
  for (const [type, value, expected] of [
    ['bigint', '9007199254740991', '9007199254740991'],
    ['bigint', '9007199254740992', '9007199254740992'],
    ['bigint', '9007199254740993', '"9007199254740993"'],
    ['bigint', '-9223372036854775808', '"-9223372036854775808"'],
    ['decimal(12,2)', '0.10', '0.10'],
    ['decimal(38,18)', '0.100000000000000001', '"0.100000000000000001"'],
    ['number', '12345678901234567890.5', '"12345678901234567890.5"'],
    ['number', '100', '100'],
    ['double', 0.1, '0.1'],
    ['double', 5e-324, '5e-324'],
    ['double', Number.NaN, '"NaN"'],
    ['double', -Infinity, '"-Infinity"'],
    ['double', -0, '-0'],
  ] as const)
    expect([type, value, json(type, value)]).toEqual([type, value, expected]);
  // The receiver's parser and one without limits agree.
  for (const value of ['9223372036854775807', '0.1', '1e400', '123456789012345678901234567890'])
    expect(String(JSON.parse(json('number', value)))).toBe(String(parse(json('number', value))));
});

test('times, bytes, documents and lists are written as the type table says', () => {
  for (const [type, value, expected] of [
    ['date', '2024-02-29', '"2024-02-29"'],
    ['datetime', '2024-02-29 12:00:00.000001', '"2024-02-29T12:00:00.000001"'],
    ['datetime_tz', '2024-03-31 01:30:00.123456+00', '"2024-03-31T01:30:00.123456Z"'],
    ['binary', new Uint8Array([0, 255]), '"AP8="'],
    ['json', '{"n": 12345678901234567890.5}', '{"n": 12345678901234567890.5}'],
    ['array<bigint>', '[1,null,9223372036854775807]', '[1,null,"9223372036854775807"]'],
    ['array<decimal(12,2)>', '["0.10",null]', '[0.10,null]'],
    ['array<string>', '["a","1"]', '["a","1"]'],
    ['array<datetime_tz>', '["2024-03-31 01:30:00+00"]', '["2024-03-31T01:30:00Z"]'],
    ['array<array<int>>', '[[1,2],[]]', '[[1,2],[]]'],
  ] as const)
    expect([type, json(type, value)]).toEqual([type, expected]);
});

test('a row is an object of its columns, or of some of them, whatever they are called', () => {
  const writer = new RecordWriter([
    { name: 'id', type: 'int' },
    { name: 'quo"te', type: 'string' },
  ]);
  expect(writer.object([1, 'ünï\n'])).toBe('{"id":1,"quo\\"te":"ünï\\n"}');
  expect(writer.object([1, null], ['id'])).toBe('{"id":1}');
});
