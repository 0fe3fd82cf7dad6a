import type { JsonObject } from '../kit/json.ts';
import type { ChangeRange, NextRead, NextRequest, SourcePosition } from './positions.ts';
import type { FieldSchema } from './rows.ts';

/*
 * What comes next of a source that knows objects by fingerprints and tracking fields, as databases and files do.
 */

/** A position by what most sources know: a text that is another once the object may have changed, and a tracking field. */
type KnownPosition =
  | { readonly kind: 'version'; readonly fingerprint: string }
  | {
      readonly kind: 'tracked';
      readonly field: string;
      readonly value: string;
      readonly fingerprint?: string;
    };

function known(position: SourcePosition | null | undefined): KnownPosition | undefined {
  const isKnown = position?.kind === 'version' || position?.kind === 'tracked';
  return isKnown ? (position as KnownPosition) : undefined;
}

/** Up to which value of which field an object was read; undefined where its position tells of none. */
export function trackedUpTo(
  position: SourcePosition | null | undefined,
): { readonly field: string; readonly value: string } | undefined {
  const last = known(position);
  return last?.kind === 'tracked' ? { field: last.field, value: last.value } : undefined;
}

/** What is noted where the largest value of the tracking field was found among the rows; that of before where none was. */
export function trackedTo(note: SourcePosition | null, latest: string | null): SourcePosition | null {
  return note === null || latest === null ? note : { ...note, value: latest };
}

function noted(
  fingerprint: string | undefined,
  tracked: { readonly field: string; readonly value: string } | undefined,
): SourcePosition | null {
  if (tracked) return { kind: 'tracked', ...tracked, ...(fingerprint === undefined ? {} : { fingerprint }) };
  return fingerprint === undefined ? null : { kind: 'version', fingerprint };
}

/** What most sources can be asked, from which `nextRead` answers what comes next. */
export interface SourceQuestions {
  /**
   * A text that is another once an object's contents may have changed (files: paths, sizes, times), or undefined where the
   * system cannot tell without reading. Absent: it never can.
   */
  fingerprint?(object: string, configuration: JsonObject, signal: AbortSignal): Promise<string | undefined>;
  /** Whether what changed between two fingerprints can be read, deleted rows included. Absent: never. */
  hasChanges?(
    object: string,
    range: ChangeRange,
    configuration: JsonObject,
    signal: AbortSignal,
  ): Promise<boolean>;
  /**
   * The largest value of a field as text (the dialect of CsvStream) now, or null of an empty object. Values that would leave
   * behind what comes later (times in the future, infinity, NaN) do not count, nor those beyond what transactions that are
   * open may still commit. `since` is what it was when the object was last read: a source that has to read to know may look at
   * what came from there on alone, and answers null where nothing did.
   */
  highWater(
    object: string,
    field: string,
    configuration: JsonObject,
    signal: AbortSignal,
    since?: string,
  ): Promise<string | null>;
  /**
   * The smallest value that rows of transactions which are still open may have once they are committed. The next position must
   * not pass it. Null: there is no such risk. If the source answers either, nobody needs to ask `highWater`. Undefined of a field
   * whose largest value has to be asked for. Absent of a source that finds the largest value without reading all rows.
   */
  ceiling?(field: FieldSchema, signal: AbortSignal): Promise<string | null | undefined>;
}

/** The answer of a source that knows objects by fingerprints and tracking fields, as far as it can be asked. */
export async function nextRead(
  source: SourceQuestions,
  request: NextRequest,
  position: SourcePosition | null,
  signal: AbortSignal,
): Promise<NextRead> {
  const { object, configuration, trackingField: field } = request;
  const last = known(position);
  const fingerprint = await source.fingerprint?.(object, configuration, signal);
  const isExact = fingerprint !== undefined;
  if (isExact && fingerprint === last?.fingerprint && !request.isWanted) return { what: 'unchanged' };
  const tracked = trackedUpTo(position);
  if (request.takesChanges && !request.isAll && last?.fingerprint !== undefined && isExact) {
    const range = { from: last.fingerprint, to: fingerprint };
    if (await source.hasChanges?.(object, range, configuration, signal))
      return { what: 'changes', range, note: noted(fingerprint, tracked), isExact };
  }
  if (!field) return { what: 'whole', note: noted(fingerprint, undefined), isExact };
  const since = tracked?.field === field.id ? tracked : undefined;
  const after = request.isAll ? undefined : since;
  if (request.isPreview) {
    const note = noted(fingerprint, since);
    return since ? { what: 'since', after, note, isExact } : { what: 'whole', note, isExact };
  }
  // Of a whole object all rows would have to be laid down before they say it.
  if (since && after && request.findsLatest) {
    const ceiling = await source.ceiling?.(field, signal);
    if (ceiling !== undefined)
      return {
        what: 'since',
        after,
        latest: { field, ceiling },
        note: noted(fingerprint, since),
        isExact,
      };
  }
  // Asked before reading: rows that arrive meanwhile are read again next time rather than missed.
  const largest = await source.highWater(object, field.id, configuration, signal, since?.value);
  const note = noted(fingerprint, largest === null ? since : { field: field.id, value: largest });
  return since ? { what: 'since', after, note, isExact } : { what: 'whole', note, isExact };
}
