/*
 * Plays seeded cases and compares what a plan said with what happened: `npm run plan-check -- --help`. Its short form is
 * plan-check.test.ts.
 */
import { parseArgs } from 'node:util';
import { messageOf } from '../../engine/kit/errors.ts';
import { Workspace } from '../acceptance/workspace.ts';
import { seedOr } from '../random.ts';
import { duckdbExtensions } from '../services/duckdb-extensions.ts';
import { mysqlEnvironment } from '../services/mysql/debian-mysql.ts';
import { serverKind } from '../services/mysql/server.ts';
import { typeOf } from './by-hand.ts';
import { checkCase, type Verdict } from './check-case.ts';
import { knownAs } from './known.ts';
import { Lab } from './lab.ts';
import { described, shrink } from './shrink.ts';
import { type CaseSpec, caseOf } from './spec.ts';

const USAGE = `Usage: npm run plan-check -- [options]
With SYNCFORM_TEST_MYSQL=mysql in the environment MySQL's own server is played, in MariaDB's place.

  --cases <n>       how many cases (default 500)
  --seed <n>        the first case's seed; each has the next one (default: the time)
  --terraform <n>   how many of them are played through terraform and the built provider as well (default 0)
  --case <seed>     this case alone, told in full
  --shrink <n>      tries to find a smaller case of each sort of fault (default 60)
  --json            one document on stdout at the end
`;

/** Before the kinds of faults that a case has through terraform. */
const TERRAFORM = 'through terraform: ';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '500' },
    seed: { type: 'string' },
    case: { type: 'string' },
    terraform: { type: 'string', default: '0' },
    shrink: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
if (values.help) process.stdout.write(USAGE);
else process.exitCode = await main();

interface Found {
  readonly kind: string;
  readonly known: string | undefined;
  readonly seeds: number[];
  readonly message: string;
  smallest: string;
}

async function main(): Promise<number> {
  const extensions = await duckdbExtensions();
  if ('folder' in extensions) process.env.SYNCFORM_DUCKDB_EXTENSIONS = extensions.folder;
  if (serverKind === 'mysql') Object.assign(process.env, await mysqlEnvironment());
  await using lab = await Lab.open(true);
  const through = Number(values.terraform);
  await using workspace = through > 0 ? await Workspace.create() : undefined;
  const first = Number(values.case ?? values.seed ?? seedOr(Date.now() % 2 ** 31));
  const cases = values.case === undefined ? Number(values.cases) : 1;
  const found = new Map<string, Found>();
  const ends: Record<string, number> = {};
  const began = performance.now();
  for (let seed = first; seed < first + cases; seed++) {
    const spec = caseOf(seed);
    if (!lab.has(spec)) {
      ends['system missing'] = (ends['system missing'] ?? 0) + 1;
      continue;
    }
    const isSample = (seed - first) % Math.max(1, Math.floor(cases / Math.max(1, through))) === 0;
    const verdict = await judged(lab, spec);
    const reviewed = workspace && isSample ? await judged(lab, spec, workspace) : undefined;
    if (reviewed)
      ends[`${reviewed.end} through terraform`] = (ends[`${reviewed.end} through terraform`] ?? 0) + 1;
    ends[verdict.end] = (ends[verdict.end] ?? 0) + 1;
    if (values.case !== undefined) {
      const ways = {
        [verdict.end]: verdict,
        ...(reviewed && { [`${reviewed.end} through terraform`]: reviewed }),
      };
      const said = Object.entries(ways).map(([end, { said = '' }]) => `  ${end}: ${said}\n`);
      process.stdout.write(`${told(spec)}\n${said.join('')}`);
    }
    const faults = [
      ...verdict.faults,
      ...(reviewed?.faults ?? []).map(({ kind, message }) => ({ kind: `${TERRAFORM}${kind}`, message })),
    ];
    for (const { kind, message } of faults) {
      const known = knownAs({ kind, message }, spec);
      const name = known ?? kind;
      const one = found.get(name) ?? { kind, known, seeds: [], message, smallest: '' };
      if (one.seeds.at(-1) !== seed) one.seeds.push(seed);
      found.set(name, one);
      if (one.smallest === '') {
        const smallest = await shrink(
          spec,
          (s) => hasFault(lab, s, kind, workspace),
          known ? 0 : Number(values.shrink),
        );
        one.smallest = told(smallest);
        console.error(
          `seed ${seed}: ${known ? `known (${known}): ` : ''}${kind}\n    ${message.slice(0, 600)}\n    ${one.smallest}`,
        );
      }
    }
    if ((seed - first) % 50 === 49)
      console.error(
        `${seed - first + 1} cases, ${Math.round((performance.now() - began) / 1000)} s, ${[...found.values()].length} sorts of faults`,
      );
  }
  const all = [...found.values()].sort((a, b) => b.seeds.length - a.seeds.length);
  const faulty = all.filter(({ known }) => known === undefined);
  if (values.json)
    process.stdout.write(`${JSON.stringify({ first, cases, ends, faults: all }, undefined, 2)}\n`);
  else {
    for (const one of all)
      process.stdout.write(
        `${one.known ? `known: ${one.known}` : one.kind}: ${one.seeds.length} cases, seeds ${one.seeds.slice(0, 12).join(' ')}\n`,
      );
    process.stdout.write(
      `${cases} cases from seed ${first} on: ${Object.entries(ends)
        .map(([end, count]) => `${count} ${end}`)
        .join(', ')}; ${faulty.length} sorts of faults that are not known\n`,
    );
  }
  return faulty.length > 0 ? 1 : 0;
}

async function judged(lab: Lab, spec: CaseSpec, workspace?: Workspace): Promise<Verdict> {
  try {
    return await checkCase(lab, spec, workspace);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    return { end: 'failed', faults: [{ kind: `threw: ${messageOf(error).slice(0, 80)}`, message: stack }] };
  }
}

async function hasFault(lab: Lab, spec: CaseSpec, kind: string, workspace?: Workspace): Promise<boolean> {
  const isSample = kind.startsWith(TERRAFORM);
  const wanted = isSample ? kind.slice(TERRAFORM.length) : kind;
  const { faults } = await judged(lab, spec, isSample ? workspace : undefined);
  return faults.some((fault) => fault.kind === wanted);
}

function told(spec: CaseSpec): string {
  return described(spec, (one, column) => typeOf(one, column).type);
}
