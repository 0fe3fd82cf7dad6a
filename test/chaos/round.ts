import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { alteration, change } from '../engine/cdc-workload.ts';
import { SeededRandom } from '../random.ts';
import type { PostgresService } from '../services/postgres.ts';
import { type ChaosLab, clientOf } from './lab.ts';
import { ServeProcess } from './server.ts';

export interface Round {
  readonly seed: number;
  /** How long the workload lasts, in ms. */
  readonly ms: number;
  log(line: string): void;
}

export interface RoundReport {
  readonly transactions: number;
  readonly kills: number;
}

/** Writers that change the source at the same time. */
const WRITERS = 2;

/**
 * Changes the source for a while, and kills the engine, the source and the target at random meanwhile. Throws where the
 * target is not equal to the source once the workload has ended and the engine has caught up.
 */
export async function chaosRound(lab: ChaosLab, { seed, ms, log }: Round): Promise<RoundReport> {
  const random = new SeededRandom(seed);
  const end = performance.now() + ms;
  const isOver = () => performance.now() >= end;
  let kills = 0;
  await using serve = new ServeProcess(lab.dataDir, log);
  const writers = Array.from({ length: WRITERS }, (_, i) =>
    write(lab.source, new SeededRandom(seed * 1000 + i), isOver),
  );
  while (!isOver()) {
    await sleep(500 + random.below(4000));
    const what = random.next();
    kills++;
    if (what < 0.5) serve.kill(random.chance(0.8) ? 'SIGKILL' : 'SIGTERM');
    else if (what < 0.8 || !lab.target) await crash(lab.source, random);
    else await crash(lab.target, random);
  }
  const transactions = (await Promise.all(writers)).reduce((a, b) => a + b, 0);
  await serve.stop();
  await answers(lab.source);
  if (lab.target) await answers(lab.target);
  await lab.catchUp();
  await lab.expectEqual();
  return { transactions, kills };
}

/** Changes the source until it is over; answers how many transactions it took. */
async function write(source: PostgresService, random: SeededRandom, isOver: () => boolean): Promise<number> {
  let done = 0;
  while (!isOver()) {
    let client: pg.Client | undefined;
    try {
      client = await clientOf(source);
      while (!isOver()) {
        if (random.chance(0.01)) await client.query(alteration(random));
        await client.query('BEGIN');
        for (let i = random.below(5); i >= 0; i--) await client.query(change(random));
        await client.query(random.chance(0.1) ? 'ROLLBACK' : 'COMMIT');
        done++;
        await sleep(random.below(20));
      }
    } catch (error) {
      if (!isInterruption(error)) throw error;
      await sleep(50);
    } finally {
      await client?.end().catch(() => undefined);
    }
  }
  return done;
}

/** Whether the server went away, or two writers met. */
function isInterruption(error: unknown): boolean {
  const code = (error as { readonly code?: string } | null)?.code ?? '';
  return !/^[0-9A-Z]{5}$/.test(code) || /^(08|40|57|55P03|23505)/.test(code);
}

/** Kills one of a server's processes: all others end with it, and the server recovers what was committed. */
async function crash(service: PostgresService, random: SeededRandom): Promise<void> {
  try {
    const client = await clientOf(service);
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE backend_type IN ('client backend', 'walsender', 'walwriter', 'checkpointer')`,
    );
    const { pid } = random.pick(rows);
    process.kill(pid, 'SIGKILL');
    await client.end().catch(() => undefined);
  } catch {
    // It is still recovering from the last time.
  }
}

/** Waits until a server takes connections. */
async function answers(service: PostgresService): Promise<void> {
  for (let left = 300; ; left--) {
    try {
      const client = await clientOf(service);
      await client.end();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}
