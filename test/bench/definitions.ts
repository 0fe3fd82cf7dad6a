import type { BulkSyncInput, SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { COLUMN_NAMES } from './data.ts';
import type { Workbench } from './workbench.ts';

/** The name of the one sync in a round's engine. */
export const SYNC = 'bench';

/** Where a bulk sync goes: a connection's type, its configuration, and that of the destination. */
export interface Destination {
  readonly type: string;
  readonly connection: Record<string, string | number | boolean>;
  readonly configuration?: Record<string, string>;
}

/** A bulk sync of tables of Postgres; without columns of its own, as what is written by hand has none. */
export function bulkSync(
  bench: Workbench,
  tables: readonly string[],
  to: Destination,
  more: Partial<BulkSyncInput['schemas'] extends readonly (infer S)[] | undefined ? S : never> = {},
  options: Partial<BulkSyncInput> = {},
) {
  return async (engine: EngineApi): Promise<void> => {
    const source = await engine.connections.create({
      name: 'source',
      type: 'postgresql',
      configuration: bench.connection(),
    });
    const destination = await engine.connections.create({
      name: 'destination',
      type: to.type,
      configuration: to.connection,
    });
    await engine.bulkSyncs.create({
      name: SYNC,
      active: true,
      mode: 'replicate',
      disable_record_timestamps: true,
      schedule: { frequency: 'manual' },
      source: { connection_id: source.id, configuration: {} },
      destination: { connection_id: destination.id, configuration: to.configuration ?? {} },
      schemas: tables.map((table) => ({ ...more, id: `public.${table}` })),
      ...options,
    });
  };
}

/** A model sync of a table in a DuckDB file to a table of Postgres that is there, by id. */
export function modelSync(bench: Workbench, file: string, table: string, into: string) {
  return async (engine: EngineApi): Promise<void> => {
    const source = await engine.connections.create({
      name: 'source',
      type: 'duckdb',
      configuration: { path: file },
    });
    const target = await engine.connections.create({
      name: 'target',
      type: 'postgresql',
      configuration: bench.connection(),
    });
    const model = await engine.models.create({
      name: 'items',
      connection_id: source.id,
      configuration: { table },
      identifier: 'id',
    });
    const from = (field: string) => ({ model_id: model.id, field });
    await engine.syncs.create({
      name: SYNC,
      active: true,
      mode: 'updateOrCreate',
      schedule: { frequency: 'manual' },
      target: { connection_id: target.id, object: `public.${into}`, configuration: {} },
      identity: { source: from('id'), target: 'id', function: 'Equality' },
      fields: COLUMN_NAMES.map((name) => ({ target: name, source: from(name) })),
    } satisfies SyncInput);
  };
}
