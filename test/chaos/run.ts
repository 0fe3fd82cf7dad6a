/*
 * Follows changes while everything is killed at random: `npm run chaos -- --help`. Its short form is chaos.test.ts.
 */
import { parseArgs } from 'node:util';
import { seedOr } from '../random.ts';
import { duckdbExtensions } from '../services/duckdb-extensions.ts';
import { type ChaosDestination, ChaosLab, chaosDestinations } from './lab.ts';
import { chaosRound } from './round.ts';

const USAGE = `Usage: npm run chaos -- [options]

  --minutes <n>      how long, over all destinations (default 30)
  --seed <n>         of the first round; each round has the next one (default: the time)
  --to <name>        only this destination: ${chaosDestinations.join(' or ')}
  --round <seconds>  how long the workload of a round lasts (default 20)
  --verbose          what serve says
`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string' },
    to: { type: 'string' },
    round: { type: 'string', default: '20' },
    verbose: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) process.stdout.write(USAGE);
else process.exitCode = await main();

async function main(): Promise<number> {
  const extensions = await duckdbExtensions();
  if ('folder' in extensions) process.env.SYNCFORM_DUCKDB_EXTENSIONS = extensions.folder;
  const to = chaosDestinations.filter((name) => values.to === undefined || values.to === name);
  let seed = Number(values.seed ?? seedOr(Date.now() % 2 ** 20));
  for (const destination of to) {
    const end = performance.now() + (Number(values.minutes) * 60_000) / to.length;
    try {
      seed = await rounds(destination, seed, end);
    } catch (error) {
      process.stdout.write(`Postgres → ${destination}: FAILED: ${(error as Error).message}\n`);
      return 1;
    }
  }
  return 0;
}

/** Rounds on one lab until the time is over; answers the next seed. */
async function rounds(destination: ChaosDestination, first: number, end: number): Promise<number> {
  await using lab = await ChaosLab.open(destination);
  let [seed, kills, transactions] = [first, 0, 0];
  do {
    try {
      const report = await chaosRound(lab, {
        seed,
        ms: Number(values.round) * 1000,
        log: (line) => values.verbose && console.error(`  ${line}`),
      });
      kills += report.kills;
      transactions += report.transactions;
      console.error(`seed ${seed}: ${report.kills} kills, ${report.transactions} transactions`);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
    seed++;
  } while (performance.now() < end);
  process.stdout.write(
    `Postgres → ${destination}: ${seed - first} rounds (seeds ${first} to ${seed - 1}), ${kills} kills, ${transactions} transactions: every row as at the source\n`,
  );
  return seed;
}
