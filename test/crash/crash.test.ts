import { SeededRandom, seedOr } from '../random.ts';
import { CrashLab } from './lab.ts';
import { ordeal } from './ordeal.ts';
import { scenarios } from './scenarios.ts';

/*
 * The short form of `npm run crash`: every step on little data, and a few random moments. Scenarios that go the same
 * ways as these are left to the long form.
 */

const SHORT = [
  'bulk sync of small tables that are committed together, Postgres → DuckDB',
  'bulk sync by tracking field, Postgres → DuckDB',
  'bulk sync, Postgres → Postgres',
  'model sync, DuckDB → Postgres, updateOrCreate',
  'model sync, DuckDB → Postgres, append',
];
const seed = seedOr(20_240_229);

test('the short form knows its scenarios', () => {
  expect(scenarios.map(({ name }) => name)).toEqual(expect.arrayContaining(SHORT));
});

test.each(scenarios.filter(({ name }) => SHORT.includes(name)))(
  `$name, killed at every step and at random moments of seed ${seed}, loses nothing and doubles nothing`,
  async ({ make }) => {
    await using lab = await CrashLab.open();
    const { kills } = await ordeal(lab, await make(lab, 2000), {
      moments: 2,
      random: new SeededRandom(seed),
      log: () => {},
    });
    expect(kills).toBeGreaterThan(10);
  },
  900_000,
);
