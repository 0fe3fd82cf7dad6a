import { NEVER_USED, takenFrom } from '../../contract/budgets.ts';
import { ProcessBudgets, Quota, sharedQuota } from './quota.ts';

const never = new AbortController().signal;
const DAY = 86_400_000;
const FAST = 100_000;

test('no more requests are under way than the account allows, also where one of them fails', async () => {
  const quota = new Quota('account', { atOnce: 2 });
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

test('the requests of a day are counted, and the next day begins again', async () => {
  const clock = { time: 10 * DAY + 5, now: () => clock.time };
  const quota = new Quota('account', { perDay: 2 }, new ProcessBudgets(clock), clock);
  await quota.turn(never);
  await quota.turn(never);
  await expect(quota.turn(never)).rejects.toThrow(
    /the 2 requests that the account may make in a day are used up/,
  );
  clock.time += DAY;
  await quota.turn(never);
});

test('a share of the daily limit is ours, also of the limit that the system tells', async () => {
  const clock = { now: () => 10 * DAY };
  const quota = new Quota('account', { share: 0.5 }, new ProcessBudgets(clock), clock);
  await quota.turn(never);
  await quota.tell(4);
  await quota.rest();
  await quota.turn(never);
  await quota.turn(never);
  await expect(quota.turn(never)).rejects.toThrow(/the 2 requests that the account may make in a day/);
});

test('what was taken and not sent goes back', async () => {
  const clock = { now: () => 10 * DAY };
  const budgets = new ProcessBudgets(clock);
  const [one, other] = [1, 2].map(() => new Quota('account', { perDay: 5 }, budgets, clock)) as [
    Quota,
    Quota,
  ];
  await one.turn(never);
  await one.rest();
  for (let n = 0; n < 4; n++) await other.turn(never);
  await other.rest();
  await expect(one.turn(never)).rejects.toThrow(/used up/);
});

test('requests are taken in portions of half a second, which do not overlap', () => {
  const first = takenFrom(NEVER_USED, { perSecond: 10 }, undefined, 1000);
  expect(first.portion).toMatchObject({ count: 5, from: 1000, every: 100, until: 1500 });
  const second = takenFrom(first.use, { perSecond: 10 }, undefined, 1001);
  expect(second.portion).toMatchObject({ count: 5, from: 1500, until: 2000 });
  const later = takenFrom(second.use, { perSecond: 10 }, undefined, 9000);
  expect(later.portion.from).toBe(9000);
  const slow = takenFrom(NEVER_USED, { perSecond: 0.5 }, undefined, 1000);
  expect(slow.portion).toMatchObject({ count: 1, until: 3000 });
});

test('a thousand requests take some portions, not a thousand', async () => {
  let times = 0;
  const budgets = new (class extends ProcessBudgets {
    override take(...given: Parameters<ProcessBudgets['take']>) {
      times++;
      return super.take(...given);
    }
  })({ now: () => 0 });
  const quota = new Quota('account', { perSecond: FAST }, budgets, { now: () => 0 });
  for (let n = 0; n < 1000; n++) await quota.turn(never);
  expect(times).toBe(1);
});

test('a system that wants to be left alone for long is not asked by anybody', async () => {
  const clock = { time: 10 * DAY, now: () => clock.time };
  const budgets = new ProcessBudgets(clock);
  await new Quota('account', {}, budgets, clock).hold(3_600_000);
  const other = new Quota('account', {}, budgets, clock);
  await expect(other.turn(never)).rejects.toThrow(/wants no request of the account before 1970-01-11T01:00/);
  await new Quota('another account', {}, budgets, clock).turn(never);
  clock.time += 3_600_000;
  await other.turn(never);
});

test('connections of one account share what it may ask, and those of another do not', () => {
  const limits = { perSecond: 5, atOnce: 2 };
  expect(sharedQuota('one', limits)).toBe(sharedQuota('one', { ...limits }));
  expect(sharedQuota('one', limits)).not.toBe(sharedQuota('two', limits));
});
