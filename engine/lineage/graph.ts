import type { BulkSync, Model, Sync } from '../api/documents.ts';
import type { ConnectionService } from '../connections/connections.ts';
import { placeOf } from '../contract/place.ts';
import type { Store } from '../store/store.ts';

/** A table at a place, whichever connection leads there. */
export interface PlacedTable {
  /** The connector's id and the place, as text; the connection's id where its place is not known. */
  readonly place: string;
  readonly table: string;
}

/** A sync or bulk sync, with what it reads and fills. */
export interface Flow {
  readonly type: 'sync' | 'bulk_sync';
  readonly id: string;
  readonly name: string;
  /** Of a sync the models whose fields it uses, with the names of those fields. */
  readonly reads: ReadonlyMap<string, ReadonlySet<string>>;
  readonly fills: readonly PlacedTable[];
  /** The records that it has sent and keeps equal; null where that is not known. */
  readonly records: number | null;
}

/** Everything that the store defines, as far as data flows through it. */
export interface Graph {
  readonly models: readonly (Model & { readonly place: string })[];
  readonly bulkSyncs: readonly (BulkSync & { readonly place: string })[];
  readonly flows: readonly Flow[];
  placeOf(connectionId: string): string;
}

/** Reads the store's definitions. Asks no source and no target. */
export async function loadGraph(store: Store, connections: ConnectionService): Promise<Graph> {
  const places = new Map<string, string>();
  for (const { id, type } of await store.connections.list()) {
    const resolved = await connections.resolve(id).catch(() => undefined);
    places.set(id, resolved ? `${type} ${placeOf(resolved)}` : id);
  }
  const at = (connectionId: string) => places.get(connectionId) ?? connectionId;
  const made = async (id: string): Promise<PlacedTable[]> =>
    (await store.targetTables.list(id)).map((t) => ({ place: at(t.connection_id), table: t.table }));
  const models = await store.models.list();
  const bulkSyncs = await store.bulkSyncs.list();
  const ledgers = new Map((await store.ledgers.list()).map((ledger) => [ledger.sync_id, ledger]));
  const flows: Flow[] = [];
  for (const sync of await store.syncs.list()) {
    const ledger = ledgers.get(sync.id);
    const place = at(sync.target.connection_id);
    const named = [sync.target.object, ledger?.target_table].filter((table) => table != null);
    flows.push({
      type: 'sync',
      id: sync.id,
      name: sync.name,
      reads: fieldsOf(sync),
      fills: [...(await made(sync.id)), ...named.map((table) => ({ place, table }))],
      records: ledger?.rows ?? null,
    });
  }
  for (const bulk of bulkSyncs) {
    const place = at(bulk.destination.connection_id);
    const positions = await store.positions.list(bulk.id);
    const loaded = positions.flatMap(({ target_table }) => target_table ?? []);
    flows.push({
      type: 'bulk_sync',
      id: bulk.id,
      name: bulk.name,
      reads: new Map(),
      fills: [...(await made(bulk.id)), ...loaded.map((table) => ({ place, table }))],
      records: null,
    });
  }
  return {
    models: models.map((model) => ({ ...model, place: at(model.connection_id) })),
    bulkSyncs: bulkSyncs.map((bulk) => ({ ...bulk, place: at(bulk.source.connection_id) })),
    flows,
    placeOf: at,
  };
}

function fieldsOf({ model_ids, fields, identity, filters, overrides }: Sync): Flow['reads'] {
  const used = [...fields, ...(identity ? [identity] : []), ...(filters ?? []), ...(overrides ?? [])];
  const reads = new Map(model_ids.map((id) => [id, new Set<string>()]));
  for (const { source } of used) if (source) reads.get(source.model_id)?.add(source.field);
  return reads;
}
