import { Cron } from 'croner';
import type { Schedule, ScheduleFrequency } from '../api/documents.ts';
import type { Issue } from '../kit/errors.ts';

export const scheduleFrequencies: readonly ScheduleFrequency[] = [
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

/** The fields of a cron expression, in the order in which it has them. */
const cronFields = ['minute', 'hour', 'day_of_month', 'month', 'day_of_week'] as const;
type CronField = (typeof cronFields)[number];

/** Which times each frequency takes. The frequencies that are not listed take none. */
const takenTimes: Partial<Record<ScheduleFrequency, readonly CronField[]>> = {
  hourly: ['minute'],
  daily: ['hour', 'minute'],
  weekly: ['day_of_week', 'hour', 'minute'],
  custom: cronFields,
  builder: cronFields,
};

/** What a single value of each field may be. */
const values: Record<CronField, { readonly from: number; readonly to: number; readonly example: string }> = {
  minute: { from: 0, to: 59, example: '30' },
  hour: { from: 0, to: 23, example: '4' },
  day_of_month: { from: 1, to: 31, example: '1' },
  month: { from: 1, to: 12, example: '1' },
  day_of_week: { from: 0, to: 7, example: '1 or monday' },
};

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * Faults of a schedule that can be told from the schedule alone, with paths that begin at the schedule: times that no
 * clock shows, a cron expression that never comes, and frequencies that lack what they need.
 */
export function checkSchedule(schedule: Schedule): readonly Issue[] {
  const { frequency, timezone } = schedule;
  if (!scheduleFrequencies.includes(frequency))
    return [
      {
        path: ['frequency'],
        message: `"${frequency}" is no frequency; known are ${scheduleFrequencies.join(', ')}`,
      },
    ];
  const issues = [...checkTimes(schedule), ...checkReferences(schedule)];
  if (timezone !== undefined && !isTimeZone(timezone))
    issues.push({
      path: ['timezone'],
      message: `"${timezone}" is not an IANA time zone such as Europe/Berlin`,
    });
  return issues.length > 0 ? issues : checkThatItComes(schedule);
}

/**
 * A schedule as a cron expression of five fields, in the schedule's time zone. An unset minute is 0. An unset hour is 0
 * where a day or a month is set. Anything else that is unset is every one. Undefined for frequencies without times.
 * The schedule has no faults.
 */
export function cronOf(schedule: Schedule): string | undefined {
  const taken = takenTimes[schedule.frequency];
  if (!taken) return undefined;
  const { frequency } = schedule;
  const set = (field: CronField) => (taken.includes(field) ? text(schedule, field) : undefined);
  const hasDay = ['day_of_month', 'month', 'day_of_week'].some((f) => set(f as CronField) !== undefined);
  const unset: Record<CronField, string> = {
    minute: '0',
    hour: hasDay || frequency === 'daily' || frequency === 'weekly' ? '0' : '*',
    day_of_month: '*',
    month: '*',
    day_of_week: frequency === 'weekly' ? '0' : '*',
  };
  return cronFields.map((field) => cronText(field, set(field) ?? unset[field])).join(' ');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The value of a field without the spaces around it; undefined where it is unset or empty. */
function text(schedule: Schedule, field: CronField): string | undefined {
  return schedule[field]?.trim() || undefined;
}

/** Names of days in full become numbers, which every cron parser reads. */
function cronText(field: CronField, value: string): string {
  if (field !== 'day_of_week') return value;
  return value.replaceAll(/[a-z]{4,}/gi, (name) => {
    const day = days.indexOf(name.toLowerCase());
    return day < 0 ? name : String(day);
  });
}

function checkTimes(schedule: Schedule): readonly Issue[] {
  const { frequency } = schedule;
  const taken = takenTimes[frequency] ?? [];
  const set = taken.filter((field) => text(schedule, field) !== undefined);
  const isCron = taken.length === cronFields.length;
  if (isCron && set.length === 0)
    return [
      {
        path: [],
        message: `frequency ${frequency} needs at least one of ${cronFields.join(', ')}: { frequency = "${frequency}", minute = "*/15" } is every quarter of an hour`,
      },
    ];
  return set.flatMap((field) => {
    const value = text(schedule, field) as string;
    if (isCron ? isCronField(field, value) : isSingle(field, value)) return [];
    const { from, to, example } = values[field];
    const wanted = isCron ? 'a number, a list, a range or a step of numbers' : 'a number';
    return [
      {
        path: [field],
        message: `"${value}" is no ${field.replaceAll('_', ' ')}: it is ${wanted} from ${from} to ${to}, such as ${isCron ? cronExample(field) : example}`,
      },
    ];
  });
}

function cronExample(field: CronField): string {
  return field === 'minute' ? '*/15' : `${values[field].example} or 1-5`;
}

function isSingle(field: CronField, value: string): boolean {
  const { from, to } = values[field];
  if (/^\d{1,2}$/.test(value)) return Number(value) >= from && Number(value) <= to;
  const name = value.toLowerCase();
  return field === 'day_of_week' && days.some((day) => day === name || day.slice(0, 3) === name);
}

function isCronField(field: CronField, value: string): boolean {
  if (/\s/.test(value)) return false;
  return parses(cronFields.map((f) => (f === field ? cronText(field, value) : '*')).join(' '));
}

function parses(pattern: string): boolean {
  try {
    new Cron(pattern, { paused: true, mode: '5-part' });
    return true;
  } catch {
    return false;
  }
}

/** Each field may be right while all together never come: 30 February. */
function checkThatItComes(schedule: Schedule): readonly Issue[] {
  const pattern = cronOf(schedule);
  if (pattern === undefined) return [];
  const next = new Cron(pattern, {
    paused: true,
    mode: '5-part',
    timezone: schedule.timezone ?? 'UTC',
  }).nextRun();
  return next ? [] : [{ path: [], message: `no moment is ever like this: "${pattern}"` }];
}

function checkReferences({ frequency, run_after, job_id, connection_id }: Schedule): readonly Issue[] {
  const issues: Issue[] = [];
  if (frequency === 'runafter' && !run_after?.sync_ids?.length && !run_after?.bulk_sync_ids?.length)
    issues.push({
      path: ['run_after'],
      message:
        'frequency runafter needs the ids of what it runs after: run_after = { sync_ids = […] } or { bulk_sync_ids = […] }',
    });
  if (frequency === 'dbtcloud') {
    if (job_id === undefined)
      issues.push({ path: ['job_id'], message: 'frequency dbtcloud needs the job that it runs after' });
    if (!connection_id)
      issues.push({
        path: ['connection_id'],
        message: 'frequency dbtcloud needs the connection that its job belongs to',
      });
  }
  return issues;
}
