import { nearName } from './near-name.ts';

const KNOWN = ['query', 'table', 'view', 'schema', 'skip_lines', 'preserve_table_on_resync'];

test.each([
  ['qurey', 'query'],
  ['tabel', 'table'],
  ['View', 'view'],
  ['skipLines', 'skip_lines'],
  ['view_name', 'view'],
  ['preserve_tables_on_resync', 'preserve_table_on_resync'],
])('%s is near to %s', (name, known) => {
  expect(nearName(name, KNOWN)).toBe(known);
});

test.each(['collection', 'x', 'tracking_columns', ''])('%s is near to none', (name) => {
  expect(nearName(name, KNOWN)).toBeUndefined();
});
