import type { ExistingTable, TargetTable } from '../../contract/contract.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { type Altering, alteredTable } from './change-table.ts';

/** Numbers whose types are how many digits they have: `n3`. */
const digits: Altering = {
  system: 'Digits',
  quoteIdentifier,
  fold: (name) => name.toLowerCase(),
  holds: (wide, narrow) => Number(wide.slice(1)) >= Number(narrow.slice(1)),
  ddl: {
    addColumn: 'ADD',
    alterType: (table, column, from, to) => `${table}.${column}: ${from} to ${to}`,
    dropNotNull: (table, column, type) => `${table}.${column}: ${type} or NULL`,
  },
};

const wanted = (columns: TargetTable['columns']): TargetTable => ({ id: 't', key: ['id'], columns });
const column = (name: string, target_type: string, nullable = false) => ({
  name,
  type: 'number',
  target_type,
  nullable,
});
const there = (...columns: ExistingTable['columns']): ExistingTable => ({
  id: 't',
  key: ['ID'],
  unique: [],
  columns: [column('ID', 'n9'), ...columns],
});
const alter = (system: Altering, to: TargetTable['columns'], existing: ExistingTable) =>
  alteredTable(system, 't', wanted([column('id', 'n9'), ...to]), existing);

test('a column gets a wider type first, and then takes NULL in that type; names that differ by case are one', () => {
  expect(alter(digits, [column('A', 'n5', true)], there(column('a', 'n3')))).toEqual({
    action: 'alter',
    statements: ['t."a": n3 to n5', 't."a": n5 or NULL'],
    conflicts: [],
  });
});

test('a column that holds more keeps its type, one that is not there is added and takes NULL', () => {
  expect(alter(digits, [column('a', 'n3'), column('b', 'n1')], there(column('a', 'n5')))).toEqual({
    action: 'alter',
    statements: ['ALTER TABLE t ADD "b" n1 NULL'],
    conflicts: [],
    types: { a: 'n5' },
  });
});

test('what the system cannot do is a conflict that says what to do', () => {
  const { addColumn } = digits.ddl;
  const cannot = { ...digits, ddl: { addColumn } };
  expect(alter(cannot, [column('a', 'n5', true)], there(column('a', 'n3'))).conflicts).toEqual([
    'column "a" of t has to become n5, and is n3, which Digits cannot do to a column that is there: choose another name for it',
    'column "a" of t has to take NULL, which Digits cannot do to a column that is there: choose another name for it',
  ]);
  const never: Altering = { ...digits, canBecome: () => false };
  expect(alter(never, [column('a', 'n5')], there(column('a', 'n3'))).conflicts).toEqual([
    'column "a" of t is n3 and cannot become n5 without loss',
  ]);
});

test('a system that says a column again whole does so in one statement, or says why it cannot', () => {
  const said = (isPlain: boolean): Altering => ({
    ...digits,
    ddl: {
      ...digits.ddl,
      redefine: (table, { name }, { type, isNullable }) =>
        isPlain
          ? { statement: `${table}.${name} ${type} ${isNullable}` }
          : { but: 'but has a rule: alter it yourself' },
    },
  });
  const [to, from] = [[column('a', 'n5', true)], there(column('a', 'n3'))];
  expect(alter(said(true), to, from).statements).toEqual(['t.a n5 true']);
  expect(alter(said(false), to, from).conflicts).toEqual([
    'column "a" of t has to become n5 and take NULL, but has a rule: alter it yourself',
  ]);
});

test('a type that something in the table fixes, and another key, are conflicts', () => {
  const fixed = there({ ...column('a', 'n3'), fixedBy: 'a view' });
  expect(alter(digits, [column('a', 'n5')], { ...fixed, key: ['b'] }).conflicts).toEqual([
    'column "a" of t has to become n5, which a view forbids: change both yourself, and plan again',
    'the primary key of t is (b), not (id)',
  ]);
});
