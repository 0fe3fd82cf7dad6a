import { availableParallelism, totalmem } from 'node:os';
import { type BenchCase, median, type Round, type Verdict } from './case.ts';

/** What became of a case: figures, or why there are none. */
export type Result =
  | {
      readonly bench: BenchCase;
      readonly rounds: readonly Round[];
      readonly verdict: Verdict;
    }
  | { readonly bench: BenchCase; readonly missing: string }
  | { readonly bench: BenchCase; readonly failed: string };

type Side = 'ours' | 'reference';

function seconds(rounds: readonly Round[], side: Side): number {
  return median(rounds.map((round) => round[side].seconds));
}

function megabytes(rounds: readonly Round[], side: Side): number | null {
  const known = rounds.map((round) => round[side].megabytes).filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The figures as a Markdown table: medians of seconds, the most memory of any round, medians of the rounds' ratios. */
export function tableOf(results: readonly Result[]): string {
  const lines = [
    ['case', 's', 'MB', 'reference', 's', 'MB', 'figure', 'at most', ''],
    ['---', '---:', '---:', '---', '---:', '---:', '---:', '---:', '---'],
    ...results.map(line),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function line(result: Result): string[] {
  const { title, reference } = result.bench;
  if (!('verdict' in result)) {
    const why = 'missing' in result ? `not measured: ${result.missing}` : `FAILED: ${result.failed}`;
    return [title, '', '', reference, '', '', '', '', why.replaceAll('\n', ' ').slice(0, 300)];
  }
  const { rounds, verdict } = result;
  const of = (side: Side) => {
    const memory = megabytes(rounds, side);
    return [seconds(rounds, side).toFixed(2), memory === null ? '–' : memory.toFixed(0)];
  };
  const more = (value: number) => (verdict.unit.endsWith('more') && value > 0 ? '+' : '');
  const figure = (value: number) => {
    if (verdict.unit === '×') return `${value.toFixed(2)}×`;
    if (verdict.unit === 'MB more') return `${more(value)}${value.toFixed(0)} MB`;
    return `${more(value)}${value.toFixed(2)} s`;
  };
  const words = [verdict.reached ? 'reached' : 'NOT reached', ...(verdict.note ? [verdict.note] : [])];
  return [
    title,
    ...of('ours'),
    reference,
    ...of('reference'),
    figure(verdict.figure),
    figure(verdict.limit),
    words.join('; '),
  ];
}

/** The figures with every single round, as plain data. */
export function jsonOf(results: readonly Result[], rows: number, repeat: number): unknown {
  return {
    machine: {
      platform: process.platform,
      cores: availableParallelism(),
      memory_gb: Math.round(totalmem() / 1e9),
    },
    node: process.version,
    rows,
    repeat,
    cases: results.map((result) => {
      const { id, title, reference } = result.bench;
      const head = { id, title, reference };
      if (!('verdict' in result)) {
        return 'missing' in result
          ? { ...head, not_measured: result.missing }
          : { ...head, failed: result.failed };
      }
      const { rounds, verdict } = result;
      const of = (side: Side) => ({
        seconds: seconds(rounds, side),
        peak_mb: megabytes(rounds, side),
        rounds: rounds.map((round) => ({
          seconds: round[side].seconds,
          processor_seconds: round[side].processorSeconds,
          peak_mb: round[side].megabytes,
        })),
      });
      return { ...head, ...verdict, ours: of('ours'), by_reference: of('reference') };
    }),
  };
}
