import fc from 'fast-check';
import { decode, encode, ValueTypeError } from './codec.ts';
import { Decimal, numberFromDouble, numberFromText, textOfNumber } from './decimal.ts';
import { plain, sameJson } from './dynamic.ts';
import { parseJson, printJson } from './json.ts';
import { canonical, same } from './same.ts';
import { type CtyType, DynamicValue, emptyObject } from './type.ts';
import { isUnknown, knownPrefix, Unknown } from './unknown.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((value) => value.normalize()),
  fc.constantFrom('', '__proto__', 'constructor', 'toString', '🚢 über'),
);
const key = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((value) => value.normalize()),
  fc.constantFrom('__proto__', 'constructor', 'length'),
);
const decimalText = fc
  .tuple(fc.bigInt(), fc.nat(60))
  .map(([digits, scale]) => numberFromText(`${digits}e-${scale}`));
const amount = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    9007199254740993n,
    -(2n ** 63n),
    2n ** 64n,
    2n ** 70n,
    0.1,
    1e-7,
    10n ** 300n,
    Infinity,
    -Infinity,
  ),
  fc.bigInt().map((value) => numberFromText(`${value}`)),
  decimalText,
);

const types: fc.Arbitrary<CtyType> = fc.letrec<{ type: CtyType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<CtyType>('string', 'number', 'bool', 'dynamic'),
    fc.tuple(fc.constantFrom('list', 'set', 'map'), tie('type')) as fc.Arbitrary<CtyType>,
    fc.tuple(fc.constant('object'), fc.dictionary(key, tie('type'), { maxKeys: 4 })) as fc.Arbitrary<CtyType>,
    fc.tuple(fc.constant('tuple'), fc.array(tie('type'), { maxLength: 4 })) as fc.Arbitrary<CtyType>,
  ),
})).type;

/** Any value of a type: null and unknown at any depth. */
function anyOf(type: CtyType): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: known(type), weight: 8 },
    { arbitrary: fc.constant(null), weight: 1 },
    { arbitrary: fc.constant(Unknown), weight: 1 },
  );
}

function known(type: CtyType): fc.Arbitrary<unknown> {
  if (type === 'string') return text;
  if (type === 'bool') return fc.boolean();
  if (type === 'number') return amount;
  if (type === 'dynamic') {
    return types
      .filter((one) => one !== 'dynamic')
      .chain((one) => anyOf(one).map((value) => new DynamicValue(one, value)));
  }
  switch (type[0]) {
    case 'list':
      return fc.array(anyOf(type[1]), { maxLength: 4 });
    case 'set':
      return fc.uniqueArray(anyOf(type[1]), { maxLength: 4, selector: (item) => canonical(type[1], item) });
    case 'map':
      return fc.array(fc.tuple(key, anyOf(type[1])), { maxLength: 4 }).map(record);
    case 'tuple':
      return fc.tuple(...type[1].map(anyOf));
    case 'object':
      return fc
        .tuple(
          ...Object.entries(type[1]).map(([name, inner]) =>
            anyOf(inner).map((value) => [name, value] as const),
          ),
        )
        .map(record);
  }
}

function record(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const out = emptyObject();
  for (const [name, value] of entries) out[name] = value;
  return out;
}

const typed = types.chain((type) => anyOf(type).map((value) => ({ type, value })));

test('any value of any type survives the wire', () => {
  fc.assert(
    fc.property(typed, ({ type, value }) => {
      const back = decode(type, encode(type, value));
      expect(back).toEqual(value);
      expect(same(type, back, value)).toBe(true);
      expect(encode(type, back)).toEqual(encode(type, value));
    }),
    { numRuns: 1000 },
  );
});

test('a set is the same in any order, and a list is not', () => {
  fc.assert(
    fc.property(typed, ({ type, value }) => {
      if (!Array.isArray(value)) return;
      const reversed = value.toReversed();
      if (type[0] === 'set') expect(same(type, value, reversed)).toBe(true);
    }),
  );
  expect(same(['list', 'string'], ['a', 'b'], ['b', 'a'])).toBe(false);
  expect(same(['set', ['set', 'number']], [[1, 2], [3]], [[3], [2, 1]])).toBe(true);
});

test.each([0, 15, 16, 31, 32, 255, 256, 65_535, 65_536, 70_000])('a size of %d survives', (size) => {
  const words = Array.from({ length: size }, (_, index) => `k${index}`);
  const longText = 'ü'.repeat(size);
  const types: CtyType = ['tuple', ['string', ['list', 'string'], ['map', 'bool']]];
  const value = [longText, words, record(words.map((word) => [word, true]))];
  const back = decode(types, encode(types, value)) as unknown[];
  expect(back[0] === longText).toBe(true);
  expect(same(types, back, value)).toBe(true);
});

test('nesting may be a thousand deep', () => {
  let type: CtyType = 'string';
  let value: unknown = 'bottom';
  for (let depth = 0; depth < 1000; depth += 1) {
    type = ['list', type];
    value = [value];
  }
  expect(encode(type, decode(type, encode(type, value)))).toEqual(encode(type, value));
});

