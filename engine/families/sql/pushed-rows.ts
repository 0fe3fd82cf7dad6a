import type { Rows } from './system.ts';

/** Rows that wait for whoever takes them, at most. */
const WAITING = 2_000;

/** A statement whose driver hands on each row when it comes, and can be told to wait. */
export interface PushedRows {
  readonly ended: Promise<unknown>;
  pause(): void;
  resume(): void;
}

/** The rows of such a statement, some at a time; it waits while they are not taken. `begin` sends it. */
export async function* pushedRows(
  begin: (row: (row: readonly (string | null)[]) => void) => PushedRows,
): AsyncGenerator<Rows> {
  let waiting: (readonly (string | null)[])[] = [];
  let wake = () => {};
  let isOver = false;
  let failure: { readonly error: unknown } | undefined;
  const statement = begin((row) => {
    waiting.push(row);
    if (waiting.length >= WAITING) statement.pause();
    wake();
  });
  void statement.ended
    .catch((error: unknown) => {
      failure = { error };
    })
    .then(() => {
      isOver = true;
      wake();
    });
  for (;;) {
    if (waiting.length > 0) {
      const rows = waiting;
      waiting = [];
      yield rows;
      statement.resume();
    } else if (isOver) break;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  if (failure) throw failure.error;
}
