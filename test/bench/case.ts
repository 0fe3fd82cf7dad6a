import type { Measured } from './measure.ts';
import type { Workbench } from './workbench.ts';

/** The two sides of one round, measured one right after the other. */
export interface Round {
  readonly ours: Measured;
  readonly reference: Measured;
  /** What `ours` was spent on, in seconds by the names of its parts, where the case tells them apart. */
  readonly parts?: Readonly<Record<string, number>>;
  /** How many changes were followed, where the case is about that. */
  readonly changes?: number;
  /** Bytes that Postgres wrote to its log meanwhile, where the case is about that. */
  readonly walBytes?: number;
}

/** What the rounds of a case say. */
export interface Verdict {
  /** The median of the rounds' figures: a ratio, seconds, or how many seconds more than the reference. */
  readonly figure: number;
  readonly unit: '×' | 's' | 's more' | 'MB more';
  readonly limit: number;
  readonly reached: boolean;
  readonly note?: string;
}

export interface BenchCase {
  readonly id: string;
  readonly title: string;
  readonly reference: string;
  /** Why it cannot be measured here; undefined where it can. */
  missing?(bench: Workbench): string | undefined | Promise<string | undefined>;
  /** Makes what the case needs, once, and answers what measures one round of it and checks the rows. */
  prepare(bench: Workbench): Promise<(round: number) => Promise<Round>>;
  judge(rounds: readonly Round[]): Verdict;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

/** At most so many times the reference's seconds; pair by pair, since the machine's speed drifts. */
export function timesReference(limit: number) {
  return (rounds: readonly Round[]): Verdict => {
    const figure = median(rounds.map(({ ours, reference }) => ours.seconds / reference.seconds));
    return { figure, unit: '×', limit, reached: figure <= limit };
  };
}

/** At most so many times the reference's processor time: of what is over so soon that waiting for a processor is most of it. */
export function timesProcessor(limit: number) {
  const spent = ({ processorSeconds }: Measured) => processorSeconds ?? Number.NaN;
  return (rounds: readonly Round[]): Verdict => {
    const figure = median(rounds.map(({ ours, reference }) => spent(ours) / spent(reference)));
    return { figure, unit: '×', limit, reached: figure <= limit, note: 'of processor time' };
  };
}

/** At most so many seconds on a machine with nothing else to do; the note says how that is to the reference. */
export function atMostSeconds(limit: number) {
  return (rounds: readonly Round[]): Verdict => {
    const figure = median(rounds.map(({ ours }) => ours.seconds));
    const { figure: ratio } = timesReference(limit)(rounds);
    return {
      figure,
      unit: 's',
      limit,
      reached: figure <= limit,
      note: `${ratio.toFixed(2)} times the reference`,
    };
  };
}

/** The medians of the parts, for a note: `extract 4.10 s, load 3.02 s`. */
export function partsNote(rounds: readonly Round[]): string {
  const names = Object.keys(rounds[0]?.parts ?? {});
  return names
    .map((name) => `${name} ${median(rounds.map(({ parts }) => parts?.[name] ?? Number.NaN)).toFixed(2)} s`)
    .join(', ');
}

/** At most so many seconds more than the reference. */
export function secondsMore(limit: number) {
  return (rounds: readonly Round[]): Verdict => {
    const figure = median(rounds.map(({ ours, reference }) => ours.seconds - reference.seconds));
    return { figure, unit: 's more', limit, reached: figure <= limit };
  };
}

/** At most so many times the reference's peak memory, and less than so many MB. */
export function timesMemory(limit: number, mostMegabytes: number) {
  return (rounds: readonly Round[]): Verdict => {
    const figure = median(
      rounds.map(
        ({ ours, reference }) => (ours.megabytes ?? Number.NaN) / (reference.megabytes ?? Number.NaN),
      ),
    );
    const most = median(rounds.map(({ ours }) => ours.megabytes ?? Number.NaN));
    return {
      figure,
      unit: '×',
      limit,
      reached: figure <= limit && most < mostMegabytes,
      note: `memory; ${Math.round(most)} MB, less than ${mostMegabytes} MB wanted`,
    };
  };
}

/** At most so many MB more than the reference's peak memory; the note says how many times its seconds it takes. */
export function megabytesMore(limit: number) {
  return (rounds: readonly Round[]): Verdict => {
    const figure = median(
      rounds.map(
        ({ ours, reference }) => (ours.megabytes ?? Number.NaN) - (reference.megabytes ?? Number.NaN),
      ),
    );
    const { figure: ratio } = timesReference(limit)(rounds);
    const note = `${ratio.toFixed(2)} times the seconds`;
    return { figure, unit: 'MB more', limit, reached: figure <= limit, note };
  };
}

/** Measures both sides, the reference first in every other round. */
export async function bothSides(
  round: number,
  ours: () => Promise<Measured>,
  reference: () => Promise<Measured>,
): Promise<Round> {
  if (round % 2 === 0) {
    const first = await ours();
    return { ours: first, reference: await reference() };
  }
  const first = await reference();
  return { ours: await ours(), reference: first };
}
