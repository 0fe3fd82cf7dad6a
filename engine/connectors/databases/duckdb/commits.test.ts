import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  beginWithCommits,
  committedOutcome,
  committedOutcomes,
  recordCommits,
} from '../../../families/duckdb/commits.ts';
import { withDuckdbSession } from '../../../movement/duckdb-hub.ts';

const nothing = { inserted: 0, updated: 0, deleted: 0, rejected: [] };
const table = { schema: 'main', table: 't' };

test('what a scope committed over a month ago is forgotten with its next batch, and nothing else', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'commits-'));
  await withDuckdbSession({ tempDir: join(dir, 'tmp') }, async (session) => {
    const catalog = await session.attach(join(dir, 'x.duckdb'), 'write', new AbortController().signal);
    const batch = (scope: string, id: string) => ({ scope, id });
    const record = async (scope: string, id: string) => {
      await beginWithCommits(session, catalog);
      const committing = { table, batch: batch(scope, id), outcome: nothing, isReplaced: false };
      for (const statement of recordCommits(catalog, [committing])) await session.run(statement);
      await session.run('COMMIT');
    };
    const age = (days: number) =>
      session.run(
        `UPDATE ${catalog}.main._syncform_commits SET committed_at = committed_at - INTERVAL ${days} DAY`,
      );
    await record('a', 'old');
    await record('b', 'old');
    await age(20);
    await record('a', 'recent');
    await age(20);
    await record('a', 'new');
    const knows = async (scope: string, id: string) =>
      (await committedOutcome(session, catalog, { table, batch: batch(scope, id) })) !== undefined;
    expect([await knows('a', 'old'), await knows('a', 'recent'), await knows('a', 'new')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await knows('b', 'old')).toBe(true);
  });
  await rm(dir, { recursive: true });
});

test('batches that are recorded together are each told of, and a table that was replaced forgets its earlier ones', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'commits-'));
  await withDuckdbSession({ tempDir: join(dir, 'tmp') }, async (session) => {
    const catalog = await session.attach(join(dir, 'x.duckdb'), 'write', new AbortController().signal);
    const of = (name: string, id: string) => ({
      table: { ...table, table: name },
      batch: { scope: `sync/${name}`, id, forget: [`${id} before`] },
    });
    const record = async (
      ...batches: (ReturnType<typeof of> & { inserted: number; isReplaced: boolean })[]
    ) => {
      await beginWithCommits(session, catalog);
      const held = batches.map(({ inserted, ...batch }) => ({ ...batch, outcome: { ...nothing, inserted } }));
      await session.run([...recordCommits(catalog, held), 'COMMIT'].join('; '));
    };
    await record(
      { ...of('a', '1'), inserted: 1, isReplaced: true },
      { ...of('b', '1 before'), inserted: 2, isReplaced: false },
      { ...of("c'", '1'), inserted: 3, isReplaced: false },
    );
    await record(
      { ...of('a', '2'), inserted: 4, isReplaced: true },
      { ...of('b', '1'), inserted: 5, isReplaced: false },
    );
    const asked = [
      of('b', '1'),
      of('a', '1'),
      of('a', '2'),
      of("c'", '1'),
      of('b', '1 before'),
      of('c', '1'),
    ];
    const outcomes = await committedOutcomes(session, catalog, asked);
    expect(outcomes.map((outcome) => outcome?.inserted)).toEqual([5, undefined, 4, 3, undefined, undefined]);
  });
  await rm(dir, { recursive: true });
});
