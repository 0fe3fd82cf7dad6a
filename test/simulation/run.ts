/*
 * Lives as many lives as one has time for: `node test/simulation/run.ts [lives] [first seed]`, by default 40 lives of
 * seeds that nobody has seen before. Its short form is simulation.test.ts.
 */
import { seedOr } from '../random.ts';
import { live } from './life.ts';

const lives = Number(process.argv[2] ?? 40);
const first = Number(process.argv[3] ?? seedOr(Date.now() % 2 ** 31));
let [executions, deaths] = [0, 0];
for (let seed = first; seed < first + lives; seed++) {
  try {
    const report = await live({ seed, executions: 120 });
    executions += report.executions;
    deaths += report.deaths;
  } catch (error) {
    process.exitCode = 1;
    process.stdout.write(`seed ${seed}: ${(error as Error).message}\n`);
  }
}
process.stdout.write(
  `${lives} lives from seed ${first} on: ${executions} executions came to their end, ${deaths} times a process died\n`,
);
