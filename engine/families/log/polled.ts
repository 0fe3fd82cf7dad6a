import type { ChangeEvent, Following, FollowRequest } from '../../contract/changes.ts';
import { pause } from '../../kit/abort.ts';

/** A log that sends nothing by itself: whoever follows it asks again and again. */
export interface PolledLog extends AsyncDisposable {
  /**
   * What was committed after `from`, up to now or to `until`. The last event is a commit, or a sign, at the position that is answered;
   * nothing more is asked of the log before its events are taken.
   */
  read(from: string, until: string | undefined): AsyncGenerator<readonly ChangeEvent[], string>;
}

/** How often a log is asked while it has nothing to say, in ms. */
const EVERY_MS = 1_000;

/**
 * Follows a log that is asked. `open` gets a signal that fires with the caller's, or once nobody reads on; what it opens is
 * closed when the events end. `acknowledge` is told how far the destination is.
 */
export function followPolled(
  open: (signal: AbortSignal) => Promise<PolledLog>,
  { from, until }: Pick<FollowRequest, 'from' | 'until'>,
  compare: (a: string, b: string) => number,
  acknowledge: (position: string) => void,
  signal: AbortSignal,
): Following {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  async function* events(): AsyncGenerator<readonly ChangeEvent[]> {
    if (until !== undefined && compare(from, until) >= 0) {
      yield [{ type: 'commit', position: from }];
      return;
    }
    await using log = await open(either);
    for (let position = from; ; ) {
      position = yield* log.read(position, until);
      if (until !== undefined && compare(position, until) >= 0) return;
      await pause(EVERY_MS, either);
    }
  }
  return {
    events: events(),
    acknowledge: async (position) => acknowledge(position),
    async [Symbol.asyncDispose]() {
      stop.abort();
    },
  };
}
