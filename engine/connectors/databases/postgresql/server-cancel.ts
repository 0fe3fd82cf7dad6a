import type { Sessions } from '../../../families/postgresql/sessions.ts';
import { onAbort, pause } from '../../../kit/abort.ts';

/** When statements are looked for after a signal has fired, in ms from the last time: one may begin only then. */
const LOOKS_MS = [0, 300, 1_000, 3_000];
const LIMIT_MS = 10_000;

/**
 * Has the server stop statements that are run by another library's sessions, which themselves cannot be told to: while
 * they wait at the server, for a lock say, nothing that is done at this end wakes them.
 */
export interface ServerCancel extends Disposable {
  /** Stops, once the signal fires, the statements whose text has the mark in it, of sessions of that application_name. */
  watch(signal: AbortSignal, applicationName: string, mark?: string): void;
}

export function serverCancel(sessions: Sessions): ServerCancel {
  const closing = new AbortController();
  const watched = new WeakMap<AbortSignal, Map<string, Set<string>>>();

  const cancel = async (names: ReadonlyMap<string, ReadonlySet<string>>) => {
    const limit = AbortSignal.any([closing.signal, AbortSignal.timeout(LIMIT_MS)]);
    for (const wait of LOOKS_MS) {
      await pause(wait, limit);
      await sessions.use(limit, async (session) => {
        for (const [name, marks] of names) for (const mark of marks) await session.rows(STOP, [name, mark]);
      });
    }
  };

  return {
    watch(signal, applicationName, mark = '') {
      const known = watched.get(signal);
      const names = known ?? new Map<string, Set<string>>();
      names.set(applicationName, (names.get(applicationName) ?? new Set()).add(mark));
      if (known) return;
      watched.set(signal, names);
      // Where the server cannot be asked, the statement ends when the server lets it.
      onAbort(signal, () => void cancel(names).catch(() => {}));
    },
    [Symbol.dispose]: () => closing.abort(),
  };
}

const STOP = `SELECT pg_catalog.pg_cancel_backend(pid) FROM pg_catalog.pg_stat_activity
  WHERE application_name = $1 AND position($2 IN query) > 0 AND state = 'active' AND pid <> pg_backend_pid()`;
