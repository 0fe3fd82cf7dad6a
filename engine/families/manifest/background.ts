import { pause } from '../../kit/abort.ts';
import { ConnectionError } from '../../kit/errors.ts';
import type { HttpRequest } from '../http/client.ts';
import { shownUrl, statusError } from '../http/failures.ts';
import { type ExactJson, scalarText, valueAt } from './json.ts';
import type { ApiRequests } from './requests.ts';

/** How what an API does in the background is waited for. */
export interface Awaited {
  /** Where an answer says how far it is, and what it says in the end. */
  readonly status: string;
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** Where an answer says why it failed. */
  readonly message?: string | undefined;
  readonly every_seconds: number;
  readonly longest_minutes: number;
}

/**
 * Asks how far something is until it is done; answers what was said last. `what` names it in errors: `the export of contacts`.
 * Throws a ConnectionError where it failed, or takes longer than it may.
 */
export async function finished(
  what: string,
  { status, done, failed, message, every_seconds, longest_minutes }: Awaited,
  ask: () => Promise<ExactJson>,
  signal: AbortSignal,
): Promise<ExactJson> {
  const until = Date.now() + longest_minutes * 60_000;
  for (;;) {
    const answer = await ask();
    const state = scalarText(valueAt(answer, status)) ?? String(valueAt(answer, status));
    if (done.includes(state)) return answer;
    if (failed.includes(state)) {
      const why = message === undefined ? undefined : scalarText(valueAt(answer, message));
      throw new ConnectionError('http', `${what} ended as "${state}"${why ? `: ${why}` : ''}`);
    }
    if (Date.now() > until)
      throw new ConnectionError('timeout', `${what} is still "${state}" after ${longest_minutes} minutes`, {
        hint: 'Run again later.',
      });
    await pause(every_seconds * 1000, signal);
  }
}

/** The JSON of a request that has to succeed. Throws a ConnectionError with the answer where it does not. */
export async function documentOf(
  what: HttpRequest,
  requests: ApiRequests,
  signal: AbortSignal,
): Promise<ExactJson> {
  const { answer, document, rule } = await requests.send(what, signal);
  if (rule && rule.do !== 'skip') throw requests.fault(rule, answer, document);
  const { status, url, text } = answer;
  if (status === 401 || status === 403) throw statusError(status, url);
  if (status < 200 || status > 299 || document instanceof Error)
    throw new ConnectionError('http', `${shownUrl(url)} answered ${status}: ${requests.http.excerpt(text)}`);
  return document;
}
