import type { Sync } from '../api/documents.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type { Batch, ConnectorHost, LoadOutcome } from '../connectors/contract.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import type { DuckdbSession } from '../movement/duckdb-session.ts';
import { transfer } from '../movement/transfer.ts';
import type { Store } from '../store/store.ts';
import {
  compare,
  type Diff,
  digestName,
  type RecordShape,
  removeUnidentified,
  selectRecords,
} from './diff.ts';
import { extractRecords, recordShape } from './extract-records.ts';
import type { SyncBlueprint } from './plan-sync.ts';
import { runWrites } from './run-writes.ts';
import { SnapshotFiles } from './snapshot-files.ts';

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
export function runSync(run: SyncRun, context: ExecutionContext): Promise<void> {
  return run.blueprint.delivery === 'write' ? runWrites(run, context) : runLoad(run, context);
}

/** Into a table: the records and the batch's id in one transaction. */
async function runLoad(run: SyncRun, context: ExecutionContext): Promise<void> {
  const { blueprint } = run;
  const reporter = context.object(blueprint.model.input.name, { table: blueprint.table.id });
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
