import { Workspace } from '../acceptance/workspace.ts';
import { seedOr } from '../random.ts';
import { missingMysql } from '../services/mysql/mysql.ts';
import { typeOf } from './by-hand.ts';
import { checkCase } from './check-case.ts';
import { knownAs } from './known.ts';
import { Lab } from './lab.ts';
import { described } from './shrink.ts';
import { caseOf } from './spec.ts';

/*
 * Seeded cases: what the plan said is compared with what happened. SYNCFORM_TEST_SEED=<seed> plays the one that failed again;
 * `npm run plan-check` plays as many as one has time for.
 */

const systems = missingMysql()
  ? 'PostgreSQL, DuckDB and files; there is no MariaDB here'
  : 'PostgreSQL, MariaDB, DuckDB and files';
const isOne = process.env.SYNCFORM_TEST_SEED !== undefined;

/** Plays so many cases, through terraform where a folder is given; answers how they ended and what was not as planned. */
async function play(cases: number, workspace?: Workspace) {
  await using lab = await Lab.open();
  const first = seedOr(1);
  const found: string[] = [];
  const ends = new Set<string>();
  for (let seed = first; seed < first + cases; seed++) {
    const spec = caseOf(seed);
    if (!lab.has(spec)) continue;
    const { end, faults } = await checkCase(lab, spec, workspace);
    ends.add(end);
    for (const fault of faults)
      if (!knownAs(fault, spec))
        found.push(
          `seed ${seed}: ${fault.kind}: ${fault.message}\n${described(spec, (one, column) => typeOf(one, column).type)}`,
        );
  }
  return { found, ends };
}

test(`what a plan says is what happens, or nothing does (${systems})`, async () => {
  const { found, ends } = await play(isOne ? 1 : 60);
  expect(found).toEqual([]);
  expect(ends).toContain('ran');
}, 600_000);

test(`what a reviewer sees in terraform's plan is what happens, or nothing does (${systems})`, async () => {
  await using workspace = await Workspace.create();
  const { found, ends } = await play(isOne ? 1 : 4, workspace);
  expect(found).toEqual([]);
  expect(ends).toContain('ran');
}, 600_000);
