import type { Json } from '../kit/json.ts';
import { badValue, describe } from './field-values.ts';
import { addTime, type TimeUnit, timeUnits } from './moments.ts';

/** An amount of time, as people say it: 48 hours, 3 months. */
export interface Duration {
  readonly amount: number;
  readonly unit: TimeUnit;
}

/** No unit may reach further than this, so that a moment relative to any run stays within the years that dates have. */
const MOST: Readonly<Record<TimeUnit, number>> = {
  second: 31_556_952_000,
  minute: 525_949_200,
  hour: 8_765_820,
  day: 365_242,
  week: 52_177,
  month: 12_000,
  year: 1000,
};

/** Reads `"48 hours"` or `{"value": 48, "unit": "hours"}`. Units are second to year, in singular or plural. */
export function readDuration(json: Json): Duration {
  const fault = () =>
    badValue(
      `needs an amount of time such as "48 hours" or {"value": 48, "unit": "hours"}, not ${describe(json)}`,
    );
  if (typeof json === 'string') {
    const parts = /^\s*(\d+)\s*(\p{L}+)\s*$/u.exec(json);
    if (!parts) throw fault();
    return durationOf(Number(parts[1]), parts[2] as string);
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw fault();
  const { value, unit, ...others } = json as { readonly [key: string]: Json };
  const amount = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof amount !== 'number' || typeof unit !== 'string' || Object.keys(others).length > 0) throw fault();
  return durationOf(amount, unit);
}

/**
 * Reads `"48 hours ago"`, `"in 3 days"`, `"3 days from now"` or `"now"`: how far from the run, negative before it.
 */
export function readRelativeMoment(json: Json): Duration {
  const text = typeof json === 'string' ? json.trim().toLowerCase() : '';
  if (text === 'now') return { amount: 0, unit: 'second' };
  const parts =
    /^(\d+)\s*(\p{L}+)\s+(ago)$/u.exec(text) ??
    /^(\d+)\s*(\p{L}+)\s+from\s+now$/u.exec(text) ??
    /^in\s+(\d+)\s*(\p{L}+)$/u.exec(text);
  if (!parts)
    throw badValue(`needs a moment such as "48 hours ago", "in 3 days" or "now", not ${describe(json)}`);
  const { amount, unit } = durationOf(Number(parts[1]), parts[2] as string);
  return { amount: parts[3] === 'ago' ? -amount : amount, unit };
}

/** The moment that lies a duration after another; both in microseconds since 1970-01-01 UTC. */
export function momentAfter(now: bigint, { amount, unit }: Duration): bigint {
  return addTime(now, amount, unit);
}

function durationOf(amount: number, word: string): Duration {
  const lower = word.toLowerCase();
  const unit = timeUnits.find((u) => lower === u || lower === `${u}s`);
  if (!unit)
    throw badValue(`"${word}" is not a unit of time; known are ${timeUnits.map((u) => `${u}s`).join(', ')}`);
  if (!Number.isSafeInteger(amount) || amount < 0)
    throw badValue(`an amount of time is a whole number of ${unit}s, not ${amount}`);
  if (amount > MOST[unit]) throw badValue(`${amount} ${unit}s is more than a thousand years`);
  return { amount, unit };
}
