import { setTimeout as sleep } from 'node:timers/promises';
import type mysql from 'mysql2/promise';
import { alter, change } from '../engine/cdc-mysql-workload.ts';
import { SeededRandom } from '../random.ts';
import type { MysqlChaosLab } from './mysql-lab.ts';
import type { Round, RoundReport } from './round.ts';
import { ServeProcess } from './server.ts';

const WRITERS = 2;

/**
 * Changes a MariaDB for a while, and kills the engine, the server and the engine's lines to it at random meanwhile. Throws
 * where the target is not equal to the source once the workload has ended and the engine has caught up.
 */
export async function mysqlChaosRound(lab: MysqlChaosLab, { seed, ms, log }: Round): Promise<RoundReport> {
  const random = new SeededRandom(seed);
  const end = performance.now() + ms;
  const isOver = () => performance.now() >= end;
  let kills = 0;
  await using serve = new ServeProcess(lab.dataDir, log);
  const writers = Array.from({ length: WRITERS }, (_, i) =>
    write(lab, new SeededRandom(seed * 1000 + i), isOver),
  );
  while (!isOver()) {
    await sleep(500 + random.below(4000));
    const what = random.next();
    kills++;
    if (what < 0.5) serve.kill(random.chance(0.8) ? 'SIGKILL' : 'SIGTERM');
    else await disturb(lab, what < 0.75 ? 'server' : 'line');
  }
  const transactions = (await Promise.all(writers)).reduce((a, b) => a + b, 0);
  await serve.stop();
  await lab.answers();
  await lab.catchUp();
  await lab.expectEqual();
  return { transactions, kills };
}

async function write(lab: MysqlChaosLab, random: SeededRandom, isOver: () => boolean): Promise<number> {
  let done = 0;
  while (!isOver()) {
    let client: mysql.Connection | undefined;
    try {
      client = await lab.client();
      while (!isOver()) {
        if (random.chance(0.01)) await alter(random, (sql) => client?.query(sql) ?? Promise.resolve());
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
      client?.destroy();
    }
  }
  return done;
}

/** Whether the line broke, or two writers met: a deadlock, a lock held too long. */
function isInterruption(error: unknown): boolean {
  const { errno, sqlState } = error as { readonly errno?: number; readonly sqlState?: string };
  return sqlState === undefined || errno === 1213 || errno === 1205 || errno === 1053 || errno === 1927;
}

/** Kills the server, which comes back, or a line on which its log is read. */
async function disturb(lab: MysqlChaosLab, what: 'server' | 'line'): Promise<void> {
  try {
    const client = await lab.client();
    if (what === 'server') {
      const [[row]] = (await client.query('SELECT @@pid_file AS file')) as unknown as [[{ file: string }]];
      await lab.kill(row.file);
    } else {
      const [rows] = await client.query(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND = 'Binlog Dump'",
      );
      for (const { ID } of rows as { ID: number }[]) await client.query(`KILL ${ID}`);
    }
    client.destroy();
  } catch {
    // It is still recovering from the last time, or the line has just ended.
  }
}
