import type { WrittenChunk } from '../../../contract/contract.ts';
import type { HttpText } from '../../../families/http/client.ts';
import { shownUrl, statusError } from '../../../families/http/failures.ts';
import { isRetriedStatus } from '../../../families/http/retry.ts';
import { stableText } from '../../../kit/digest.ts';
import { ConnectionError, SyncformError } from '../../../kit/errors.ts';

/** What a record's own status may be for it to count as taken. */
const TAKEN: ReadonlySet<string> = new Set(['ok', 'accepted', 'success', 'created', 'updated', 'removed']);

/** Statuses that concern the endpoint as a whole, whatever the records are. */
const NOT_ABOUT_RECORDS: ReadonlySet<number> = new Set([
  401, 402, 403, 404, 405, 406, 407, 410, 411, 421, 426, 451,
]);

/**
 * What a receiver's answer means for the records of a request. `{"results": [{"index" or "identity", "status",
 * "error"}]}` says it record by record, those that are not named being taken with a 2xx status and rejected with another; without it
 * the status is every record's outcome. `identities` are the records' as JSON values. Throws where the answer is not
 * about records: the endpoint is not there, in trouble, or does not know the sender.
 */
export function outcomeOf(
  answer: HttpText,
  identities: readonly unknown[],
  excerpt: (text: string) => string,
): WrittenChunk {
  const { status, url, text } = answer;
  const records = identities.length;
  if (isRetriedStatus(status))
    throw new ConnectionError('http', `${shownUrl(url)} still answers ${status}: ${excerpt(text)}`, {
      hint: 'Run again later: the records go on from where they were.',
    });
  if (status === 413 && records > 1)
    throw new ConnectionError(
      'http',
      `${shownUrl(url)} answered 413: ${records} records are too much at once`,
      {
        hint: 'Choose a smaller batch_size in the configuration of the sync’s target.',
      },
    );
  if (status >= 300 && (status < 400 || status >= 500 || NOT_ABOUT_RECORDS.has(status)))
    throw statusError(status, url);
  const taken = status < 300;
  const results = resultsOf(text);
  const reason = `HTTP ${status}${text.trim() ? `: ${excerpt(text)}` : ''}`;
  const reasons = Array.from({ length: records }, () => (taken ? undefined : reason));
  const places = results && new Map(identities.map((identity, i) => [identityText(identity), i]));
  for (const result of results ?? []) {
    const index = placeOf(result, places as ReadonlyMap<string, number>, records);
    if (index === undefined)
      throw new SyncformError(
        'failed',
        `${shownUrl(url)} answered for a record that was not in the request: ${excerpt(JSON.stringify(result))}`,
        { hint: 'Have it name records by their index in "records", from 0, or by their identity.' },
      );
    reasons[index] = rejection(result, excerpt);
  }
  return {
    records,
    rejected: reasons.flatMap((r, index) => (r === undefined ? [] : [{ index, reason: r }])),
  };
}

interface Result {
  readonly index?: unknown;
  readonly identity?: unknown;
  readonly status?: unknown;
  readonly error?: unknown;
}

function resultsOf(text: string): readonly Result[] | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const { results } = JSON.parse(text) as { results?: unknown };
    if (!Array.isArray(results)) return undefined;
    return results.filter((r): r is Result => typeof r === 'object' && r !== null);
  } catch {
    return undefined;
  }
}

function placeOf(
  { index, identity }: Result,
  places: ReadonlyMap<string, number>,
  records: number,
): number | undefined {
  if (typeof index === 'number')
    return Number.isInteger(index) && index >= 0 && index < records ? index : undefined;
  return identity === undefined ? undefined : places.get(identityText(identity));
}

/** `7`, `"7"` and `{"id": 7}` name the same record: an identity of one field is that field's value. */
function identityText(identity: unknown): string {
  if (typeof identity !== 'object' || identity === null) return String(identity);
  const values = Object.values(identity);
  return values.length === 1 ? identityText(values[0]) : stableText(identity);
}

function rejection({ status, error }: Result, excerpt: (text: string) => string): string | undefined {
  const why = error === undefined || error === null || error === '' ? undefined : error;
  const bad =
    typeof status === 'number'
      ? status < 200 || status > 299
      : typeof status === 'string' && !TAKEN.has(status.toLowerCase());
  if (why === undefined && !bad) return undefined;
  const text = typeof why === 'string' ? why : why === undefined ? '' : JSON.stringify(why);
  return excerpt(text || `rejected with status ${String(status)}`);
}
