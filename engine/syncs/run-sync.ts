import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sync } from '../api/documents.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type { Batch, ConnectorHost, LoadOutcome, RejectedRecord } from '../connectors/contract.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import type { DuckdbSession } from '../movement/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../movement/sql.ts';
import { transfer } from '../movement/transfer.ts';
import type { Repositories, Snapshot, Store } from '../store/store.ts';
import { stableText } from '../types/digest.ts';
import {
  compare,
  type Diff,
  digestName,
  type RecordShape,
  removeUnidentified,
  selectRecords,
  stageRecords,
  withoutKeys,
  writeSnapshot,
} from './diff.ts';
import type { SyncBlueprint } from './plan-sync.ts';

export interface SyncRun {
  readonly sync: Sync;
  readonly blueprint: SyncBlueprint;
  readonly source: UsedConnection;
  readonly target: UsedConnection;
  readonly host: ConnectorHost;
  readonly store: Store;
  /** Forget the snapshot and send every record. */
  readonly resync: boolean;
}

/** Sends a model's new and changed records to the target, and remembers what the target acknowledged. */
export async function runSync(run: SyncRun, context: ExecutionContext): Promise<void> {
  const { blueprint } = run;
  const reporter = context.object(blueprint.model.id, { table: blueprint.table.id });
  const snapshots = new SnapshotFiles(run);
  await reporter.step('recover', () => snapshots.recover(context));
  await reporter.step('define', () => defineTarget(run, context));
  await run.host.withSession(async (session) => {
    const shape = recordShape(run);
    const digest = digestName(shape, [run.target.id, blueprint.table.id, run.sync.mode]);
    const read = await reporter.step('extract', () => extractRecords(run, session, shape, reporter, context));
    const unidentified = await reporter.step('identify', () => removeUnidentified(session, shape.key));
    const known = await snapshots.comparable(digest);
    const diff = await reporter.step('diff', () => compare(session, known));
    reporter.progress({ rejected: unidentified.count });
    if (known !== undefined && diff.added + diff.changed + diff.gone === 0 && !run.sync.sync_all_records) {
      reporter.progress({ unchanged: read - unidentified.count });
      return;
    }
    const work = chooseWork(run, diff, known !== undefined);
    const pending = await reporter.step('stage', () => snapshots.stage(session, digest, context));
    const outcome = work
      ? await loadRecords(run, session, shape, work, pending.batch, reporter, context)
      : { inserted: 0, updated: 0, deleted: 0, rejected: [] };
    const refused = outcome.rejected.length;
    const written = outcome.inserted + outcome.updated + outcome.deleted + refused;
    reporter.progress({
      inserted: outcome.inserted,
      updated: outcome.updated,
      deleted: outcome.deleted,
      rejected: refused,
      unchanged: Math.max(0, read - unidentified.count - written),
    });
    await reporter.step('acknowledge', () =>
      snapshots.acknowledge(session, pending, [...outcome.rejected], unidentified.records, context),
    );
  });
  reporter.done();
}

/** Which records are sent. */
interface Work {
  readonly from: 'records' | 'changes';
  readonly where: string;
}

/** What the mode makes of the diff; undefined where there is nothing to send. */
function chooseWork(run: SyncRun, diff: Diff, hasSnapshot: boolean): Work | undefined {
  const { sync } = run;
  if (sync.skip_initial_backfill && !hasSnapshot) return undefined;
  if (sync.mode === 'replace')
    return diff.added + diff.changed + diff.gone > 0 || !hasSnapshot
      ? { from: 'records', where: 'true' }
      : undefined;
  if (sync.sync_all_records && sync.mode !== 'append' && sync.mode !== 'create')
    return { from: 'records', where: 'true' };
  if (sync.mode === 'create') return diff.added > 0 ? { from: 'changes', where: '_syncform_new' } : undefined;
  return diff.added + diff.changed > 0 ? { from: 'changes', where: 'true' } : undefined;
}

/** The records as the target will get them, over the names of the model's fields. */
function recordShape({ sync, blueprint }: SyncRun): RecordShape {
  const { model, mapping } = blueprint;
  const identity = sync.mode === 'append' ? model.input.identifier : undefined;
  const identifying = mapping.find((m) => 'field' in m.from && m.from.field.name === identity);
  return {
    columns: mapping.map(({ column, from }) => ({
      name: column.name,
      type: column.type,
      sql: 'field' in from ? quoteIdentifier(from.field.name) : quoteLiteral(from.constant),
    })),
    key: blueprint.key.length > 0 ? blueprint.key : identifying ? [identifying.column.name] : [],
    tracked: model.input.tracking_columns?.map((name) => quoteIdentifier(name)),
  };
}

