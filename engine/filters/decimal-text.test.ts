import fc from 'fast-check';
import { floorToScale, formatDecimal, parseDecimal } from './decimal-text.ts';

test.each([
  ['0', '0'],
  ['-0.00', '0'],
  ['+007.50', '7.5'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['-1e3', '-1000'],
  ['12.5E-3', '0.0125'],
  ['1e-7', '0.0000001'],
  ['0e99999', '0'],
  ['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789'],
])('%s is %s', (text, plain) => {
  const decimal = parseDecimal(text);
  expect(decimal && formatDecimal(decimal)).toBe(plain);
});

test.each([
  '',
  '-',
  '.',
  'e5',
  '1e',
  '1,000',
  '0x10',
  ' 1',
  '1e1001',
  '1e-1001',
  '1e999999',
  '9'.repeat(1001),
])('%j is not a number', (text) => {
  expect(parseDecimal(text)).toBeUndefined();
});

test('the floor at a scale is the largest that is not above', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
      fc.nat(12),
      fc.nat(12),
      (units, scale, to) => {
        const { units: floor, exact } = floorToScale({ units, scale }, to);
        const up = 10n ** 24n;
        const value = (units * up) / 10n ** BigInt(scale);
        const step = up / 10n ** BigInt(to);
        expect(floor * step <= value && value < (floor + 1n) * step).toBe(true);
        expect(exact).toBe(floor * step === value);
      },
    ),
  );
});
