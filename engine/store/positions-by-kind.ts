import type { Kysely } from 'kysely';

/** A position as it was kept before: the cursor's keys said what it was, and a fingerprint stood beside it. */
interface Before {
  readonly cursor: string | null;
  readonly fingerprint: string | null;
}

interface Tables {
  positions: Before & { readonly sync_id: string; readonly object: string };
  meta: { readonly name: string; readonly value: string };
}

/**
 * Positions say by a kind what they are, and a source's own is kept as it is. Every position is carried over, those also that
 * are kept for a sync which was deleted and may come back.
 */
export async function positionsByKind(db: Kysely<unknown>): Promise<void> {
  const tables = db as Kysely<Tables>;
  for (const { sync_id, object, cursor, fingerprint } of await tables
    .selectFrom('positions')
    .selectAll()
    .execute())
    await tables
      .updateTable('positions')
      .set({ cursor: text(withKind(parsed(cursor), fingerprint)) })
      .where('sync_id', '=', sync_id)
      .where('object', '=', object)
      .execute();
  await db.schema.alterTable('positions').dropColumn('fingerprint').execute();
  const kept = tables.selectFrom('meta').selectAll().where('name', 'like', 'progress:%');
  for (const { name, value } of await kept.execute()) {
    if (value === '') continue;
    const progress = parsed(value) as { positions: (Cursor & { fingerprint: string | null })[] };
    const positions = progress.positions.map(({ fingerprint, cursor, ...position }) => ({
      ...position,
      cursor: withKind(cursor, fingerprint),
    }));
    await tables
      .updateTable('meta')
      .set({ value: JSON.stringify({ ...progress, positions }) })
      .where('name', '=', name)
      .execute();
  }
}

interface Cursor {
  readonly cursor: Keys | null;
}

/** What a cursor had, one of them at a time. */
interface Keys {
  readonly tracking_field?: string;
  readonly value?: string;
  readonly changes?: object;
  readonly pending?: object;
  readonly writes?: object;
  readonly connection_id?: string;
}

function withKind(cursor: Keys | null, fingerprint: string | null): object | null {
  if (cursor?.changes) return { kind: 'followed', ...cursor.changes };
  if (cursor?.pending) return { kind: 'pending', ledger: cursor.pending };
  if (cursor?.writes) return { kind: 'writes', batch: cursor.writes };
  if (cursor?.connection_id !== undefined) return { kind: 'stream', state: cursor };
  const known = fingerprint === null ? {} : { fingerprint };
  const { tracking_field: field, value } = cursor ?? {};
  if (field !== undefined && value !== undefined)
    return { kind: 'read', position: { kind: 'tracked', field, value, ...known } };
  return fingerprint === null ? null : { kind: 'read', position: { kind: 'version', ...known } };
}

function parsed(json: string | null): Keys | null {
  return json === null ? null : JSON.parse(json);
}

function text(cursor: object | null): string | null {
  return cursor === null ? null : JSON.stringify(cursor);
}
