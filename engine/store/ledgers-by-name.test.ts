import { existsSync, mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { systemClock } from '../kit/clock.ts';
import { LedgerRepository } from './ledgers.ts';
import { migrations } from './migrations.ts';
import { openStore } from './open-store.ts';
import { PositionRepository } from './positions.ts';
import { openDatabase } from './sqlite.ts';

const LATER = '0007_ledgers';
const updated_at = '2026-01-01T00:00:00Z';

interface Before {
  snapshots: { sync_id: string; path: string; rows: number; digest: string; updated_at: string };
  positions: { sync_id: string; object: string; cursor: string; updated_at: string };
  meta: { name: string; value: string };
}

test('what a store called snapshots are its ledgers, and every file is found', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'ledgers-'));
  const { db } = await openDatabase(join(folder.path, 'store.db'), 'write');
  for (const [name, { up }] of Object.entries(migrations)) if (name !== LATER) await up(db);
  const before = db as unknown as Kysely<Before>;
  const snapshot = { sync_id: 's', path: 'snapshots/s/a.parquet', rows: 3, digest: 'd', updated_at };
  await before.insertInto('snapshots').values(snapshot).execute();
  const pending = { kind: 'pending', ledger: { path: 'snapshots/s/b.parquet', rows: 4 } };
  const batch = { changes: 'snapshots/s/c.changes', snapshot: 'snapshots/s/c.parquet', known: null, sent: 7 };
  const writes = { kind: 'writes', batch };
  const read = { kind: 'read', position: { kind: 'version', fingerprint: 'snapshots/1' } };
  const rows = Object.entries({ pending, writes, read }).map(([object, cursor]) => ({
    sync_id: 's',
    object,
    cursor: JSON.stringify(cursor),
    updated_at,
  }));
  await before.insertInto('positions').values(rows).execute();
  const kept = { id: 's', snapshot, positions: [{ object: 'pending', cursor: pending }], tables: [] };
  await before
    .insertInto('meta')
    .values({ name: 'progress:abc', value: JSON.stringify(kept) })
    .execute();
  await migrations[LATER]?.up(db);

  expect(await new LedgerRepository(db, systemClock).get('s')).toMatchObject({
    path: 'ledgers/s/a.parquet',
    rows: 3,
  });
  const positions = await new PositionRepository(db, systemClock).list('s');
  expect(Object.fromEntries(positions.map(({ object, cursor }) => [object, cursor]))).toEqual({
    pending: { kind: 'pending', ledger: { path: 'ledgers/s/b.parquet', rows: 4 } },
    writes: {
      kind: 'writes',
      batch: { changes: 'ledgers/s/c.changes', ledger: 'ledgers/s/c.parquet', known: null, sent: 7 },
    },
    read,
  });
  const meta = await db
    .selectFrom('meta')
    .select('value')
    .where('name', '=', 'progress:abc')
    .executeTakeFirst();
  expect(JSON.parse(meta?.value ?? '')).toEqual({
    id: 's',
    tables: [],
    ledger: { ...snapshot, path: 'ledgers/s/a.parquet' },
    positions: [
      { object: 'pending', cursor: { kind: 'pending', ledger: { path: 'ledgers/s/b.parquet', rows: 4 } } },
    ],
  });
  await db.destroy();
});

test('the folder of the files takes the new name', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'ledgers-'));
  mkdirSync(join(folder.path, 'snapshots', 's'), { recursive: true });
  writeFileSync(join(folder.path, 'snapshots', 's', 'a.parquet'), 'rows');
  const key = Buffer.alloc(32, 7).toString('base64');
  await using _store = await openStore({ dataDir: folder.path, key });
  expect(existsSync(join(folder.path, 'ledgers', 's', 'a.parquet'))).toBe(true);
  expect(existsSync(join(folder.path, 'snapshots'))).toBe(false);
});
