import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { canceled } from '../kit/abort.ts';

/** How often an aborted statement is interrupted until it ends; one interrupt is lost if the statement has not started yet. */
const INTERRUPT_EVERY_MS = 20;

/** Runs work that waits on the session's connection; when the signal fires, the running statement is interrupted and `canceled` thrown. */
export async function interruptible<T>(
  session: DuckdbSession,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw canceled(signal);
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    session.connection.interrupt();
    timer = setInterval(() => session.connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw canceled(signal);
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearInterval(timer);
  }
}
