import type { BulkSync } from '../api/documents.ts';
import { SyncformError } from '../api/errors.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type { Batch, ConnectorHost, LoadOperation, LoadOutcome } from '../connectors/contract.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import { Semaphore } from '../movement/mutex.ts';
import { transfer } from '../movement/transfer.ts';
import type { Position, Store } from '../store/store.ts';
import { stableDigest } from '../types/digest.ts';
import type { JsonObject } from '../types/json.ts';
import type { BulkSyncBlueprint, ObjectBlueprint } from './plan-bulk-sync.ts';

/** Objects that are moved at the same time where the definition has no concurrency_limit. */
const DEFAULT_CONCURRENCY = 2;

export interface BulkSyncRun {
  readonly sync: BulkSync;
  readonly blueprint: BulkSyncBlueprint;
  readonly source: UsedConnection;
  readonly destination: UsedConnection;
  readonly host: ConnectorHost;
  readonly store: Store;
  /** Forget positions and read everything. */
  readonly resync: boolean;
  /** Only these objects. */
  readonly only: ReadonlySet<string> | undefined;
}

/** Moves every object of a bulk sync. An object at fault stops alone; the execution then fails once the others have ended. */
export async function runBulkSync(run: BulkSyncRun, context: ExecutionContext): Promise<void> {
  const objects = run.blueprint.objects.filter((o) => !run.only || run.only.has(o.object.id));
  const slots = new Semaphore(run.sync.concurrency_limit ?? DEFAULT_CONCURRENCY);
  await Promise.all(
    objects.map(async (object) => {
      const release = await slots.acquire(context.signal);
      const reporter = context.object(object.object.id, {
        table: object.table.id,
        estimatedRows: object.object.estimated_rows ?? null,
      });
      try {
        await moveObject(run, object, reporter, context);
      } catch (error) {
        reporter.fail(error);
      } finally {
        release();
      }
    }),
  );
}

/** What part of an object a run is to read, and what will be known of it once that is committed. */
interface SourceRange {
  readonly operation: LoadOperation;
  readonly after: { readonly field: string; readonly value: string } | undefined;
  readonly cursor: JsonObject | null;
  readonly fingerprint: string | null;
}

