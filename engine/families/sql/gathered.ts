import { canceled, onAbort, throwIfAborted } from '../../kit/abort.ts';

/** How many gathered questions are on their way at most: what comes meanwhile goes together in the next one. */
const UNDER_WAY_AT_MOST = 2;

interface Asker<Key, Answer> {
  readonly key: Key;
  readonly signal: AbortSignal;
  answer(answer: Answer): void;
  fail(error: unknown): void;
}

/**
 * Asks of many things at once what callers ask of one each, at the same time: plans of many syncs look at their targets
 * together. `ask` answers in the order of its keys; where it fails, all who asked fail. Its signal fires once those of all
 * who asked have; each of them is let go as soon as its own does.
 */
export function gathered<Key, Answer>(
  ask: (keys: readonly Key[], signal: AbortSignal) => Promise<readonly Answer[]>,
): (key: Key, signal: AbortSignal) => Promise<Answer> {
  let waiting: Asker<Key, Answer>[] = [];
  let underWay = 0;
  const depart = async (): Promise<void> => {
    if (underWay >= UNDER_WAY_AT_MOST) return;
    const askers = waiting.filter(({ signal }) => !signal.aborted);
    waiting = [];
    if (askers.length === 0) return;
    underWay++;
    const all = new AbortController();
    const forget = askers.map(({ signal }) =>
      onAbort(signal, () => {
        if (askers.every((asker) => asker.signal.aborted)) all.abort(signal.reason);
      }),
    );
    try {
      const answers = await ask(
        askers.map(({ key }) => key),
        all.signal,
      );
      for (const [i, asker] of askers.entries()) asker.answer(answers[i] as Answer);
    } catch (error) {
      for (const asker of askers) asker.fail(error);
    } finally {
      for (const one of forget) one();
      underWay--;
      void depart();
    }
  };
  return async (key, signal) => {
    throwIfAborted(signal);
    let forget = () => {};
    try {
      return await new Promise<Answer>((resolve, reject) => {
        forget = onAbort(signal, () => reject(canceled(signal)));
        waiting.push({ key, signal, answer: resolve, fail: reject });
        if (waiting.length === 1) setImmediate(() => void depart());
      });
    } finally {
      forget();
    }
  };
}
