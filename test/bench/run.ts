/*
 * Measures how fast rows move, each case side by side with what one would write by hand: `npm run bench -- --help`.
 * Every side is a whole process; sides take turns, so that a machine whose speed drifts does so for both. The figures
 * are printed as a table, and the exit code is 1 where a case failed or its figure is not reached.
 */
import { writeFile } from 'node:fs/promises';
import type { BenchCase } from './case.ts';
import { cases } from './cases/index.ts';
import type { Measured } from './measure.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { jsonOf, type Result, tableOf } from './report.ts';
import { Workbench } from './workbench.ts';

const args = process.argv.slice(2);
if (args.includes('--help')) process.stdout.write(USAGE);
else process.exitCode = await main(args);

async function main(given: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(given);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  const wanted = cases.filter(
    ({ id }) => options.cases.length === 0 || options.cases.some((part) => id.includes(part)),
  );
  if (wanted.length === 0) {
    console.error(`No case is called so; there are ${cases.map(({ id }) => id).join(', ')}.`);
    return 2;
  }
  await using bench = await Workbench.open(options.rows);
  const results: Result[] = [];
  for (const one of wanted) results.push(await result(bench, one, options.repeat));
  process.stdout.write(`\n${tableOf(results)}\n`);
  if (options.json) {
    await writeFile(
      options.json,
      `${JSON.stringify(jsonOf(results, options.rows, options.repeat), null, 2)}\n`,
    );
  }
  return results.every((one) => 'missing' in one || ('verdict' in one && one.verdict.reached)) ? 0 : 1;
}

async function result(bench: Workbench, one: BenchCase, repeat: number): Promise<Result> {
  const missing = await one.missing?.(bench);
  if (missing !== undefined) return { bench: one, missing };
  console.error(one.title);
  try {
    const measureRound = await one.prepare(bench);
    const rounds = [];
    for (let round = 0; round < repeat; round++) {
      const measured = await measureRound(round);
      rounds.push(measured);
      console.error(`  ${said(measured.ours)}, reference ${said(measured.reference)}`);
    }
    return { bench: one, rounds, verdict: one.judge(rounds) };
  } catch (error) {
    console.error(error);
    return { bench: one, failed: (error as Error).message };
  }
}

function said({ seconds, processorSeconds, megabytes }: Measured): string {
  const processor = processorSeconds === null ? '' : ` (${processorSeconds.toFixed(2)} s of processor time)`;
  return `${seconds.toFixed(2)} s${processor} ${megabytes?.toFixed(0) ?? '–'} MB`;
}
