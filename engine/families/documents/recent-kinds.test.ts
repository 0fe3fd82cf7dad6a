import { RecentKinds } from './recent-kinds.ts';

test('documents are looked at once for all that is asked, again where that is said, and after a look that failed', async () => {
  const recent = new RecentKinds();
  let looks = 0;
  const look = async () => {
    if (++looks === 3) throw new Error('no answer');
    return new Map([['a', new Set([`look ${looks}`])]]);
  };
  const [first, second] = await Promise.all([recent.of('x', false, look), recent.of('x', false, look)]);
  expect([first.isNew, second.isNew, looks]).toEqual([true, false, 1]);
  first.found.get('a')?.add('changed');
  expect((await recent.of('x', false, look)).found).toEqual(new Map([['a', new Set(['look 1'])]]));
  expect((await recent.of('x', true, look)).found).toEqual(new Map([['a', new Set(['look 2'])]]));
  await expect(recent.of('x', true, look)).rejects.toThrow('no answer');
  expect((await recent.of('x', false, look)).found).toEqual(new Map([['a', new Set(['look 4'])]]));
  expect((await recent.of('y', false, look)).isNew).toBe(true);
});
