import { Quota, sharedQuota } from './quota.ts';

const never = new AbortController().signal;
const DAY = 86_400_000;

test('no more requests are under way than the account allows, also where one of them fails', async () => {
  const quota = new Quota({ atOnce: 2 });
  let [underWay, most] = [0, 0];
  const request = (fails: boolean) => async () => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay--;
    if (fails) throw new Error('broken');
    return 'done';
  };
  const answers = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => quota.run(never, request(n === 2))));
  expect(answers.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  expect([most, underWay]).toEqual([2, 0]);
});

test('the requests of a day are counted, and the next day begins anew', async () => {
  let now = 10 * DAY + 5;
  const quota = new Quota({ perDay: 2 }, () => now);
  const ask = () => quota.run(never, async () => 'done');
  expect([await ask(), await ask()]).toEqual(['done', 'done']);
  await expect(ask()).rejects.toThrow(/the 2 requests that the account may make in a day are used up/);
  now += DAY;
  expect(await ask()).toBe('done');
});

test('connections of one account share what it may ask, and those of another do not', () => {
  const limits = { perSecond: 5, atOnce: 2 };
  expect(sharedQuota('one', limits)).toBe(sharedQuota('one', { ...limits }));
  expect(sharedQuota('one', limits)).not.toBe(sharedQuota('two', limits));
});
