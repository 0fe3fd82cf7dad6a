/*
 * Kills syncs of a size that matters at every step and at random moments, and says what became of it:
 * `npm run crash -- --help`. Its short form is crash.test.ts.
 */
import { parseArgs } from 'node:util';
import { SeededRandom, seedOr } from '../random.ts';
import { duckdbExtensions } from '../services/duckdb-extensions.ts';
import { CrashLab } from './lab.ts';
import { ordeal } from './ordeal.ts';
import { scenarios } from './scenarios.ts';

const USAGE = `Usage: npm run crash -- [options]

  --scenario <text>  only scenarios with this in their name; may be given several times
  --kills <n>        random moments at which each is killed, beside every named step (default 50)
  --rows <n>         rows of bulk syncs (default 1000000)
  --records <n>      records of model syncs (default 100000)
  --seed <n>         of the random moments (default: the time)
`;

let options: ReturnType<typeof readOptions>;
try {
  options = readOptions();
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
if (options.help) process.stdout.write(USAGE);
else process.exitCode = await main();

function readOptions() {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', multiple: true },
      kills: { type: 'string', default: '50' },
      rows: { type: 'string', default: '1000000' },
      records: { type: 'string', default: '100000' },
      seed: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const number = (name: 'kills' | 'rows' | 'records' | 'seed', text = `${seedOr(Date.now() % 2 ** 31)}`) => {
    if (!/^\d+$/.test(text)) throw new Error(`--${name} takes a whole number, not "${text}"`);
    return Number(text);
  };
  const { scenario = [], kills, rows, records, seed, help } = values;
  return {
    parts: scenario,
    help,
    kills: number('kills', kills),
    rows: number('rows', rows),
    records: number('records', records),
    seed: number('seed', seed),
  };
}

async function main(): Promise<number> {
  const { parts, kills, rows, records, seed } = options;
  const extensions = await duckdbExtensions();
  if ('folder' in extensions) process.env.SYNCFORM_DUCKDB_EXTENSIONS = extensions.folder;
  else console.error(extensions.missing);
  let failures = 0;
  for (const { name, kind, make } of scenarios) {
    if (parts.length > 0 && !parts.some((part) => name.includes(part))) continue;
    const size = kind === 'syncs' ? records : rows;
    console.error(`${name}, ${size} rows, seed ${seed}`);
    const began = performance.now();
    try {
      await using lab = await CrashLab.open();
      const report = await ordeal(lab, await make(lab, size), {
        moments: kills,
        random: new SeededRandom(seed),
        log: (line) => console.error(`  ${line}`),
      });
      const minutes = ((performance.now() - began) / 60_000).toFixed(1);
      process.stdout.write(
        `${name}: killed ${report.kills} times in ${report.runs} runs, ${minutes} min: nothing lost, nothing twice, nothing left behind\n`,
      );
    } catch (error) {
      failures++;
      process.stdout.write(`${name}: FAILED (seed ${seed}): ${(error as Error).message}\n`);
    }
  }
  return failures > 0 ? 1 : 0;
}
