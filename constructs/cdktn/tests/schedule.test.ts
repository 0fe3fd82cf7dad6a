// Made from ../cdktf/tests/schedule.test.ts by `npm run constructs:generate`; change that one.
import { Schedule } from '../index.ts';

test.each<[string, Schedule, Schedule]>([
  ['by hand', Schedule.manual(), { frequency: 'manual' }],
  ['without pause', Schedule.continuous(), { frequency: 'continuous' }],
  ['each hour', Schedule.hourly(), { frequency: 'hourly', minute: '0' }],
  ['each hour at a quarter past', Schedule.hourly({ minute: 15 }), { frequency: 'hourly', minute: '15' }],
  [
    'each day, somewhere',
    Schedule.daily({ hour: 6, timezone: 'Europe/Berlin' }),
    { frequency: 'daily', hour: '6', minute: '0', timezone: 'Europe/Berlin' },
  ],
  [
    'each week',
    Schedule.weekly({ day: 'monday', hour: 23, minute: 59 }),
    { frequency: 'weekly', dayOfWeek: '1', hour: '23', minute: '59' },
  ],
  [
    'as cron has it',
    Schedule.cron('*/15 6-18 * * 1-5'),
    { frequency: 'custom', minute: '*/15', hour: '6-18', dayOfMonth: '*', month: '*', dayOfWeek: '1-5' },
  ],
  [
    'after another',
    Schedule.after({ bulkSyncs: [{ id: 'b' }] }, { successOnly: true }),
    { frequency: 'runafter', runAfter: { bulkSyncIds: ['b'] }, runAfterSuccessOnly: true },
  ],
])('%s', (_, schedule, expected) => {
  expect(schedule).toEqual(expected);
});

test('times that there are not are refused', () => {
  expect(() => Schedule.daily({ hour: 24 })).toThrow(
    "A schedule's hour is a whole number from 0 to 23, not 24.",
  );
  expect(() => Schedule.hourly({ minute: 1.5 })).toThrow(/minute is a whole number from 0 to 59/);
  expect(() => Schedule.cron('0 0 * *')).toThrow(/it has 4 fields instead of five/);
});
