import { drifted, sameMeaning } from './drift.ts';

test.each([
  [null, undefined, true],
  [[], undefined, true],
  [{ a: null, b: [] }, {}, true],
  [[{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 1 }], true],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  ['', undefined, false],
  [false, undefined, false],
  [[1], [1, 1], false],
  [{ a: '1' }, { a: 1 }, false],
])('%j and %j: the same meaning is %s', (a, b, same) => {
  expect(sameMeaning(a, b)).toBe(same);
});

test('drift is named by attribute, whichever side has it', () => {
  const before: Record<string, unknown> = { name: 'a', tags: ['x', 'y'], gone: 1 };
  expect(drifted({ name: 'b', tags: ['y', 'x'], come: 2 }, before)).toEqual(['name', 'come', 'gone']);
});
