import { setTimeout as sleep } from 'node:timers/promises';
import { canceled, onAbort, throwIfAborted } from '../../kit/abort.ts';
import { type Watching, watchLine } from '../http/watched-line.ts';

/** Opens sessions, keeps idle ones for the next caller, and closes them all. */
export interface SessionPool<S> extends AsyncDisposable {
  /** Runs work in a session of its own; when the signal fires, its running statement is stopped and `canceled` thrown. */
  use<T>(signal: AbortSignal, work: (session: S) => Promise<T>): Promise<T>;
  /** Takes a session for as long as a stream flows. */
  take(signal: AbortSignal): Promise<TakenSession<S>>;
}

/** A session that is the taker's alone; when the signal fires, its running statement is stopped and the line cut. */
export interface TakenSession<S> {
  readonly session: S;
  /** Gives the session back, or closes it after an error. Asked again, it does nothing. */
  done(error?: unknown): void;
  /** Closes the session and has the server stop what it was doing. */
  abandon(): void;
}

/** What a pool does with the sessions of one kind of server. */
export interface SessionHandling<S> {
  /** Opens a session; `onLost` is told when its line goes down. */
  open(signal: AbortSignal, onLost: (session: S) => void): Promise<S>;
  /** Has the server stop the statement that a session runs, by way of another session. */
  stop(session: S, by: S): Promise<unknown>;
  /** Whether a session that was used, and maybe came to an error, can be kept for somebody else. */
  isReusable(session: S, error: unknown): boolean;
  /** Cuts the line; a running statement fails, with the error if there is one. */
  cut(session: S, error?: Error): void;
  /** Takes leave of the server if the line still stands. Never throws. */
  close(session: S): Promise<unknown>;
  /** Whether the server is to move next on a session's line. */
  isOwed(session: S): boolean;
  /** A number that changes with every byte on a session's line. */
  progress(session: S): number;
  /**
   * Whether the server, asked by way of another session, is at work on what a session runs. What it does may take long;
   * waiting for this end to take or send bytes is no work.
   */
  isAtWork(session: S, by: S): Promise<boolean>;
  /** Whether an error of `open` is the server's own word: it refuses another session, but it does talk. */
  isServersWord(error: unknown): boolean;
  readonly inactivity: Watching;
}

/** How long a server may take to let a session in. */
export const CONNECT_LIMIT_MS = 15_000;
/** How long a server may take to stop a statement, or to take leave, before the line is cut. */
const POLITE_LIMIT_MS = 5_000;
const IDLE_LIMIT_MS = 30_000;
/** As many as Terraform asks for at once: to log in costs more than most of what a plan asks. */
const IDLE_AT_MOST = 10;

/** A pool of sessions at one server. None is opened before it is asked for. */
export function sessionPool<S>(handling: SessionHandling<S>): SessionPool<S> {
  const idle: { readonly session: S; readonly timer: NodeJS.Timeout }[] = [];
  const busy = new Set<S>();
  let isClosed = false;

  const forget = (session: S) => {
    const at = idle.findIndex((i) => i.session === session);
    if (at >= 0) clearTimeout(idle.splice(at, 1)[0]?.timer);
  };
  const acquire = async (signal: AbortSignal): Promise<S> => {
    throwIfAborted(signal);
    const kept = idle.pop();
    if (kept) clearTimeout(kept.timer);
    const session = kept?.session ?? (await handling.open(signal, forget));
    busy.add(session);
    return session;
  };
  const discard = (session: S) => {
    handling.cut(session);
    return handling.close(session);
  };
  /** Takes leave, or cuts the line of a server that does not. */
  const close = async (session: S) => {
    if (await inTime(handling.close(session))) return;
    handling.cut(session);
  };
  const release = (session: S, error?: unknown) => {
    busy.delete(session);
    if (!handling.isReusable(session, error)) {
      void discard(session);
      return;
    }
    if (isClosed || idle.length >= IDLE_AT_MOST) {
      void close(session);
      return;
    }
    const timer = setTimeout(() => {
      forget(session);
      void close(session);
    }, IDLE_LIMIT_MS);
    timer.unref();
    idle.push({ session, timer });
  };
  /** Has the server stop a statement, for as long as that is worth waiting for. Never throws. */
  const stop = async (session: S) => {
    const limit = AbortSignal.timeout(POLITE_LIMIT_MS);
    const helper = await acquire(limit).catch(() => undefined);
    if (helper === undefined) return;
    const forgetLimit = onAbort(limit, () => handling.cut(helper));
    const isStopped = await handling.stop(session, helper).then(
      () => true,
      () => false,
    );
    forgetLimit();
    if (isStopped && !limit.aborted) return release(helper);
    busy.delete(helper);
    void discard(helper);
  };
  /** Asks by way of a new session: one that was kept may have a dead line of its own. */
  const isAtWork = async (session: S, limit: AbortSignal) => {
    let helper: S;
    try {
      helper = await handling.open(limit, () => {});
    } catch (error) {
      return handling.isServersWord(error);
    }
    const forgetLimit = onAbort(limit, () => handling.cut(helper));
    try {
      return await handling.isAtWork(session, helper);
    } finally {
      forgetLimit();
      void close(helper);
    }
  };
  const watch = (session: S) =>
    watchLine(
      {
        isOwed: () => handling.isOwed(session),
        progress: () => handling.progress(session),
        isAtWork: (limit) => isAtWork(session, limit),
        cut: (error) => handling.cut(session, error),
      },
      handling.inactivity,
    );
  const take = async (signal: AbortSignal): Promise<TakenSession<S>> => {
    const session = await acquire(signal);
    let isDone = false;
    const cut = () => {
      // The server is asked to stop its work first: a cut line alone it only notices when it writes.
      void inTime(stop(session)).then(() => handling.cut(session, canceled(signal)));
    };
    const forgetSignal = onAbort(signal, cut);
    const watching = watch(session);
    return {
      session,
      done(error) {
        if (isDone) return;
        isDone = true;
        watching[Symbol.dispose]();
        forgetSignal();
        if (signal.aborted) busy.delete(session);
        else release(session, error);
      },
      abandon() {
        if (isDone) return;
        isDone = true;
        watching[Symbol.dispose]();
        forgetSignal();
        busy.delete(session);
        if (!signal.aborted) cut();
      },
    };
  };

  return {
    take,
    async use(signal, work) {
      const { session, done } = await take(signal);
      try {
        const answer = await work(session);
        done();
        return answer;
      } catch (error) {
        done(error);
        if (signal.aborted) throw canceled(signal);
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      for (const { timer } of idle) clearTimeout(timer);
      await Promise.all(idle.splice(0).map(({ session }) => close(session)));
      await Promise.all([...busy].map(discard));
    },
  };
}

/** Whether the work ends within the time that a server has for it; what it comes to is not waited for any longer. */
async function inTime(work: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  const limit = sleep(POLITE_LIMIT_MS, false, { signal: over.signal }).catch(() => false);
  const ended = work.then(
    () => true,
    () => true,
  );
  const isInTime = await Promise.race([ended, limit]);
  over.abort();
  return isInTime;
}
