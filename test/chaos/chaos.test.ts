import { seedOr } from '../random.ts';
import { ChaosLab, chaosDestinations } from './lab.ts';
import { chaosRound } from './round.ts';

/* The short form of `npm run chaos`. */
const seed = seedOr(7);

test.each(chaosDestinations)(
  `Postgres → %s: engine, source and target killed at random (seed ${seed}), every row is as at the source`,
  async (destination) => {
    await using lab = await ChaosLab.open(destination);
    const { transactions } = await chaosRound(lab, { seed, ms: 10_000, log: () => {} });
    expect(transactions).toBeGreaterThan(10);
  },
  300_000,
);
