import type { ScheduleFrequency } from '@syncform/engine/api/documents.ts';
import { bool, integer, object, optional, required, set, string } from '../framework/index.ts';

const frequencies: readonly ScheduleFrequency[] = [
  'manual',
  'continuous',
  'hourly',
  'daily',
  'weekly',
  'custom',
  'builder',
  'runafter',
  'multi',
  'dbtcloud',
];

/** When a sync runs by itself. */
export const schedule = required(
  object({
    frequency: required(string, {
      oneOf: frequencies,
      description: `How often: ${frequencies.map((f) => `\`${f}\``).join(', ')}.`,
    }),
    minute: optional(string, { description: 'Minute of the hour, or a cron field of `custom`.' }),
    hour: optional(string, { description: 'Hour of the day, or a cron field of `custom`.' }),
    day_of_week: optional(string, { description: 'Day of the week, or a cron field of `custom`.' }),
    day_of_month: optional(string, { description: 'Day of the month, or a cron field of `custom`.' }),
    month: optional(string, { description: 'Month, or a cron field of `custom`.' }),
    timezone: optional(string, {
      description: 'IANA time zone that the times are in: `Europe/Berlin`. UTC where unset.',
      validate: (zone) =>
        isTimeZone(zone) ? undefined : `"${zone}" is not an IANA time zone such as Europe/Berlin`,
    }),
    job_id: optional(integer, { description: 'Job to run after, with `dbtcloud`.' }),
    connection_id: optional(string, { description: 'Connection of the job, with `dbtcloud`.' }),
    run_after: optional(
      object({
        sync_ids: optional(set(string), { description: 'Ids of syncs.' }),
        bulk_sync_ids: optional(set(string), { description: 'Ids of bulk syncs.' }),
      }),
      { description: 'What to run after, with `runafter`.' },
    ),
    run_after_success_only: optional(bool, {
      description: 'Run only after those that ended without errors, with `runafter`.',
    }),
  }),
  {
    description:
      'When it runs by itself, on a server. The embedded engine keeps the schedule, and runs on apply and on `syncform run`.',
  },
);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
