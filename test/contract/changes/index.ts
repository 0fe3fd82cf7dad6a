import type { ChangesFixture } from './fixture.ts';
import { postgresql } from './postgresql.ts';

/** A fixture for every connector that has the changes facet. */
export const changesFixtures: ReadonlyMap<string, ChangesFixture> = new Map(
  [postgresql].map((fixture) => [fixture.connector, fixture]),
);
