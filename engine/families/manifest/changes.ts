import type { ChangeRange } from '../../contract/contract.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { jsonText, scalarText, valueAt } from './json.ts';
import type { ApiPages, ApiRecord, Page } from './pages.ts';
import type { ChangeLog, Stream } from './stream.ts';

/** An entry may be listed some seconds later than one that is newer: so much is read again, in seconds. */
const OVERLAP_S = 300;
/** Entries that are about to be dropped are not relied on, in seconds. */
const BEFORE_END_S = 3600;

/**
 * A text that is another once there is a newer entry: when it was made, and its id. Undefined where the credentials may not
 * read the log: nothing is known of changes then.
 */
export async function newestEntry(
  log: ChangeLog,
  pages: ApiPages,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    for await (const { records } of pages.of(log.stream, {}, signal)) {
      const newest = records.find((entry) => isAbout(entry, log));
      if (newest) return `${textAt(newest, log.at)}/${textAt(newest, log.id)}`;
    }
    return 'none';
  } catch (error) {
    if (error instanceof ConnectionError && error.part === 'user or password') return undefined;
    throw error;
  }
}

/** Whether the log still has every entry since a text of `newestEntry`. `now` is in milliseconds since 1970. */
export function reaches(log: ChangeLog, { from }: ChangeRange, now: number): boolean {
  const since = secondsOf(from);
  return since !== undefined && since > now / 1000 - log.days * 86_400 + BEFORE_END_S;
}

/**
 * The records that changed since a text of `newestEntry`, each once: those that are there, as their newest entry has them, or
 * those that are gone. In memory are the keys of what changed.
 */
export async function* changedRecords(
  { id, primary_key = [] }: Stream,
  log: ChangeLog,
  { from }: ChangeRange,
  wanted: 'written' | 'deleted',
  pages: ApiPages,
  signal: AbortSignal,
): AsyncIterable<Page> {
  const since = (secondsOf(from) ?? 0) - OVERLAP_S;
  const seen = new Set<string>();
  for await (const { records, bytes } of pages.of(log.stream, { [log.parameter]: since }, signal)) {
    const found: ApiRecord[] = [];
    for (const entry of records) {
      const record = isAbout(entry, log) ? valueAt(entry, log.record) : undefined;
      if (typeof record !== 'object' || record === null) continue;
      const key = jsonText([id, ...primary_key.map((name) => (record as ApiRecord)[name])]);
      if (seen.has(key)) continue;
      seen.add(key);
      const isGone = log.gone !== undefined && textAt(entry, log.kind) === log.gone;
      if (isGone === (wanted === 'deleted')) found.push(record as ApiRecord);
    }
    yield { records: found, bytes };
  }
}

function isAbout(entry: ApiRecord, { where }: ChangeLog): boolean {
  return where === undefined || textAt(entry, where.at) === where.is;
}

function secondsOf(text: string): number | undefined {
  const [at = ''] = text.split('/');
  return /^\d+$/.test(at) ? Number(at) : undefined;
}

function textAt(entry: ApiRecord, path: string): string {
  return scalarText(valueAt(entry, path)) ?? '';
}
