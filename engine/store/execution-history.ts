import { type Kysely, type Selectable, sql } from 'kysely';
import type { Execution, ExecutionCounts, ExecutionObject, ExecutionStatus } from '../api/documents.ts';
import type { Clock } from '../kit/clock.ts';
import { SyncformError } from '../kit/errors.ts';
import type { ExecutionHistory, LogLine } from './executions.ts';
import { isHeld } from './leases.ts';
import type { ExecutionObjectRow, ExecutionRow, Tables } from './tables.ts';

export const activeStatuses = ['created', 'running', 'canceling'] as const satisfies ExecutionStatus[];
const active: readonly string[] = activeStatuses;

/** Whether an execution has not come to an end. */
export function isActive(status: ExecutionStatus): boolean {
  return active.includes(status);
}

export const noCounts: ExecutionCounts = {
  read: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  rejected: 0,
  bytes: 0,
};

export class ExecutionHistoryRepository implements ExecutionHistory {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  constructor(db: Kysely<Tables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async get(id: string): Promise<Execution | null> {
    const rows = await this.#db.selectFrom('executions').selectAll().where('id', '=', id).execute();
    return (await this.#complete(rows))[0] ?? null;
  }

  async list(
    filter: { readonly sync_id?: string; readonly active?: boolean; readonly limit?: number } = {},
  ): Promise<readonly Execution[]> {
    let query = this.#db.selectFrom('executions').selectAll().orderBy('seq', 'desc');
    if (filter.sync_id !== undefined) query = query.where('sync_id', '=', filter.sync_id);
    if (filter.active !== undefined) {
      query = query.where('status', filter.active ? 'in' : 'not in', activeStatuses);
    }
    const executions = await this.#complete(await query.limit(filter.limit ?? 100).execute());
    return filter.active ? executions.filter((execution) => isActive(execution.status)) : executions;
  }

  async last(syncId: string): Promise<Execution | null> {
    return (await this.list({ sync_id: syncId, limit: 1 }))[0] ?? null;
  }

  async log(id: string, after = 0): Promise<readonly LogLine[]> {
    return this.#db
      .selectFrom('execution_log')
      .selectAll()
      .where('execution_id', '=', id)
      .where('seq', '>', after)
      .orderBy('seq')
      .execute();
  }

  async requestCancel(id: string): Promise<void> {
    const { numUpdatedRows } = await this.#db
      .updateTable('executions')
      .set({ status: 'canceling' })
      .where('id', '=', id)
      .where('status', 'in', activeStatuses)
      .executeTakeFirst();
    if (numUpdatedRows > 0n || (await this.get(id))) return;
    throw new SyncformError('not_found', `there is no execution ${id}`, {
      hint: 'List them with: syncform executions.',
    });
  }

  /** Adds the objects, the sums and, for executions whose process died, the status that nobody could write down. */
  async #complete(found: readonly Selectable<ExecutionRow>[]): Promise<readonly Execution[]> {
    if (found.length === 0) return [];
    const { rows, abandoned } = await this.#settle(found);
    const objects = await this.#db
      .selectFrom('execution_objects')
      .selectAll()
      // One bound value, however many executions there are.
      .where(
        'execution_id',
        'in',
        sql<string>`(select value from json_each(${JSON.stringify(rows.map((row) => row.id))}))`,
      )
      .orderBy('place')
      .execute();
    const byExecution = Map.groupBy(objects, (object) => object.execution_id);
    return rows.map((row) => executionOf(row, byExecution.get(row.id) ?? [], abandoned.has(row.id)));
  }

  /** Which of the executions their process has abandoned. */
  async #settle(rows: readonly Selectable<ExecutionRow>[]): Promise<{
    readonly rows: readonly Selectable<ExecutionRow>[];
    readonly abandoned: ReadonlySet<string>;
  }> {
    const unheld = await this.#unheld(rows.filter((row) => isActive(row.status)).map((row) => row.id));
    if (unheld.length === 0) return { rows, abandoned: new Set() };
    // One may have come to its end, and let its lease go, since its row was read.
    const again = await this.#db.selectFrom('executions').selectAll().where('id', 'in', unheld).execute();
    const newer = new Map(again.map((row) => [row.id, row]));
    return {
      rows: rows.map((row) => newer.get(row.id) ?? row),
      abandoned: new Set(again.filter((row) => isActive(row.status)).map((row) => row.id)),
    };
  }

  /** Those of the executions whose lease nobody alive holds. */
  async #unheld(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const leases = await this.#db.selectFrom('leases').selectAll().where('execution_id', 'in', ids).execute();
    const held = new Set(
      leases.filter((lease) => isHeld(lease, this.#clock.now())).map((lease) => lease.execution_id),
    );
    return ids.filter((id) => !held.has(id));
  }
}

function executionOf(
  row: Selectable<ExecutionRow>,
  objects: readonly ExecutionObjectRow[],
  abandoned: boolean,
): Execution {
  const { seq: _seq, id, type, sync_id, name, status, created_at, started_at, completed_at, error } = row;
  const parts = objects.map((object) => executionObjectOf(object, abandoned));
  return {
    id,
    type,
    sync_id,
    name,
    status: abandoned ? 'interrupted' : status,
    created_at,
    started_at,
    completed_at,
    counts: sumOf(parts.map((part) => part.counts)),
    objects: parts,
    error: abandoned ? interruption.execution : error,
  };
}

/** What is said of an execution whose process died, and of the objects that it was at. */
export const interruption = {
  execution: 'Its process ended before it did. Run it again: it goes on from what was committed.',
  object: 'Its process ended.',
};

function executionObjectOf(row: ExecutionObjectRow, abandoned: boolean): ExecutionObject {
  const { read, inserted, updated, deleted, unchanged, rejected, bytes } = row;
  const broken = abandoned && row.status === 'running';
  return {
    id: row.id,
    table: row.table,
    status: broken ? 'failed' : abandoned && row.status === 'waiting' ? 'skipped' : row.status,
    step: row.step,
    counts: { read, inserted, updated, deleted, unchanged, rejected, bytes },
    estimated_rows: row.estimated_rows,
    path: row.path,
    error: broken ? interruption.object : row.error,
    started_at: row.started_at,
    completed_at: row.completed_at,
  };
}

/** Counts added up. */
export function sumOf(all: readonly ExecutionCounts[]): ExecutionCounts {
  const sum = { ...noCounts };
  for (const counts of all) {
    for (const name of Object.keys(sum) as (keyof ExecutionCounts)[]) sum[name] += counts[name];
  }
  return sum;
}
