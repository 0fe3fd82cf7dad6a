import type { Schedule } from '@syncform/engine/api/documents.ts';
import { checkSchedule, scheduleFrequencies } from '@syncform/engine/schedules/check-schedule.ts';
import {
  bool,
  type Diagnostics,
  integer,
  isWhollyKnown,
  object,
  optional,
  required,
  set,
  string,
} from '../../framework/index.ts';
import { refuseValue, severitiesIn, tell } from '../diagnostics/findings.ts';
import type { Syncform } from '../syncform.ts';
import { withoutEmptyTexts } from '../values/definition-values.ts';

/** When a sync runs by itself. */
export const schedule = required(
  object({
    frequency: required(string, {
      oneOf: scheduleFrequencies,
      description: `How often: ${scheduleFrequencies.map((f) => `\`${f}\``).join(', ')}.`,
    }),
    minute: optional(string, {
      description:
        'Minute of the hour with `hourly`, `daily` and `weekly`; a cron field with `custom` and `builder`. 0 if not set.',
    }),
    hour: optional(string, {
      description:
        'Hour of the day with `daily` and `weekly`; a cron field with `custom` and `builder`. 0 if not set and a day is set.',
    }),
    day_of_week: optional(string, {
      description:
        'Day of the week with `weekly`, by name or from 0 (Sunday, the default) to 6; a cron field with `custom` and `builder`.',
    }),
    day_of_month: optional(string, { description: 'A cron field with `custom` and `builder`: `1`.' }),
    month: optional(string, { description: 'A cron field with `custom` and `builder`: `1-6`.' }),
    timezone: optional(string, {
      description: 'IANA time zone that the times are in: `Europe/Berlin`. UTC if not set.',
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
      'When it runs by itself. The engine keeps the schedule and nothing runs it yet: syncs run on apply and on `syncform run`.',
  },
);

/** Reports a schedule's faults at its attributes, as soon as all of its values are known. */
export function checkScheduleValue(value: unknown, diagnostics: Diagnostics): void {
  if (!isWhollyKnown(value)) return;
  const schedule = withoutEmptyTexts<Schedule>(value);
  if (!schedule || !scheduleFrequencies.includes(schedule.frequency)) return;
  for (const { path, message } of checkSchedule(schedule))
    refuseValue(diagnostics, ['schedule', ...path], 'This schedule cannot be', `${message}.`);
}

/** Warns, once in a plan, that a schedule other than `manual` is kept but not run by anything yet. */
export function warnOfSchedule(
  value: unknown,
  { given, severities }: Syncform,
  diagnostics: Diagnostics,
): void {
  const frequency = (value as { readonly frequency?: unknown } | null | undefined)?.frequency;
  if (typeof frequency !== 'string' || frequency === 'manual' || given.has('schedule')) return;
  given.add('schedule');
  const detail = `The schedule (${frequency}) is kept, but syncs run on apply and on "syncform run <name>" only: let cron or a CI schedule call that. "syncform serve" follows the sources of bulk syncs whose changes are captured. Other syncs of this plan may have schedules as well.`;
  const summary = 'Nothing runs schedules yet';
  tell({ code: 'no-scheduler', path: 'schedule', summary, detail }, severitiesIn(severities), diagnostics);
}
