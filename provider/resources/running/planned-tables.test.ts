import { unknownText } from '../../framework/index.ts';
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

test('a table that another object fills is not the same, unless its model had no id when it was planned', () => {
  const of = <Source>(source: Source) => ({ b: { ...table('id'), source } });
  expect(haveSameTables(of('public.t'), of('public.u'))).toBe(false);
  expect(haveSameTables(of(unknownText('abc-')), of('abc-1'))).toBe(true);
});
