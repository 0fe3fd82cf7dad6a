import { staleFiles } from './stale.ts';

const stale = (generated: Record<string, string>, present: Record<string, string>) =>
  staleFiles(new Map(Object.entries(generated)), new Map(Object.entries(present)));

test('a formatter changes nothing', () => {
  const generated = { 'a.ts': "export const a = { b: ['c', 'd'], };\n" };
  const formatted = { 'a.ts': 'export const a = {\n  b: [\n    "c",\n    "d",\n  ],\n}\n' };
  expect(stale(generated, formatted)).toEqual([]);
});

test('files that differ, are missing or are left over are named', () => {
  expect(stale({ a: 'x', b: 'y', c: 'z' }, { a: 'x', b: 'w', d: 'v' })).toEqual([
    { path: 'b', fault: 'is not current' },
    { path: 'c', fault: 'is missing' },
    { path: 'd', fault: 'is not generated any more' },
  ]);
});
