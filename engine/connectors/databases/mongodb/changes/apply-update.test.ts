import { afterUpdate, touches } from './apply-update.ts';

test.each([
  [{ city: 'Bern' }, { updatedFields: { 'to.city': 'Chur', 'n.city': 'x' } }, { city: 'Chur' }],
  [{ a: { b: 1, c: 2 } }, { updatedFields: { 'to.a.b': 3 }, removedFields: ['to.a.c'] }, { a: { b: 3 } }],
  [
    ['x', 'y', 'z'],
    { truncatedArrays: [{ field: 'to', newSize: 2 }], updatedFields: { 'to.0': 'w' } },
    ['w', 'y'],
  ],
  [['x'], { updatedFields: { 'to.1': { k: 1 } } }, ['x', { k: 1 }]],
  [{ list: [{ n: 1 }] }, { updatedFields: { 'to.list.0.n': 2 } }, { list: [{ n: 2 }] }],
  [undefined, { updatedFields: { 'to.a': 1 } }, { a: 1 }],
])('%j with %j is %j', (before, update, after) => {
  expect(touches(update, 'to')).toBe(true);
  expect(touches(update, 't')).toBe(false);
  expect(afterUpdate(before, 'to', update)).toEqual(after);
});
