import { shortList } from './short-list.ts';
import { shortStatements } from './short-statement.ts';

const names = Array.from({ length: 1_600 }, (_, i) => `c${i}`);

test('of many names the first twenty are said, and how many there are more', () => {
  expect(shortList([])).toBe('none');
  expect(shortList(names.slice(0, 3))).toBe('c0, c1, c2');
  expect(shortList(names)).toMatch(/^c0, c1, .*, c19 and 1,580 more$/);
});

test('of many statements the first ten are said', () => {
  const statements = names.map((name) => `ALTER TABLE t ADD COLUMN ${name} text`);
  expect(shortStatements(statements.slice(0, 2))).toBe(statements.slice(0, 2).join('; '));
  expect(shortStatements(statements)).toMatch(/ c9 text; and 1590 statements more$/);
});
