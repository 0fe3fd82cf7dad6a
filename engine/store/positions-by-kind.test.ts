import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { systemClock } from '../kit/clock.ts';
import { migrations } from './migrations.ts';
import { PositionRepository } from './positions.ts';
import { openDatabase } from './sqlite.ts';
import type { Cursor } from './store.ts';
import type { Tables } from './tables.ts';

const LATER = '0006_positions_by_kind';

/** A store as it was before positions had kinds, with its positions and one that is kept for a deleted sync. */
async function storeBefore(db: Kysely<Tables>, positions: Readonly<Record<string, object>>): Promise<void> {
  for (const [name, { up }] of Object.entries(migrations)) {
    if (name === LATER) break;
    await up(db);
  }
  const rows = Object.entries(positions).map(
    ([object, { cursor = null, fingerprint = null }]: [string, Before]) => ({
      sync_id: 's',
      object,
      cursor: cursor === null ? null : JSON.stringify(cursor),
      fingerprint,
      updated_at: '2026-01-01T00:00:00Z',
    }),
  );
  const tables = db as unknown as Kysely<{ positions: (typeof rows)[number] }>;
  await tables.insertInto('positions').values(rows).execute();
  const kept = rows.map((row) => ({ ...row, cursor: row.cursor && JSON.parse(row.cursor) }));
  await db
    .insertInto('meta')
    .values({ name: 'progress:abc', value: JSON.stringify({ id: 's', positions: kept, tables: [] }) })
    .execute();
  await db.insertInto('meta').values({ name: 'progress:taken', value: '' }).execute();
}

interface Before {
  readonly cursor?: object | null;
  readonly fingerprint?: string | null;
}

test('positions of before are carried over, each as what it is', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'positions-'));
  const { db } = await openDatabase(join(folder.path, 'store.db'), 'write');
  const state = { connection_id: 'c', position: '0/16', pending: null, transactions: 1, reserved: 1 };
  await storeBefore(db, {
    nothing: {},
    version: { fingerprint: 'f1' },
    tracked: { cursor: { tracking_field: 'at', value: '2026-01-01 00:00:00.000001+00' } },
    both: { cursor: { tracking_field: 'n', value: '9007199254740993' }, fingerprint: 'f2' },
    followed: { cursor: { changes: { handover: '0/1', position: '0/2' } } },
    '': { cursor: state },
    staged: { cursor: { pending: { path: 'a.parquet', rows: 3 } } },
    sent: { cursor: { writes: { path: 'b', sent: 7 } } },
  });
  await migrations[LATER]?.up(db);
  const expected: Readonly<Record<string, Cursor | null>> = {
    nothing: null,
    version: { kind: 'read', position: { kind: 'version', fingerprint: 'f1' } },
    tracked: {
      kind: 'read',
      position: { kind: 'tracked', field: 'at', value: '2026-01-01 00:00:00.000001+00' },
    },
    both: {
      kind: 'read',
      position: { kind: 'tracked', field: 'n', value: '9007199254740993', fingerprint: 'f2' },
    },
    followed: { kind: 'followed', handover: '0/1', position: '0/2' },
    '': { kind: 'stream', state },
    staged: { kind: 'pending', ledger: { path: 'a.parquet', rows: 3 } },
    sent: { kind: 'writes', batch: { path: 'b', sent: 7 } },
  };
  const positions = await new PositionRepository(db, systemClock).list('s');
  expect(Object.fromEntries(positions.map(({ object, cursor }) => [object, cursor]))).toEqual(expected);
  const meta = await db.selectFrom('meta').selectAll().where('name', '=', 'progress:abc').executeTakeFirst();
  const kept = JSON.parse(meta?.value ?? '') as { positions: { object: string; cursor: Cursor }[] };
  expect(Object.fromEntries(kept.positions.map(({ object, cursor }) => [object, cursor]))).toEqual(expected);
  expect(kept.positions.every((position) => !('fingerprint' in position))).toBe(true);
  await db.destroy();
});

test('a position that is damaged is refused rather than taken for none', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'positions-'));
  const { db } = await openDatabase(join(folder.path, 'store.db'), 'write');
  for (const { up } of Object.values(migrations)) await up(db);
  const row = { sync_id: 's', object: 'public.users', updated_at: '2026-01-01T00:00:00Z' };
  const rest = { batch_id: null, definition_version: null, source_place: null, target_place: null };
  await db
    .insertInto('positions')
    .values({ ...row, ...rest, target_table: null, cursor: '{"kind":"raed"}' })
    .execute();
  await expect(new PositionRepository(db, systemClock).get('s', 'public.users')).rejects.toMatchObject({
    message: expect.stringContaining('public.users'),
    hint: expect.stringContaining('--resync'),
  });
  await db.destroy();
});
