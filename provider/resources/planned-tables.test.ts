import { haveSameTables } from './planned-tables.ts';

const table = (column: string, type = 'text') => ({
  source: 'public.t',
  key: [],
  columns: [{ name: column, source: column, target_type: type }],
  ddl: '',
});

test('tables are the same whatever their order and the form of Unicode that Terraform gives them back in', () => {
  const decomposed = 'e\u0301te\u0301';
  const planned = { [decomposed.normalize()]: table(decomposed.normalize()), b: table('id') };
  expect(haveSameTables(planned, { b: table('id'), [decomposed]: table(decomposed) })).toBe(true);
});

test('tables of which a column has another type are not the same', () => {
  expect(haveSameTables({ b: table('id') }, { b: table('id', 'bigint') })).toBe(false);
  expect(haveSameTables({ b: table('id') }, {})).toBe(false);
});