async function defineTarget(run: SyncRun, context: ExecutionContext): Promise<void> {
  const { change, table } = run.blueprint;
  if (change.action === 'none') return;
  for (const statement of change.statements) context.log('info', statement);
  if (change.action === 'create')
    await context.checkpoint('created-table', (repositories) =>
      repositories.targetTables.add({ sync_id: run.sync.id, connection_id: run.target.id, table: table.id }),
    );
  await run.target.facet('define').apply(change, context.signal);
}

async function extractRecords(
  run: SyncRun,
  session: DuckdbSession,
  shape: RecordShape,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<number> {
  const { model, mapping } = run.blueprint;
  const needed = new Set([
    ...mapping.flatMap((m) => ('field' in m.from ? [m.from.field.name] : [])),
    ...(model.input.tracking_columns ?? []),
  ]);
  const fields = model.fields.filter((f) => needed.has(f.name));
  const extraction = await run.source
    .facet('query')
    .extract(model.input.configuration, fields, context.signal);
  const { rows, path } = await transfer(extraction, ['relation'], {
    session,
    signal: context.signal,
    log: (message) => context.log('info', message),
  });
  reporter.path(path);
  if (rows.format !== 'relation') throw new TypeError(`asked for a relation, got ${rows.format}`);
  const select = await rows.attach(session, context.signal);
  const columns = extraction.columns.map((c) => quoteIdentifier(c.name)).join(', ');
  const read = await stageRecords(session, `SELECT * FROM (${select}) AS model(${columns})`, shape);
  reporter.progress({ read });
  return read;
}

async function loadRecords(
  run: SyncRun,
  session: DuckdbSession,
  shape: RecordShape,
  work: Work,
  batch: Batch,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<LoadOutcome> {
  const { blueprint } = run;
  const loader = run.target.facet('load');
  const { signal } = context;
  const columns = shape.columns.map(({ name, type }) => ({ name, type }));
  const select = selectRecords(shape, work.from, work.where);
  const { rows, path } = await transfer(
    { columns, offers: [{ format: 'relation', attach: async () => select }] },
    loader.takes,
    { session, signal, log: (message) => context.log('info', message) },
  );
  context.log('info', `load: ${path}`);
  return reporter.step('load', () =>
    loader.load({
      table: blueprint.table,
      operation: blueprint.operation,
      columns,
      key: blueprint.key,
      rows,
      batch,
      session,
      signal,
      onProgress: ({ bytes = 0 }) => reporter.progress({ bytes }),
    }),
  );
}

/** A snapshot that is written but not acknowledged yet. */
interface PendingSnapshot {
  readonly batch: Batch;
  /** Relative to the data directory. */
  readonly path: string;
  readonly rows: number;
  readonly digest: string;
}

/**
 * The snapshot files of a sync. A snapshot is written and noted as pending before its batch is loaded, so that after a
 * crash the target's word on the batch decides which of the two snapshots holds.
 */
class SnapshotFiles {
  readonly #run: SyncRun;
  readonly #object: string;

  constructor(run: SyncRun) {
    this.#run = run;
    this.#object = run.blueprint.model.id;
  }

  /** Settles what a killed execution left pending, by what the target has committed. */
  async recover(context: ExecutionContext): Promise<void> {
    const { store, sync, target, blueprint } = this.#run;
    const position = await store.positions.get(sync.id, this.#object);
    const pending = position?.cursor?.pending as unknown as PendingSnapshot | undefined;
    if (!pending) return;
    const outcome =
      blueprint.change.action === 'create'
        ? undefined
        : await target.facet('load').committed(blueprint.table.id, pending.batch, context.signal);
    if (!outcome) {
      context.log(
        'info',
        'the batch of an interrupted execution was not committed by the target; it is made anew',
      );
      await this.#forgetPending(pending, context);
      return;
    }
    context.log(
      'info',
      'the batch of an interrupted execution was committed by the target; going on from there',
    );
    await this.#run.host.withSession((session) =>
      this.acknowledge(session, pending, [...outcome.rejected], [], context),
    );
  }

  /** The acknowledged snapshot's file, where its hashes are made like this run's and the target still has the table. */
  async comparable(digest: string): Promise<string | undefined> {
    const { store, sync, resync, blueprint } = this.#run;
    if (resync || blueprint.change.action === 'create') return undefined;
    const snapshot = await store.snapshots.get(sync.id);
    return snapshot?.digest === digest ? join(store.dataDir, snapshot.path) : undefined;
  }

  /** Writes the snapshot that holds once the batch is committed, and notes it as pending. */
  async stage(session: DuckdbSession, digest: string, context: ExecutionContext): Promise<PendingSnapshot> {
    const { store, sync } = this.#run;
    const id = store.random.uuid();
    const path = join('snapshots', sync.id, `${id}.parquet`);
    await mkdir(join(store.dataDir, 'snapshots', sync.id), { recursive: true });
    const rows = await writeSnapshot(session, join(store.dataDir, path));
    const pending: PendingSnapshot = {
      batch: { scope: `${sync.id}/${this.#object}`, id },
      path,
      rows,
      digest,
    };
    await context.checkpoint('pending-snapshot', (repositories) =>
      repositories.positions.set({
        sync_id: sync.id,
        object: this.#object,
        cursor: { pending: { ...pending, batch: { ...pending.batch } } },
        fingerprint: null,
        batch_id: id,
        definition_version: this.#run.blueprint.plan.definition_version,
      }),
    );
    return pending;
  }

  /** Makes the pending snapshot the acknowledged one, without the records that the target refused. */
  async acknowledge(
    session: DuckdbSession,
    pending: PendingSnapshot,
    refused: readonly RejectedRecord[],
    unidentified: readonly RejectedRecord[],
    context: ExecutionContext,
  ): Promise<void> {
    const { store, sync } = this.#run;
    let { path, rows } = pending;
    if (refused.length > 0) {
      path = pending.path.replace(/\.parquet$/, '.acknowledged.parquet');
      const keys = refused.map((r) => identityText(Object.values(r.key)));
      rows = await withoutKeys(session, join(store.dataDir, pending.path), join(store.dataDir, path), keys);
      if (rows > pending.rows - refused.length)
        context.log(
          'warn',
          'some refused records could not be matched by identity; they are retried once they change',
        );
    }
    const before = await store.snapshots.get(sync.id);
    await context.checkpoint('snapshot', async (repositories) => {
      await repositories.snapshots.set({
        sync_id: sync.id,
        path,
        rows,
        digest: pending.digest,
        definition_version: this.#run.blueprint.plan.definition_version,
        batch_id: pending.batch.id,
      });
      await repositories.positions.clear(sync.id, this.#object);
      await rememberRejected(repositories, sync.id, this.#object, [...refused, ...unidentified]);
    });
    await this.#removeFiles([before, path === pending.path ? null : { path: pending.path }], path);
  }

  async #forgetPending(pending: PendingSnapshot, context: ExecutionContext): Promise<void> {
    await context.checkpoint('forget-pending', (repositories) =>
      repositories.positions.clear(this.#run.sync.id, this.#object),
    );
    await this.#removeFiles([{ path: pending.path }], '');
  }

  async #removeFiles(files: readonly (Pick<Snapshot, 'path'> | null)[], keep: string): Promise<void> {
    for (const file of files)
      if (file && file.path !== keep) await rm(join(this.#run.store.dataDir, file.path), { force: true });
  }
}

/** Keeps the rejected records, with how often each was refused; those of earlier runs that went through are forgotten. */
async function rememberRejected(
  { rejections }: Repositories,
  syncId: string,
  object: string,
  rejected: readonly RejectedRecord[],
): Promise<void> {
  const still = new Set(rejected.map((r) => stableText(r.key)));
  const before = await rejections.list({ sync_id: syncId, object });
  const resolved = before.filter((r) => !still.has(stableText(r.key)));
  if (resolved.length > 0)
    await rejections.resolve(
      syncId,
      object,
      resolved.map((r) => r.key),
    );
  if (rejected.length > 0) await rejections.add(syncId, object, rejected);
}

/** The identity's text as diff.ts makes it. */
function identityText(values: readonly (string | null)[]): string {
  if (values.length === 1) return values[0] ?? '';
  return values.map((v) => `${[...(v ?? '')].length}:${v ?? ''}`).join('');
}
