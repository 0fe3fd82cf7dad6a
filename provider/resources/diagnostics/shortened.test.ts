import { shortened, shortStatements } from './shortened.ts';

test('what is short is shown as it is', () => {
  expect(shortened('CREATE TABLE t (\n  a int\n)')).toBe('CREATE TABLE t (\n  a int\n)');
  expect(shortStatements(['A', 'B'])).toBe('A; B');
});

test('long statements are shortened, and differ where they differed', () => {
  const create = (count: number, last = 'text') =>
    `CREATE TABLE t (\n${Array.from({ length: count }, (_, i) => `  c${i} ${i === 40 ? last : 'int'}`).join(',\n')}\n)`;
  const short = shortened(create(1600));
  expect(short.split('\n')).toHaveLength(24);
  expect(short).toContain('… 1579 lines more; digest of all: ');
  expect(short).toMatch(/^CREATE TABLE t \(\n {2}c0 int,/);
  expect(shortened(create(1600, 'date'))).not.toBe(short);
});

test('one long line is cut between characters', () => {
  const line = shortened(`REWRITE FILE a.parquet ${'😀'.repeat(5000)}`);
  expect(line.isWellFormed()).toBe(true);
  expect(line.length).toBeLessThan(5000);
  const many = shortStatements(Array.from({ length: 30 }, (_, i) => `S${i}`));
  expect(many).toMatch(/^S0; .*S9; and 20 statements more$/);
});
