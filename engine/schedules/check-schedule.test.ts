import type { Schedule } from '../api/documents.ts';
import { checkSchedule, cronOf } from './check-schedule.ts';

const faults = (schedule: Schedule) =>
  checkSchedule(schedule).map(({ path, message }) => `${path.join('.')}: ${message}`);

test.each<[Schedule, string]>([
  [{ frequency: 'hourly' }, '0 * * * *'],
  [{ frequency: 'hourly', minute: '59' }, '59 * * * *'],
  [{ frequency: 'daily' }, '0 0 * * *'],
  [{ frequency: 'daily', hour: '04', minute: ' 5 ' }, '5 04 * * *'],
  [{ frequency: 'weekly' }, '0 0 * * 0'],
  [{ frequency: 'weekly', day_of_week: 'Wednesday', hour: '23' }, '0 23 * * 3'],
  [{ frequency: 'weekly', day_of_week: 'wed' }, '0 0 * * wed'],
  [{ frequency: 'custom', minute: '*/15' }, '*/15 * * * *'],
  [{ frequency: 'custom', hour: '*/2' }, '0 */2 * * *'],
  [{ frequency: 'custom', day_of_month: '1' }, '0 0 1 * *'],
  [{ frequency: 'builder', minute: '0', hour: '9-17', day_of_week: 'monday-friday' }, '0 9-17 * * 1-5'],
  [{ frequency: 'custom', day_of_month: '29', month: '2' }, '0 0 29 2 *'],
  [{ frequency: 'daily', hour: '2', timezone: 'Europe/Berlin' }, '0 2 * * *'],
])('%j comes by "%s"', (schedule, pattern) => {
  expect(faults(schedule)).toEqual([]);
  expect(cronOf(schedule)).toBe(pattern);
});

test.each<Schedule>([
  { frequency: 'manual' },
  { frequency: 'continuous' },
  { frequency: 'manual', hour: '25', minute: 'x' },
  { frequency: 'runafter', run_after: { bulk_sync_ids: ['b'] } },
  { frequency: 'dbtcloud', job_id: 7, connection_id: 'c' },
])('%j has no times of its own, and no fault', (schedule) => {
  expect(faults(schedule)).toEqual([]);
  expect(cronOf(schedule)).toBeUndefined();
});

test.each<[Schedule, readonly string[]]>([
  [
    { frequency: 'daily', hour: '25', minute: 'x' },
    [
      'hour: "25" is no hour: it is a number from 0 to 23, such as 4',
      'minute: "x" is no minute: it is a number from 0 to 59, such as 30',
    ],
  ],
  [
    { frequency: 'weekly', day_of_week: 'Funday' },
    ['day_of_week: "Funday" is no day of week: it is a number from 0 to 7, such as 1 or monday'],
  ],
  [
    { frequency: 'custom', minute: '99' },
    [
      'minute: "99" is no minute: it is a number, a list, a range or a step of numbers from 0 to 59, such as */15',
    ],
  ],
  [
    { frequency: 'custom', minute: '0 4 * * *' },
    [
      'minute: "0 4 * * *" is no minute: it is a number, a list, a range or a step of numbers from 0 to 59, such as */15',
    ],
  ],
  [
    { frequency: 'builder' },
    [
      ': frequency builder needs at least one of minute, hour, day_of_month, month, day_of_week: { frequency = "builder", minute = "*/15" } is every quarter of an hour',
    ],
  ],
  [{ frequency: 'custom', day_of_month: '30', month: '2' }, [': no moment is ever like this: "0 0 30 2 *"']],
  [
    { frequency: 'runafter', run_after: { sync_ids: [] } },
    [
      'run_after: frequency runafter needs the ids of what it runs after: run_after = { sync_ids = […] } or { bulk_sync_ids = […] }',
    ],
  ],
  [
    { frequency: 'dbtcloud' },
    [
      'job_id: frequency dbtcloud needs the job that it runs after',
      'connection_id: frequency dbtcloud needs the connection that its job belongs to',
    ],
  ],
  [
    { frequency: 'daily', timezone: 'Berlin' },
    ['timezone: "Berlin" is not an IANA time zone such as Europe/Berlin'],
  ],
])('%j is refused at the field that is wrong', (schedule, expected) => {
  expect(faults(schedule)).toEqual(expected);
});
