import { canWiden, holds } from './widening.ts';

test.each([
  ['BIGINT', 'INT'],
  ['DECIMAL(12,2)', 'INT'],
  ['DECIMAL(14,3)', 'DECIMAL(12,2)'],
  ['DOUBLE', 'FLOAT'],
  ['DOUBLE', 'int'],
  ['STRING', 'TIMESTAMP'],
  ['ARRAY<BIGINT>', 'ARRAY<INT>'],
  ['LONG', 'BIGINT'],
])('%s holds %s, and not the other way round', (wide, narrow) => {
  expect(holds(wide, narrow)).toBe(true);
  if (wide !== 'LONG') expect(holds(narrow, wide)).toBe(false);
});

test.each([
  ['DOUBLE', 'BIGINT'],
  ['DECIMAL(10,2)', 'INT'],
  ['DECIMAL(12,1)', 'DECIMAL(12,2)'],
  ['TIMESTAMP', 'DATE'],
  ['STRING', 'BINARY'],
  ['STRING', 'ARRAY<STRING>'],
])('%s does not hold %s', (wide, narrow) => {
  expect(holds(wide, narrow)).toBe(false);
});

test('a column is widened in place only as Delta can', () => {
  expect(canWiden('INT', 'BIGINT')).toBe(true);
  expect(canWiden('INT', 'DOUBLE')).toBe(true);
  expect(canWiden('BIGINT', 'DECIMAL(38,18)')).toBe(true);
  expect(canWiden('FLOAT', 'DOUBLE')).toBe(true);
  expect(canWiden('DATE', 'TIMESTAMP_NTZ')).toBe(true);
  expect(canWiden('SMALLINT', 'FLOAT')).toBe(false);
  expect(canWiden('INT', 'STRING')).toBe(false);
  expect(canWiden('BIGINT', 'INT')).toBe(false);
  expect(canWiden('BIGINT', 'BIGINT')).toBe(false);
});
