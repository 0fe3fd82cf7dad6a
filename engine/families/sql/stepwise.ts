import { SyncformError } from '../../kit/errors.ts';

type Row = readonly (string | null)[];

/** How a step over rows is begun, and kept or undone. */
export interface Steps {
  begin(): Promise<unknown>;
  keep(): Promise<unknown>;
  undo(): Promise<unknown>;
}

/** Steps within a transaction. */
export function savepoints(run: (sql: string) => Promise<unknown>): Steps {
  return {
    begin: () => run('SAVEPOINT step'),
    keep: () => run('RELEASE SAVEPOINT step'),
    async undo() {
      await run('ROLLBACK TO SAVEPOINT step');
      await run('RELEASE SAVEPOINT step');
    },
  };
}

/** A staged table whose rows are numbered, and what becomes of those that the server refuses. */
export interface StagedRows<Refusal> {
  /** The target's id, for messages: `public.users`. */
  readonly table: string;
  readonly steps: Steps;
  /** The first number, and one that is beyond the last. */
  bounds(): Promise<readonly [from: number, to: number]>;
  /** The number at which a stretch is halved, unlike both ends where they are more than one apart. */
  middle(from: number, to: number): number;
  /** The number of a row at or near a number. */
  near(place: number): number;
  /** A condition that holds of every row. Absent: TRUE. */
  readonly all?: string;
  /** A condition on the rows `s` from one number on, up to but not including another. */
  within(from: number, to: number): string;
  /** At most two of the rows `s` of a condition, by what names them. */
  some(where: string): Promise<readonly Row[]>;
  /** Whether the server refused a statement for the data in it. */
  isRefusal(error: unknown): error is Refusal;
  reject(row: Row, refusal: Refusal): void | Promise<void>;
  /** Why a record is refused, in words. */
  reason(refusal: Refusal): string;
  /** Told before a step is tried, for the first time or again. */
  begun?(): void;
  /** Told when a step's rows were taken, and stay. */
  kept?(): void;
}

/** After so many refused records, with none taken in between, rows from all over the rest are tried. */
const IN_A_ROW = 1000;
/** How many of them: where all are refused as well, the load ends. */
const TRIALS = 100;
/** Fewer than this say nothing about the rest. */
const LEAST_TRIALS = 20;

/**
 * Runs parts over staged rows, one after the other in a step, as a whole if the server takes it. Otherwise they are halved until the
 * ones that the server refuses are alone; the step is done for all others. A part gets a condition on the rows `s` and
 * answers a count; the counts of each are added up. Throws where the server seems to refuse every row: to find
 * that out for a million of them, one by one, would take hours.
 */
export async function stepwise<Refusal>(
  rows: StagedRows<Refusal>,
  parts: readonly ((where: string) => Promise<number>)[],
): Promise<readonly number[]> {
  const none = parts.map(() => 0);
  const step = async (where: string) => {
    const counts: number[] = [];
    for (const part of parts) counts.push(await part(where));
    return counts;
  };
  let inARow = 0;
  const attempt = async (where: string, keeps = true) => {
    await rows.steps.begin();
    rows.begun?.();
    try {
      const answer = await step(where);
      if (keeps) {
        rows.kept?.();
        await rows.steps.keep();
      } else await rows.steps.undo();
      return { answer };
    } catch (error) {
      if (!rows.isRefusal(error)) throw error;
      await rows.steps.undo();
      return { refusal: error };
    }
  };
  const tryTheRest = async (from: number, to: number) => {
    const places = Array.from({ length: TRIALS }, (_, i) =>
      rows.near(from + Math.floor(((to - from) * (i + 1)) / (TRIALS + 1))),
    );
    let refused = 0;
    for (const place of new Set(places)) {
      const where = rows.within(place, place + 1);
      if (place < from || (await rows.some(where)).length === 0) continue;
      if ('answer' in (await attempt(where, false))) return;
      refused++;
    }
    return refused < LEAST_TRIALS ? undefined : refused;
  };
  const halve = async (from: number, to: number, refusal: Refusal): Promise<readonly number[]> => {
    const [row, another] = await rows.some(rows.within(from, to));
    if (!row) return none;
    if (!another) {
      await rows.reject(row, refusal);
      if (++inARow % IN_A_ROW === 0) {
        const more = await tryTheRest(to, (await rows.bounds())[1]);
        if (more !== undefined) throw refusesAll(rows.table, inARow, more, rows.reason(refusal));
      }
      return none;
    }
    const middle = rows.middle(from, to);
    let sum: readonly number[] = none;
    for (const [low, high] of [
      [from, middle],
      [middle, to],
    ] as const) {
      const where = rows.within(low, high);
      const half = await attempt(where);
      if (inARow > 0 && 'answer' in half && (await rows.some(where)).length > 0) inARow = 0;
      const counts = 'answer' in half ? half.answer : await halve(low, high, half.refusal);
      sum = sum.map((n, i) => n + (counts[i] ?? 0));
    }
    return sum;
  };
  const whole = await attempt(rows.all ?? 'TRUE');
  if ('answer' in whole) return whole.answer;
  const [from, to] = await rows.bounds();
  return halve(from, to, whole.refusal);
}

function refusesAll(table: string, inARow: number, more: number, reason: string): SyncformError {
  return new SyncformError(
    'failed',
    `${table} refused ${inARow} records in a row, and ${more} more that were tried from all over the rest, the last because: ${reason}. Nothing was written`,
    { hint: 'Fix the rule of the table that refuses them, or leave the records out by a filter.' },
  );
}
