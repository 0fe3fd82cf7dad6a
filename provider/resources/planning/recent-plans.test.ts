import { RecentPlans } from './recent-plans.ts';

describe('plans made while resources are read', () => {
  test('are good once, for the same definition', () => {
    const plans = new RecentPlans(() => 0);
    plans.remember('a', 'x', 'plan');
    expect(plans.take('b', 'x')).toBeUndefined();
    expect(plans.take(undefined, 'x')).toBeUndefined();
    expect(plans.take('a', 'x')).toBe('plan');
    expect(plans.take('a', 'x')).toBeUndefined();
    plans.remember('a', 'x', 'plan');
    expect(plans.take('a', 'y')).toBeUndefined();
  });

  test('are not good for long', () => {
    let now = 0;
    const plans = new RecentPlans(() => now);
    plans.remember('a', 'x', 'plan');
    now = 5_000;
    expect(plans.take('a', 'x')).toBeUndefined();
  });
});
