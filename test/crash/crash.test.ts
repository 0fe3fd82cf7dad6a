import { SeededRandom, seedOr } from '../random.ts';
import { CrashLab } from './lab.ts';
import { ordeal } from './ordeal.ts';
import { scenarios } from './scenarios.ts';

/*
 * The short form of `npm run crash`: every step on little data, and a few random moments.
 */

const seed = seedOr(20_240_229);

test.each(scenarios)(
  `$name, killed at every step and at random moments of seed ${seed}, loses nothing and doubles nothing`,
  async ({ make }) => {
    await using lab = await CrashLab.open();
    const { kills } = await ordeal(lab, await make(lab, 2000), {
      moments: 3,
      random: new SeededRandom(seed),
      log: () => {},
    });
    expect(kills).toBeGreaterThan(10);
  },
  600_000,
);
