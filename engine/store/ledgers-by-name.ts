import type { Kysely } from 'kysely';

interface Tables {
  positions: { readonly sync_id: string; readonly object: string; readonly cursor: string | null };
  ledgers: { readonly sync_id: string; readonly path: string };
  meta: { readonly name: string; readonly value: string };
}

/** What was called a snapshot is a ledger: the table, the folder of the files, and what names one of them. */
export async function ledgersByName(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('snapshots').renameTo('ledgers').execute();
  const tables = db as Kysely<Tables>;
  for (const { sync_id, path } of await tables.selectFrom('ledgers').selectAll().execute())
    await tables
      .updateTable('ledgers')
      .set({ path: inLedgers(path) })
      .where('sync_id', '=', sync_id)
      .execute();
  for (const { sync_id, object, cursor } of await tables.selectFrom('positions').selectAll().execute()) {
    if (cursor === null) continue;
    await tables
      .updateTable('positions')
      .set({ cursor: JSON.stringify(ofLedger(JSON.parse(cursor))) })
      .where('sync_id', '=', sync_id)
      .where('object', '=', object)
      .execute();
  }
  const kept = tables.selectFrom('meta').selectAll().where('name', 'like', 'progress:%');
  for (const { name, value } of await kept.execute()) {
    if (value === '') continue;
    const { snapshot, positions, ...progress } = JSON.parse(value) as Progress;
    const ledger = snapshot && { ...snapshot, path: inLedgers(snapshot.path) };
    const named = positions.map(({ cursor, ...position }) => ({
      ...position,
      cursor: cursor && ofLedger(cursor),
    }));
    await tables
      .updateTable('meta')
      .set({ value: JSON.stringify({ ...progress, positions: named, ledger }) })
      .where('name', '=', name)
      .execute();
  }
}

interface Progress {
  readonly snapshot: { readonly path: string } | null;
  readonly positions: readonly { readonly cursor: Cursor | null }[];
}

interface Cursor {
  readonly kind: string;
  readonly ledger?: { readonly path: string };
  readonly batch?: Readonly<Record<string, unknown>>;
}

function ofLedger({ ledger: pending, batch, ...cursor }: Cursor): object {
  if (pending) return { ...cursor, ledger: { ...pending, path: inLedgers(pending.path) } };
  if (!batch) return cursor;
  const { snapshot: ledger, ...rest } = batch;
  const files = Object.entries({ ...rest, ledger: String(ledger) }).map(([name, value]) => [
    name,
    typeof value === 'string' ? inLedgers(value) : value,
  ]);
  return { ...cursor, batch: Object.fromEntries(files) };
}

/** A file under the folder's name now. */
function inLedgers(path: string): string {
  return path.replace(/^snapshots(?=[/\\])/, 'ledgers');
}
