import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDuckdbSession } from '../../movement/duckdb-hub.ts';
import { beginWithCommits, committedOutcome, recordCommit } from './commits.ts';

const nothing = { inserted: 0, updated: 0, deleted: 0, rejected: [] };
const table = { schema: 'main', table: 't' };

test('what a scope committed over a month ago is forgotten with its next batch, and nothing else', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'commits-'));
  await withDuckdbSession({ tempDir: join(dir, 'tmp') }, async (session) => {
    const catalog = await session.attach(join(dir, 'x.duckdb'), 'write', new AbortController().signal);
    const batch = (scope: string, id: string) => ({ scope, id });
    const record = async (scope: string, id: string) => {
      await beginWithCommits(session, catalog);
      for (const statement of recordCommit(catalog, table, batch(scope, id), nothing))
        await session.run(statement);
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
      (await committedOutcome(session, catalog, table, batch(scope, id))) !== undefined;
    expect([await knows('a', 'old'), await knows('a', 'recent'), await knows('a', 'new')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await knows('b', 'old')).toBe(true);
  });
  await rm(dir, { recursive: true });
});
