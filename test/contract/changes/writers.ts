import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangesUnderTest } from './under-test.ts';

/** Sessions that write to tables until they are stopped. */
export interface Writers {
  /** Waits until a good many more transactions are through. */
  busy(): Promise<void>;
  stop(): Promise<void>;
}

const WRITERS = 4;
const KEYS = 200;

/**
 * Transactions of several statements over all tables: inserts, updates, deletes, keys that change, some of them rolled back, to a
 * savepoint or whole.
 * Each writer has keys of its own, so that none waits for another.
 */
export async function startWriters(under: ChangesUnderTest, tables: readonly string[]): Promise<Writers> {
  let isStopped = false;
  let transactions = 0;
  const write = async (writer: number) => {
    await using session = await under.fixture.session();
    for (let round = 0; !isStopped; round++) {
      await session.sql('BEGIN');
      for (let i = 0; i < 3; i++) {
        const table = tables[(round + i + writer) % tables.length] as string;
        const id = 1000 * (writer + 1) + ((round * 7 + i) % KEYS);
        await session.sql(statement(table, id, (round + i) % 5, round));
        if (round % 10 === 0) await sleep(1);
        if (i === 1 && round % 4 === 1) await session.sql('SAVEPOINT halfway');
      }
      if (round % 8 === 1) await session.sql('ROLLBACK TO SAVEPOINT halfway');
      await session.sql(round % 9 === 8 ? 'ROLLBACK' : 'COMMIT');
      transactions++;
    }
  };
  const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  return {
    async busy() {
      const enough = transactions + 200;
      while (transactions < enough) await Promise.race([sleep(5), writing]);
    },
    async stop() {
      isStopped = true;
      await writing;
    },
  };
}

function statement(table: string, id: number, kind: number, round: number): string {
  switch (kind) {
    case 0:
      return `DELETE FROM ${table} WHERE id = ${id}`;
    case 1:
      // The place may be taken: then nothing happens.
      return `UPDATE ${table} SET id = ${id + 500} WHERE id = ${id} AND NOT EXISTS (SELECT 1 FROM (SELECT id FROM ${table}) t WHERE t.id = ${id + 500})`;
    case 2:
      return `UPDATE ${table} SET n = ${round}, name = 'writer''s ${round}' WHERE id = ${id}`;
    default:
      return `INSERT INTO ${table} SELECT ${id}, 'row ${round}', ${round} FROM (SELECT 1 AS one) o WHERE NOT EXISTS (SELECT 1 FROM (SELECT id FROM ${table}) t WHERE t.id = ${id})`;
  }
}
