import type { SeededRandom } from '../random.ts';
import type { CrashLab } from './lab.ts';
import { type Death, runInProcess } from './process.ts';
import type { Scenario } from './scenarios.ts';

export interface Report {
  readonly kills: number;
  readonly runs: number;
}

export interface OrdealOptions {
  /** Kills at random moments, after those at every named step. */
  readonly moments: number;
  readonly random: SeededRandom;
  log(line: string): void;
}

/**
 * Kills a sync's process at every step of its first run, at every step of a later run and at random moments, while the
 * source changes, and starts it again each time. Throws where a record was lost or doubled, where a killed run left the
 * target with a part of its work, or where something of it is left behind.
 */
export async function ordeal(lab: CrashLab, scenario: Scenario, options: OrdealOptions): Promise<Report> {
  const { kind, id, changeSource } = scenario;
  const { random, log } = options;
  const run = { dataDir: lab.dataDir, kind, id };
  let [kills, runs] = [0, 0];
  /** What the target held when it was last looked at; undefined where it may have changed since. */
  let before: string | undefined = await lab.contents(scenario.target);

  const attempt = async (death: Death, what: string, resync = false) => {
    runs++;
    const { killed, ms } = await runInProcess({ ...run, resync }, death);
    if (killed) {
      kills++;
      // Now and then nobody waits to look: the next run meets a server that is still at what the killed one asked of it.
      before = random.chance(1 / 3) ? undefined : await isUntorn(lab, scenario, before, `killed ${what}`);
    }
    return { killed, ms };
  };
  const settle = async (what: string) => {
    await isSame(lab, scenario, what);
    before = await lab.contents(scenario.target);
  };

  // Its first run, killed at one step after the other until it comes through.
  for (const step of FIRST_RUN) await attempt({ step }, `at ${step} of the first run`);
  await attempt('none', '');
  await settle('after the first run');
  log(`first run through, ${kills} kills`);

  await changeSource();
  const steps = await lab.run(kind, id);
  await settle('after a run in this process');
  for (const [i, step] of steps.entries()) {
    await changeSource();
    const { killed } = await attempt({ step }, `at ${step}`);
    if (!killed) throw new Error(`the run did not come to ${step}`);
    if (i % 2) await changeSource();
    await lab.run(kind, id);
    await settle(`killed at ${step} and run again`);
  }
  log(`killed at ${steps.length} steps: ${steps.join(' ')}`);

  const moments: string[] = [];
  // Where nothing may be sent twice, a run has only what changed to move.
  const canResync = scenario.history === undefined;
  await changeSource();
  const whole = await attempt('none', '', canResync);
  await settle('after a run in a process of its own');
  for (let i = 0; i < options.moments; i++) {
    await changeSource();
    // Now and then the run that picks up is killed as well.
    for (let again = true; again; again = random.chance(1 / 3)) {
      const afterMs = Math.round(random.next() * whole.ms);
      const { killed } = await attempt({ afterMs }, `after ${afterMs} ms`, canResync && random.chance(3 / 4));
      moments.push(killed ? `${afterMs}` : `(${afterMs})`);
      if (random.chance(1 / 4)) await changeSource();
    }
    await attempt('none', '');
    await settle(`killed at ${moments.at(-1)} ms and run again`);
  }
  if (moments.length > 0) log(`killed after ms: ${moments.join(' ')}`);
  return { kills, runs };
}

/** Steps at which a first run is killed; one that it does not have lets it through. */
const FIRST_RUN = [
  'after:begin',
  'before:define',
  'before:created-table',
  'after:created-table',
  'after:define',
  'before:load',
  'after:load',
];

/** After a kill: the target is as it was before, or as a whole run leaves it. Answers its contents. */
async function isUntorn(
  lab: CrashLab,
  scenario: Scenario,
  before: string | undefined,
  what: string,
): Promise<string> {
  const contents = await lab.contents(scenario.target);
  if (before !== undefined && contents !== before) await isSame(lab, scenario, what, []);
  return contents;
}

/** Throws where the target is not what the source is, or something is left behind. */
export async function isSame(
  lab: CrashLab,
  { source, target, history }: Pick<Scenario, 'source' | 'target' | 'history'>,
  what: string,
  leftovers?: readonly string[],
): Promise<void> {
  const missing = await lab.surplus(source, target);
  const surplus = await lab.surplus(target, history ?? source);
  const left = leftovers ?? (await lab.leftovers());
  if (missing + surplus + left.length === 0) return;
  throw new Error(
    `${what}: ${missing} records are missing, ${surplus} are too many; left behind: ${left.join('; ') || 'nothing'}`,
  );
}
