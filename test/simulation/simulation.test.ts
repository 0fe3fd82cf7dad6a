import { seedOr } from '../random.ts';
import { live } from './life.ts';

/*
 * Lives of many executions with faults between their steps. SYNCFORM_TEST_SEED=<seed> lives the one that failed again;
 * SYNCFORM_TEST_LIVES=<n> lives more of them.
 */

const LIVES = Number(process.env.SYNCFORM_TEST_LIVES ?? (process.env.SYNCFORM_TEST_SEED ? 1 : 3));
const EXECUTIONS = 120;

test('whatever fails or dies, nothing is lost, nothing doubled, nothing left behind', async () => {
  const first = seedOr(1);
  const sum = { executions: 0, deaths: 0, failures: 0, cancellations: 0 };
  for (let seed = first; seed < first + LIVES; seed++) {
    const report = await live({
      seed,
      executions: EXECUTIONS,
      ...(process.env.SYNCFORM_TEST_TRACE ? { trace: (line: string) => console.error(line) } : {}),
    }).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
    });
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += report[name];
  }
  expect(sum.deaths).toBeGreaterThan(LIVES);
  expect(sum.failures).toBeGreaterThan(LIVES);
}, 1_800_000);
