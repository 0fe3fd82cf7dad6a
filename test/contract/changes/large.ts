import { setTimeout as sleep } from 'node:timers/promises';
import { never } from '../open-connector.ts';
import type { ChangesFixture } from './fixture.ts';
import { type ChangesUnderTest, EventReader } from './under-test.ts';

const ROWS = 200_000;
const MOST_BYTES = 200 * 1024 * 1024;

/** That what is large passes in little memory. */
export function largeSuite(under: () => ChangesUnderTest, { sharesProcess }: ChangesFixture): void {
  test('a transaction of many rows comes piece by piece, as it is read', async () => {
    const table = await under().filledTable();
    const { stream, followed, from } = await under().begin(table);
    const digits =
      '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
    const number = 'a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d';
    const joined = ['a', 'b', 'c', 'e', 'f', 'g'].map((name) => `${digits} ${name}`).join(' CROSS JOIN ');
    await under().sql(
      `INSERT INTO ${table} SELECT 10 + ${number}, concat('row with some text in it: ', ${number}), 1 FROM ${joined} WHERE ${number} < ${ROWS}`,
    );
    await using following = await under().changes.follow({ stream, objects: [followed], from }, never);
    const before = process.memoryUsage().rss;
    let most = before;
    let rows = 0;
    let portions = 0;
    const reader = new EventReader(following);
    for (let isDone = false; !isDone; ) {
      // A reader that takes its time, so that whoever does not wait for it piles up.
      if (++portions % 50 === 0) await sleep(10);
      const portion = await reader.until(() => true);
      rows += portion.filter(({ type }) => type === 'insert').length;
      isDone = portion.some((event) => event.type === 'commit') && rows > 0;
      most = Math.max(most, process.memoryUsage().rss);
    }
    expect(rows).toBe(ROWS);
    expect(portions).toBeGreaterThan(20);
    expect(most - before).toBeLessThan(sharesProcess ? 2 * MOST_BYTES : MOST_BYTES);
  });
}
