import { unknownText } from '../../framework/index.ts';
import { haveSameTables, shownColumns, withColumnsByName } from './planned-tables.ts';

const table = (column: string, type = 'text') => ({
  source: 'public.t',
  key: [],
  columns: { [column]: type },
  ddl: '',
});

test('tables are the same whatever their order and the form of Unicode that Terraform gives them back in', () => {
  const decomposed = 'e\u0301te\u0301';
  const planned = { [decomposed.normalize()]: table(decomposed.normalize()), b: table('id') };
  expect(haveSameTables(planned, { b: table('id'), [decomposed]: table(decomposed) })).toBe(true);
  // In one form it comes after f, in the other before.
  const columns = { f: 'text', [decomposed]: 'text' };
  const given = { f: 'text', [decomposed.normalize()]: 'text' };
  const of = (columns: Readonly<Record<string, string>>) => ({ b: { ...table('id'), columns } });
  expect(haveSameTables(of(given), of(columns))).toBe(true);
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

const columns = [
  { name: 'id', source: 'id', source_type: 'integer', target_type: 'integer', lossy: null },
  { name: 'name', source: 'Name', source_type: 'text', target_type: 'varchar(5)', lossy: 'long texts' },
  { name: 'at', source: null, source_type: null, target_type: 'timestamptz', lossy: null },
];
const shown = {
  columns: { id: 'integer', name: 'varchar(5)', at: 'timestamptz' },
  source_types: { name: 'text' },
  source_fields: { name: 'Name', at: '' },
  losses: { name: 'long texts' },
};

test('columns are shown with their types; of fields and their types, what differs; and what is lost', () => {
  expect(shownColumns(columns)).toEqual(shown);
});

test('a state whose columns are a list is read as one that has them by name', () => {
  const table = { source: 'public.t', key: ['id'], ddl: 'CREATE TABLE t' };
  const before = { name: 'copy', tables: { t: { ...table, columns } } };
  expect(withColumnsByName(before)).toEqual({ name: 'copy', tables: { t: { ...table, ...shown } } });
  expect(withColumnsByName({ name: 'copy', tables: null })).toEqual({ name: 'copy', tables: {} });
});