test('unknown is read however it is refined, wherever it stands', () => {
  const list = ['list', 'string'] as const;
  expect(decode('string', Buffer.from('d40000', 'hex'))).toBe(Unknown);
  const refined = decode('string', Buffer.from('c70a0c8201c202a5746573742d', 'hex'));
  expect([isUnknown(refined), knownPrefix(refined)]).toEqual([true, 'test-']);
  expect(encode('string', refined).toString('hex')).toBe('c70a0c8201c202a5746573742d');
  expect(
    decode(list, Buffer.concat([Buffer.from([0x92, 0xa1, 0x61]), Buffer.from('c7030c8101c2', 'hex')])),
  ).toEqual(['a', Unknown]);
});

describe('numbers', () => {
  test.each([
    ['9007199254740993', 9007199254740993n],
    ['-0', 0],
    ['1e3', 1000],
    ['0.10', 0.1],
    ['1.5e-3', 0.0015],
    ['123456789.123456789012345678', new Decimal('123456789.123456789012345678')],
    ['340282366920938463463374607431768211456', 2n ** 128n],
  ])('%s is exact', (written, expected) => {
    expect(numberFromText(written)).toEqual(expected);
    expect(numberFromText(textOfNumber(numberFromText(written)))).toEqual(expected);
  });

  test('one tenth travels as text, because its double is not one tenth', () => {
    expect(encode('number', 0.1).toString('latin1')).toBe('\u00a30.1');
  });

  test('a double that Terraform sends as such keeps all its digits', () => {
    expect(numberFromDouble(0.5)).toBe(0.5);
    expect(textOfNumber(numberFromDouble(0.1))).toBe(
      '0.1000000000000000055511151231257827021181583404541015625',
    );
    expect(numberFromDouble(2 ** 70)).toBe(2n ** 70n);
  });

  test('no text is read as another number', () => {
    for (const wrong of ['', '.', '-', '1_000', '0x10', 'Infinity', '1e', ' 1']) {
      expect(() => numberFromText(wrong)).toThrow(RangeError);
    }
  });
});

test('a value of the wrong type is refused with its place and without its content', () => {
  const type: CtyType = ['object', { users: ['list', ['object', { name: 'string' }]] }];
  const attempt = () => encode(type, { users: [{ name: 'ok' }, { name: 42 }] });
  expect(attempt).toThrow(ValueTypeError);
  expect(attempt).toThrow('users.1.name: expected a string, got a value of type number');
  expect(() => encode(type, { user: [] })).toThrow('user: there is no such attribute');
});

test('the order of attributes matters neither in a value nor in its type', () => {
  const one = new DynamicValue(['object', { a: 'string', b: ['list', 'bool'] }], { a: 'x', b: [] });
  const other = new DynamicValue(['object', { b: ['list', 'bool'], a: 'string' }], { b: [], a: 'x' });
  expect(same('dynamic', one, other)).toBe(true);
  expect(same('dynamic', one, { a: 'x', b: [] })).toBe(false);
});

test('a plain value takes the type that HCL would give it', () => {
  const bytes = encode('dynamic', { query: 'select 1', limits: [1, 2n ** 60n], on: true, none: null });
  const value = decode('dynamic', bytes) as DynamicValue;
  expect(value.type).toEqual([
    'object',
    { limits: ['tuple', ['number', 'number']], none: 'dynamic', on: 'bool', query: 'string' },
  ]);
  expect(plain(value)).toEqual({ query: 'select 1', limits: [1, 2n ** 60n], on: true, none: null });
});

describe('JSON', () => {
  test('is read and printed without loss', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (source) => {
        expect(JSON.parse(printJson(parseJson(source)))).toEqual(JSON.parse(source));
      }),
    );
    const exact = '{"__proto__":{"a":9007199254740993},"b":[0.1000000000000000055,1E2],"constructor":null}';
    expect(printJson(parseJson(exact))).toBe(
      '{"__proto__":{"a":9007199254740993},"b":[0.1000000000000000055,100],"constructor":null}',
    );
  });

  test.each([
    ['1.5', 1.5],
    ['1.0', 1],
    ['-0', 0],
    ['1234567890123456789', 1234567890123456789n],
    ['{"at":"2026-11-30T15:31:28.893Z","n":[12,-7]}', { at: '2026-11-30T15:31:28.893Z', n: [12, -7] }],
    ['[ 9007199254740993 , 2 ]', [9007199254740993n, 2]],
    ['["a",1e3 ]', ['a', 1000]],
  ])('%s is read as it says', (text, value) => {
    const read = parseJson(text);
    expect(JSON.parse(printJson(read))).toEqual(JSON.parse(text.replace('-0', '0')));
    expect(read).toEqual(value);
  });

  test('is compared by meaning', () => {
    expect(sameJson('{ "b": [1, 2.0], "a": "x" }', { a: 'x', b: [1, 2], c: null })).toBe(true);
    expect(sameJson('{"a":9007199254740993}', { a: 9007199254740992n })).toBe(false);
    expect(sameJson([1, 2], [2, 1])).toBe(false);
    expect(sameJson('{not json', '{not json')).toBe(true);
    expect(sameJson('a', 'b')).toBe(false);
  });
});
