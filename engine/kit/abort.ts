import { setTimeout as sleep } from 'node:timers/promises';
import { SyncformError } from './errors.ts';

/** What a fired signal stands for, as an error for people: its own reason where that is a SyncformError. */
export function canceled(signal: AbortSignal): SyncformError {
  const reason: unknown = signal.reason;
  if (reason instanceof SyncformError) return reason;
  return new SyncformError('canceled', 'canceled', { cause: reason });
}

/** Throws what the signal stands for if it has fired. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw canceled(signal);
}

/** Waits, or throws as soon as the signal fires. Milliseconds. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw canceled(signal);
  }
}

/** Does something once when the signal fires (at once where it has); answers how to forget about it. */
export function onAbort(signal: AbortSignal, action: () => void): () => void {
  if (signal.aborted) {
    action();
    return () => {};
  }
  signal.addEventListener('abort', action, { once: true });
  return () => signal.removeEventListener('abort', action);
}

/** The promise, or `canceled` as soon as the signal fires; what it waits for goes on for others. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const forget = onAbort(signal, () => reject(canceled(signal)));
    promise.then(resolve, reject).finally(forget);
  });
}
