import { ConnectionError } from '../../kit/errors.ts';
import type { HttpClient, HttpText } from '../http/client.ts';
import { shownUrl, statusError } from '../http/failures.ts';
import { isRetriedStatus } from '../http/retry.ts';
import { type ExactJson, scalarText, valueAt } from './json.ts';
import type { RuledAnswer } from './requests.ts';
import { filled } from './template.ts';
import type { Outcomes, WritableOperation } from './writable.ts';
import type { OutgoingRecord } from './written-record.ts';

/** What became of a record of a request. */
export interface RecordOutcome {
  /** Why it was refused; absent: it was taken. */
  readonly reason?: string;
  /** The id that the system gave it, where the answer says. */
  readonly id?: string;
  readonly isNew?: boolean;
}

/** What an answer means: for each record, or that none of them was taken, for a reason that may be about one of them alone. */
export type Answered = readonly RecordOutcome[] | { readonly refusedWhole: string };

/** Statuses that concern the connection or the address, whatever the records are. */
const NOT_ABOUT_RECORDS: ReadonlySet<number> = new Set([
  401, 402, 403, 405, 406, 407, 411, 415, 421, 426, 451,
]);

/** What is needed to read an answer to a request that wrote records. */
export interface Written {
  readonly operation: WritableOperation;
  readonly isRemoval: boolean;
  readonly records: readonly OutgoingRecord[];
  readonly marks: readonly string[];
}

/**
 * What an answer says of the records of its request. Throws where it is not about records: the system is in trouble, the address
 * is wrong, the credentials are not taken.
 */
export function outcomesOf(
  { answer, document, rule }: RuledAnswer,
  written: Written,
  http: HttpClient,
): Answered {
  const { status, url } = answer;
  const { operation, isRemoval, records } = written;
  if (rule?.do === 'refuse' && !isRetriedStatus(status) && !NOT_ABOUT_RECORDS.has(status))
    return { refusedWhole: reasonOf(rule.at, answer, document, http) };
  if (isRetriedStatus(status))
    throw new ConnectionError(
      'http',
      `${shownUrl(url)} still answers ${status}: ${http.excerpt(answer.text)}`,
      {
        hint: 'Run again later: the records go on from where they were.',
      },
    );
  if (status >= 300 && (status < 400 || status >= 500 || NOT_ABOUT_RECORDS.has(status)))
    throw statusError(status, url);
  if (status === 404 || status === 410) {
    // Without a record that the request names, it is the address that is not there.
    if (!/\{(id|identity)\}/.test(JSON.stringify([operation.path, operation.record, operation.body])))
      throw statusError(status, url);
    if (isRemoval && records.length === 1) return [{}];
  }
  if (status >= 400) return { refusedWhole: reasonOf(operation.message, answer, document, http) };
  if (operation.outcomes.length === 0) return records.map(() => ({}));
  if (document instanceof Error)
    throw new ConnectionError('format', `${shownUrl(url)} answered no JSON: ${http.excerpt(answer.text)}`, {
      cause: document,
    });
  return toldOutcomes(document, written, http);
}

function reasonOf(
  at: string | undefined,
  { status, text }: HttpText,
  document: ExactJson | Error,
  http: HttpClient,
): string {
  const said = at === undefined || document instanceof Error ? undefined : valueAt(document, at);
  const words = http.excerpt(
    said === undefined || said === null ? text : (scalarText(said) ?? JSON.stringify(said)),
  );
  return `HTTP ${status}${words === '' ? '' : `: ${words}`}`;
}

/** What the lists of an answer say. Records that none names were taken, unless there are refusals that name no record. */
function toldOutcomes(document: ExactJson, written: Written, http: HttpClient): readonly RecordOutcome[] {
  const { operation, records } = written;
  const told = new Map<number, RecordOutcome>();
  const nameless: string[] = [];
  for (const list of operation.outcomes) {
    const found = list.at === '' ? document : valueAt(document, list.at);
    const entries = found === undefined || found === null ? [] : Array.isArray(found) ? found : [found];
    for (const [i, entry] of entries.entries()) {
      const outcome = toldBy(list, entry, http);
      const places = placesOf(list, entry, i, written);
      if (places.length === 0 && outcome.reason !== undefined) nameless.push(outcome.reason);
      for (const place of places) told.set(place, { ...told.get(place), ...outcome });
    }
  }
  return records.map((_, i) => {
    const outcome = told.get(i);
    if (outcome || nameless.length === 0) return outcome ?? {};
    return { reason: nameless.join('; ') };
  });
}

function toldBy(
  { areErrors, success, taken, message, created, id, doneWhen }: Outcomes,
  entry: ExactJson,
  http: HttpClient,
): RecordOutcome {
  const at = (path: string | undefined) => (path === undefined ? undefined : valueAt(entry, path));
  const said = at(message);
  const isSaid =
    said !== undefined && said !== null && said !== '' && !(Array.isArray(said) && said.length === 0);
  if (doneWhen?.is.includes(scalarText(at(doneWhen.at)) ?? '')) return {};
  const isRefused =
    areErrors ||
    (taken
      ? !taken.is.includes(scalarText(at(taken.at)) ?? '')
      : success === undefined
        ? isSaid
        : at(success) !== true);
  if (isRefused)
    return {
      reason: http.excerpt(isSaid ? (scalarText(said) ?? JSON.stringify(said)) : JSON.stringify(entry)),
    };
  const given = scalarText(at(id));
  return { ...(given === undefined ? {} : { id: given }), ...(at(created) === true ? { isNew: true } : {}) };
}

/** The records that an entry is about, by their places in the request. */
function placesOf(
  { match }: Outcomes,
  entry: ExactJson,
  nth: number,
  { records, marks }: Written,
): readonly number[] {
  const ways: readonly [string | undefined, (text: string) => number][] = [
    [match.mark, (text) => marks.indexOf(text)],
    [match.index, (text) => (/^\d+$/.test(text) ? Number(text) : -1)],
    [match.id, (text) => records.findIndex(({ id }) => id === text)],
    [match.identity, (text) => identityPlace(records, text)],
  ];
  const text = records[0]?.values.text ?? {};
  if (ways.every(([path]) => path === undefined)) return nth < records.length ? [nth] : [];
  for (const [path, place] of ways) {
    const found = path === undefined ? undefined : valueAt(entry, filled(path, text));
    const texts = (Array.isArray(found) ? found : [found]).flatMap((one) => scalarText(one) ?? []);
    const places = texts.map(place).filter((at) => at >= 0 && at < records.length);
    if (places.length > 0) return places;
  }
  return [];
}

/** Systems write identities as they like: in lower case, above all. */
function identityPlace(records: readonly OutgoingRecord[], text: string): number {
  const same = records.findIndex(({ identity }) => identity === text);
  if (same >= 0) return same;
  const lower = text.toLowerCase();
  return records.findIndex(({ identity }) => identity?.toLowerCase() === lower);
}
