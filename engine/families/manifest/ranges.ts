import { type FieldType, fieldType } from '../../types/field-type.ts';
import { momentText } from './moments.ts';
import type { Parameters } from './request.ts';
import type { Incremental, Stream, Window } from './stream.ts';

const DAY_MS = 86_400_000;

/** What an API wants to be asked from, where it wants that and nothing is known yet: the first window where there are such. */
export function startOf(stream: Stream): Parameters {
  const { incremental } = stream;
  if (incremental?.start === undefined) return {};
  return { [incremental.parameter]: incremental.start };
}

/**
 * The parameters by which a stream is asked for all that is at or after a value (text as positions have it) of the field that it is
 * asked by: one set of them, or one for each window of time up to now (milliseconds since 1970). Without a value from the start.
 */
export function rangesOf(
  stream: Stream,
  value: string | undefined,
  type: FieldType,
  now: number,
): readonly Parameters[] {
  const { incremental } = stream;
  if (!incremental) return [{}];
  const first = value === undefined ? incremental.start : momentText(value, type, incremental.format);
  if (incremental.window && first !== undefined)
    return windows(incremental, incremental.window, value ?? first, first, now);
  if (value === undefined) return [startOf(stream)];
  return [{ [incremental.parameter]: momentText(value, type, incremental.format) }];
}

/** Windows from a moment on; `written` is that moment as the API has it. */
function windows(
  { parameter, format }: Incremental,
  { days, until, includes_end }: Window,
  from: string,
  written: string,
  now: number,
): readonly Parameters[] {
  const text = (ms: number) =>
    momentText(new Date(ms).toISOString().replace('T', ' ').replace('Z', '+00'), MOMENT, format ?? 'iso');
  const first = millisecondsOf(from, format);
  // Where the end belongs to a window, the next one begins with what comes after it.
  const unit = !includes_end ? 0 : format === 'date' ? DAY_MS : format === 'unix' ? 1000 : 1;
  const found: Parameters[] = [];
  for (let start = first; start <= now; start += days * DAY_MS)
    found.push({
      [parameter]: start === first ? written : text(start),
      [until]: text(start + days * DAY_MS - unit),
    });
  return found;
}

const MOMENT = fieldType('datetime_tz');

/** A moment as a position or a manifest has it, in milliseconds since 1970; a number is what the API counts. */
function millisecondsOf(value: string, format: Incremental['format']): number {
  if (/^\d+$/.test(value)) return Number(value) * (format === 'unix_ms' ? 1 : 1000);
  const text = value.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z');
  return Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`);
}
