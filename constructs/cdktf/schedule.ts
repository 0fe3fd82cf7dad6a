import type { SyncResourceConfig } from './generated/resources/sync.ts';

/** When a sync runs by itself, on a server. It also runs on apply when it is new or was changed. */
export type Schedule = SyncResourceConfig['schedule'];

/** The time zone that times are in: an IANA name such as `Europe/Berlin`. Default UTC. */
interface InTimeZone {
  readonly timezone?: string;
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type DayOfWeek = (typeof DAYS)[number];

/** Ready-made schedules: `Schedule.daily({ hour: 6, timezone: 'Europe/Berlin' })`. */
export const Schedule = {
  /** Only when asked to: by an apply, the command line or the API. */
  manual(): Schedule {
    return { frequency: 'manual' };
  },

  /** Again and again, as soon as the source has something new. */
  continuous(): Schedule {
    return { frequency: 'continuous' };
  },

  /** Each hour, at a minute of it (0 to 59). Default: on the hour. */
  hourly({ minute = 0 }: { readonly minute?: number } = {}): Schedule {
    return { frequency: 'hourly', minute: within('minute', minute, 59) };
  },

  /** Each day, at an hour (0 to 23) and minute (0 to 59). */
  daily({
    hour,
    minute = 0,
    timezone,
  }: { readonly hour: number; readonly minute?: number } & InTimeZone): Schedule {
    return {
      frequency: 'daily',
      hour: within('hour', hour, 23),
      minute: within('minute', minute, 59),
      ...inTimeZone(timezone),
    };
  },

  /** Each week, on a day, at an hour (0 to 23) and minute (0 to 59). */
  weekly({
    day,
    hour,
    minute = 0,
    timezone,
  }: { readonly day: DayOfWeek; readonly hour: number; readonly minute?: number } & InTimeZone): Schedule {
    return {
      frequency: 'weekly',
      dayOfWeek: String(DAYS.indexOf(day)),
      hour: within('hour', hour, 23),
      minute: within('minute', minute, 59),
      ...inTimeZone(timezone),
    };
  },

  /** Like a line of cron: five fields, for minute, hour, day of the month, month and day of the week. */
  cron(expression: string, { timezone }: InTimeZone = {}): Schedule {
    const fields = expression.trim().split(/\s+/);
    const [minute, hour, dayOfMonth, month, dayOfWeek] = fields;
    if (fields.length !== 5 || !minute || !hour || !dayOfMonth || !month || !dayOfWeek)
      throw new Error(
        `"${expression}" is not a cron expression: it has ${fields.length} fields instead of five (minute, hour, day of the month, month, day of the week).`,
      );
    return { frequency: 'custom', minute, hour, dayOfMonth, month, dayOfWeek, ...inTimeZone(timezone) };
  },

  /** After runs of other syncs; with `successOnly`, after those that ended without errors. */
  after(
    others: { readonly syncs?: readonly { id: string }[]; readonly bulkSyncs?: readonly { id: string }[] },
    { successOnly }: { readonly successOnly?: boolean } = {},
  ): Schedule {
    return {
      frequency: 'runafter',
      runAfter: {
        ...(others.syncs && { syncIds: others.syncs.map(({ id }) => id) }),
        ...(others.bulkSyncs && { bulkSyncIds: others.bulkSyncs.map(({ id }) => id) }),
      },
      ...(successOnly !== undefined && { runAfterSuccessOnly: successOnly }),
    };
  },
};

function inTimeZone(timezone: string | undefined): InTimeZone {
  return timezone === undefined ? {} : { timezone };
}

function within(what: string, value: number, most: number): string {
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new Error(`A schedule's ${what} is a whole number from 0 to ${most}, not ${value}.`);
  return String(value);
}
