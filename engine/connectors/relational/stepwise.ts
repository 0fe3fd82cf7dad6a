type Row = readonly (string | null)[];

/** A staged table whose rows are numbered, and what becomes of those that the server refuses. */
export interface StagedRows<Refusal> {
  run(sql: string): Promise<unknown>;
  /** The first number, and one that is beyond the last. */
  bounds(): Promise<readonly [from: number, to: number]>;
  /** The number at which a stretch is halved, unlike both ends where they are more than one apart. */
  middle(from: number, to: number): number;
  /** A condition on the rows `s` from one number on, up to but not including another. */
  within(from: number, to: number): string;
  /** At most two of the rows `s` of a condition, by what names them. */
  some(where: string): Promise<readonly Row[]>;
  /** Whether the server refused a statement for the data in it. */
  isRefusal(error: unknown): error is Refusal;
  reject(row: Row, refusal: Refusal): void;
}

/**
 * Runs a step over staged rows, in a transaction, as a whole if the server takes it. Otherwise they are halved until the
 * ones that the server refuses are alone; the step is done for all others. `step` gets a condition on the rows `s` and
 * answers counts, which are added up, beginning with `none`.
 */
export async function stepwise<Refusal, const C extends readonly number[]>(
  rows: StagedRows<Refusal>,
  none: C,
  step: (where: string) => Promise<C>,
): Promise<C> {
  const attempt = async (where: string) => {
    await rows.run('SAVEPOINT step');
    try {
      const answer = await step(where);
      await rows.run('RELEASE SAVEPOINT step');
      return { answer };
    } catch (error) {
      if (!rows.isRefusal(error)) throw error;
      await rows.run('ROLLBACK TO SAVEPOINT step');
      await rows.run('RELEASE SAVEPOINT step');
      return { refusal: error };
    }
  };
  const halve = async (from: number, to: number, refusal: Refusal): Promise<C> => {
    const [row, another] = await rows.some(rows.within(from, to));
    if (!row) return none;
    if (!another) {
      rows.reject(row, refusal);
      return none;
    }
    const middle = rows.middle(from, to);
    let sum: readonly number[] = none;
    for (const [low, high] of [
      [from, middle],
      [middle, to],
    ] as const) {
      const half = await attempt(rows.within(low, high));
      const counts = 'answer' in half ? half.answer : await halve(low, high, half.refusal);
      sum = sum.map((n, i) => n + (counts[i] as number));
    }
    return sum as unknown as C;
  };
  const whole = await attempt('TRUE');
  if ('answer' in whole) return whole.answer;
  const [from, to] = await rows.bounds();
  return halve(from, to, whole.refusal);
}