async function moveObject(
  run: BulkSyncRun,
  object: ObjectBlueprint,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<void> {
  const { sync } = run;
  const id = object.object.id;
  const fresh = run.resync || object.change.action === 'create';
  const position = fresh ? null : await currentPosition(run, object);
  const range = await reporter.step('discover', () => sourceRange(run, object, position, context.signal));
  if (range === undefined) {
    reporter.skip('the source has not changed since the last run');
    return;
  }
  await reporter.step('define', () => defineTable(run, object, context));
  const batch: Batch = {
    scope: `${sync.id}/${id}`,
    // The same work as an interrupted run's only where the source says that it holds the same: what was committed then
    // is otherwise out of date, and replacing or merging by key may be repeated.
    id: stableDigest([
      sync.id,
      object.version,
      range,
      range.fingerprint === null ? context.id : (position?.batch_id ?? context.id),
    ]),
  };
  const outcome = await load(run, object, range, batch, reporter, context);
  reporter.progress({
    inserted: outcome.inserted,
    updated: outcome.updated,
    deleted: outcome.deleted,
    rejected: outcome.rejected.length,
  });
  await context.checkpoint('position', async (repositories) => {
    await repositories.positions.set({
      sync_id: sync.id,
      object: id,
      cursor: range.cursor,
      fingerprint: range.fingerprint,
      batch_id: batch.id,
      definition_version: object.version,
    });
    if (range.operation === 'replace') await repositories.rejections.clear(sync.id, id);
    if (outcome.rejected.length > 0) await repositories.rejections.add(sync.id, id, outcome.rejected);
  });
  reporter.done();
}

/** The object's position, unless it was reached under another definition. */
async function currentPosition(run: BulkSyncRun, object: ObjectBlueprint): Promise<Position | null> {
  const position = await run.store.positions.get(run.sync.id, object.object.id);
  return position?.definition_version === object.version ? position : null;
}

/** What is to be read; undefined where the source says that nothing changed. */
async function sourceRange(
  run: BulkSyncRun,
  object: ObjectBlueprint,
  position: Position | null,
  signal: AbortSignal,
): Promise<SourceRange | undefined> {
  const read = run.source.facet('read');
  const id = object.object.id;
  const configuration = run.sync.source.configuration ?? {};
  const fingerprint = (await read.fingerprint(id, configuration, signal)) ?? null;
  const unchanged = fingerprint !== null && fingerprint === position?.fingerprint;
  if (unchanged && run.sync.mode === 'replicate' && object.change.action === 'none') return undefined;
  const full = { operation: 'replace', after: undefined, fingerprint } as const;
  if (object.trackingField === undefined || object.table.key.length === 0) return { ...full, cursor: null };
  const last = position?.cursor;
  const since =
    last?.tracking_field === object.trackingField && typeof last.value === 'string' ? last.value : undefined;
  // Asked before reading: rows that arrive meanwhile are read again next time rather than missed.
  const highWater = await read.highWater(id, object.trackingField, configuration, signal, since);
  const cursor = highWater === null ? null : { tracking_field: object.trackingField, value: highWater };
  if (!last || since === undefined) return { ...full, cursor };
  return {
    operation: 'upsert',
    after: { field: object.trackingField, value: since },
    cursor: cursor ?? last,
    fingerprint,
  };
}

async function defineTable(
  run: BulkSyncRun,
  object: ObjectBlueprint,
  context: ExecutionContext,
): Promise<void> {
  if (object.change.action === 'none') return;
  for (const statement of object.change.statements) context.log('info', statement, object.object.id);
  if (object.change.action === 'create')
    await context.checkpoint('created-table', (repositories) =>
      repositories.targetTables.add({
        sync_id: run.sync.id,
        connection_id: run.destination.id,
        table: object.table.id,
      }),
    );
  await run.destination.facet('define').apply(object.change, context.signal);
}

async function load(
  run: BulkSyncRun,
  object: ObjectBlueprint,
  range: SourceRange,
  batch: Batch,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<LoadOutcome> {
  const { signal } = context;
  const loader = run.destination.facet('load');
  const extraction = await reporter.step('extract', () =>
    run.source.facet('read').extract(
      {
        object: object.object.id,
        fields: object.fields.map((f) => f.id),
        configuration: run.sync.source.configuration ?? {},
        ...(range.after ? { after: range.after } : {}),
      },
      signal,
    ),
  );
  checkExtraction(object, extraction.columns);
  return reporter.step('load', () =>
    run.host.withSession(async (session) => {
      const { rows, path } = await transfer(extraction, loader.takes, {
        session,
        signal,
        log: (message) => context.log('info', message, object.object.id),
      });
      reporter.path(path);
      const size = new SizeRead(extraction.bytes, object.object.estimated_rows);
      const outcome = await loader.load({
        table: object.table,
        operation: range.operation,
        columns: object.table.columns.map(({ name, type }) => ({ name, type })),
        key: object.table.key,
        rows,
        batch,
        session,
        signal,
        onProgress: ({ rows: read = 0, bytes = 0 }) =>
          reporter.progress({ read, bytes: bytes + size.after(read) }),
      });
      reporter.progress({ bytes: size.rest() });
      return outcome;
    }),
  );
}

/** How many bytes of a source of known size have been read, estimated from the rows: Node does not see them pass. */
class SizeRead {
  readonly #total: number;
  readonly #perRow: number;
  #told = 0;

  constructor(total = 0, rows = 0) {
    this.#total = total;
    this.#perRow = rows > 0 ? total / rows : 0;
  }

  /** The bytes of so many more rows. */
  after(rows: number): number {
    const bytes = Math.min(Math.round(rows * this.#perRow), this.#total - this.#told);
    this.#told += bytes;
    return bytes;
  }

  /** What is left once everything has been read. */
  rest(): number {
    return this.#total - this.#told;
  }
}

/** The rows must come as they were planned: a source that changed in between is an error, not a guess. */
function checkExtraction(object: ObjectBlueprint, columns: readonly { name: string; type: string }[]): void {
  const planned = object.fields.map((f) => `${f.name} ${f.type}`).join(', ');
  const found = columns.map((c) => `${c.name} ${c.type}`).join(', ');
  if (planned === found) return;
  throw new SyncformError(
    'source_changed',
    `object "${object.object.id}" changed since it was planned: planned (${planned}), found (${found})`,
    { hint: 'Run terraform plan again.' },
  );
}
