import { messageOf, SyncformError } from '../kit/errors.ts';

type Listener = (error: SyncformError) => void;
const listeners = new Set<Listener>();

/**
 * Tells of errors that nothing was waiting for: a driver's stream without a listener, a promise that was forgotten. It only
 * watches: whether such an error ends the process is for the process to say (see `process.on('uncaughtException')`).
 */
export function onUncaught(listener: Listener): Disposable {
  if (listeners.size === 0) process.on('uncaughtExceptionMonitor', tell);
  listeners.add(listener);
  return {
    [Symbol.dispose]() {
      listeners.delete(listener);
      if (listeners.size === 0) process.off('uncaughtExceptionMonitor', tell);
    },
  };
}

/** What such an error means for whatever was running. */
function tell(error: unknown): void {
  const meaning = new SyncformError('failed', `something failed unexpectedly: ${messageOf(error)}`, {
    hint: 'What was committed is kept: run again. If it happens again, it is a fault of syncform: report it.',
    cause: error,
  });
  for (const listener of listeners) listener(meaning);
}
