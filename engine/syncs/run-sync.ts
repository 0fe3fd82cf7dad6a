import type {
  Batch,
  Column,
  LoadColumn,
  LoadOperation,
  LoadOutcome,
  RejectedRecord,
  RowSource,
  TableChange,
} from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { hasFacets } from '../contract/facet.ts';
import { NUMBER } from '../contract/record-numbers.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import { warnOfEmptied } from '../executions/emptied.ts';
import { type ChangedTable, changeTable, loadWithChange } from '../executions/load-with-change.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import { transfer } from '../movement/transfer.ts';
import { type ComparedRecords, compareRecords } from './compare-records.ts';
import { type DecidedLoad, decideLoad } from './decide.ts';
import { relationOf, situationOf, workOf } from './decided-records.ts';
import type { RecordShape } from './diff.ts';
import { encryptRecords } from './encrypt-records.ts';
import { findInTarget, UNSENT } from './find-in-target.ts';
import { LedgerFiles } from './ledger-files.ts';
import { warnOfMissing } from './missing-records.ts';
import { type KnownHolders, knownHolders, numberedAs } from './number-records.ts';
import { looksInTarget } from './plan-lookup.ts';
import { typeAfter } from './plan-sync.ts';
import { recreatedBefore, recreationOf } from './recreate-target.ts';
import { nameAsSent } from './refused-records.ts';
import { runWrites } from './run-writes.ts';
import { withStanding } from './standing.ts';
import type { SyncRun } from './sync-run.ts';
import { findDistrusted } from './verify-sync.ts';

/** Sends a model's new and changed records to the target, and remembers what the target acknowledged. */
export function runSync(run: SyncRun, context: ExecutionContext): Promise<void> {
  return run.blueprint.delivery === 'write' ? runWrites(run, context) : runLoad(run, context);
}

/** Into a table: the records and the batch's id in one transaction. */
async function runLoad(planned: SyncRun, context: ExecutionContext): Promise<void> {
  const { blueprint, sync } = planned;
  const reporter = context.object(blueprint.model.input.name, { table: blueprint.table.id });
  await reporter.step('recover', () => new LedgerFiles(planned).recover(context));
  const asked = await reporter.step('ask', () => withStanding(planned, context));
  // What is replaced or removed as a whole is so whatever differs.
  const isWhole = asked.sync.mode === 'replace' || asked.sync.mode === 'remove';
  const begun = asked.repair && isWhole ? { ...asked, startsOver: true } : asked;
  const { run, table, change, replacement } = await reporter.step('define', () =>
    defineTarget(begun, context),
  );
  const ledgers = new LedgerFiles(run);
  let batch: Batch | undefined;
  const send = async (session: DuckdbSession) => {
    const compared = await compareRecords(
      run,
      session,
      reporter,
      context,
      await distrustedKeys(run, session, reporter, context),
    );
    const { shape, digest, present, unidentified, diff, known } = compared;
    reporter.progress({ rejected: unidentified.count });
    if (known !== undefined && diff.added + diff.changed + diff.gone === 0 && !sync.sync_all_records) {
      await changeUnloaded(run, change, context);
      reporter.progress({ unchanged: present });
      await ledgers.unchanged(unidentified.records, context);
      return;
    }
    const decided = decideLoad(situationOf(run, compared), diff);
    if (compared.keepsMissing) warnOfMissing(compared, blueprint, context);
    const kept = compared.keepsMissing ? (known ?? compared.before) : undefined;
    const outgoing = await chooseOutgoing(run, session, compared, decided, reporter, context);
    reporter.progress({ rejected: outgoing.rejected.length });
    const pending = await reporter.step('stage', () =>
      ledgers.stage(
        session,
        // What the target has beside the records is not known: the next run compares with nothing.
        compared.keepsMissing && kept === undefined ? `${digest}:more` : digest,
        compared.read,
        context,
        outgoing.except,
        outgoing.records !== undefined,
        kept,
      ),
    );
    const { records, operation } = outgoing;
    const { batch: staged } = pending;
    batch = staged;
    if (!records) await changeUnloaded(run, change, context);
    const load = async () =>
      records
        ? await loadRecords(
            run,
            session,
            shape,
            { records, operation, batch: staged, change, holders: knownHolders(run, compared, records) },
            reporter,
            context,
          )
        : nothing;
    const outcome = await (replacement ? recreatedBefore(run, replacement, context, load) : load());
    const refused = outcome.rejected.length;
    const rows = outcome.inserted + outcome.updated + outcome.deleted + refused;
    // One record may have written several rows, where the table has several of its identity.
    const written = records ? Math.min(rows, await countRows(session, records)) : 0;
    reporter.progress({
      inserted: outcome.inserted,
      updated: outcome.updated,
      deleted: outcome.deleted,
      rejected: refused,
      unchanged: Math.max(0, present - outgoing.rejected.length - written),
    });
    const removed = { read: present, removed: outcome.deleted };
    warnOfEmptied(blueprint.model.input.name, blueprint.table.id, removed, context);
    await reporter.step('acknowledge', async () => {
      const named = records ? await nameAsSent(session, records, shape, outcome.rejected) : [];
      const others = [...outgoing.rejected, ...unidentified.records];
      const by = operation === 'replace' ? 'replaced' : outcome.inserted - outcome.deleted;
      await ledgers.acknowledge(session, pending, named, others, records ? by : 0, context);
    });
  };
  await loadWithChange(
    table,
    change,
    () => batch,
    context,
    () => run.host.withSession(send),
  );
  reporter.done();
}

async function countRows(session: DuckdbSession, relation: string): Promise<number> {
  const [row] = await session.all(`SELECT count(*) FROM ${relation}`);
  return Number(row?.[0]);
}

/** Step `verify` of a repair: the table of the records of which the target does not hold what it acknowledged. */
async function distrustedKeys(
  run: SyncRun,
  session: DuckdbSession,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<string | undefined> {
  if (!run.repair || run.startsOver) return undefined;
  const found = await reporter.step('verify', () => findDistrusted(run, session, context));
  context.log('info', `${found} records are sent again: the target does not hold what it acknowledged`);
  return '_syncform_distrusted';
}

const nothing: LoadOutcome = { inserted: 0, updated: 0, deleted: 0, rejected: [] };

/** What is loaded. */
interface Outgoing {
  /** A relation with the columns of the table `records`; undefined where there is nothing to load. */
  readonly records: string | undefined;
  readonly operation: LoadOperation;
  /** SQL over `records`: what is not loaded and therefore has no place in the ledger. */
  readonly except: string;
  readonly rejected: readonly RejectedRecord[];
}

/** The records to be loaded: found in the target where that matters, and encrypted. */
async function chooseOutgoing(
  run: SyncRun,
  session: DuckdbSession,
  compared: ComparedRecords,
  decided: DecidedLoad | undefined,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<Outgoing> {
  const { cipher, operation: planned } = run.blueprint;
  const { shape, before, read } = compared;
  if (!decided) return { records: undefined, operation: planned, except: 'false', rejected: [] };
  const { operation } = decided;
  const work = workOf(decided.standings);
  let records = relationOf(work);
  let except = 'false';
  let rejected: readonly RejectedRecord[] = [];
  if (canLook(run)) {
    const found = await reporter.step('find', () => findInTarget(run, session, compared, work, context));
    records = found.outgoing;
    rejected = found.rejected;
    except = `_syncform_key IN (SELECT _syncform_key FROM ${UNSENT})`;
  }
  records = numberedAs(records, before, read);
  if (cipher) {
    await session.run(`CREATE OR REPLACE TEMP TABLE _syncform_encrypted AS SELECT * FROM ${records}`);
    await reporter.step('encrypt', () =>
      encryptRecords(session, '_syncform_encrypted', shape, cipher, context.signal),
    );
    records = 'temp.main._syncform_encrypted';
  }
  return { records, operation, except, rejected };
}

/** Whether records are looked for in the target, and can be. */
function canLook({ sync, target }: SyncRun): boolean {
  return looksInTarget(sync) && hasFacets(target.definition, 'query');
}

const UNCHANGED: TableChange = { action: 'none', statements: [], conflicts: [] };

interface DefinedTarget {
  /** The run, to which a table that is recreated is not there yet. */
  readonly run: SyncRun;
  readonly table: ChangedTable;
  readonly change: TableChange | undefined;
  /** What makes the table again before the load, where the load itself cannot. */
  readonly replacement: TableChange | undefined;
}

/** Step `define`: the table that was or is to be changed, and what the load is to change in it. */
async function defineTarget(planned: SyncRun, context: ExecutionContext): Promise<DefinedTarget> {
  const { sync, target, blueprint } = planned;
  const recreation = await recreationOf(planned);
  const change = recreation ?? blueprint.change;
  const table = { syncId: sync.id, target, table: blueprint.table, change, object: undefined };
  if (recreation) context.log('info', `the resync makes ${table.table.id} again`);
  const run = recreation ? { ...planned, blueprint: { ...blueprint, change, targetFields: [] } } : planned;
  if (recreation && !target.can('load').canChangeTable)
    return { run, table: { ...table, change: UNCHANGED }, change: undefined, replacement: recreation };
  return {
    run,
    table,
    change: await changeTable(table, context, { isNeeded: looksByChangedKey(run) }),
    replacement: undefined,
  };
}

/** Whether records are looked for in the table by a column whose type is to be changed before. */
function looksByChangedKey({ sync, blueprint }: SyncRun): boolean {
  const { change, key, targetFields, table } = blueprint;
  return (
    looksInTarget(sync) &&
    table.columns.some((column) => {
      const there = key.includes(column.name) && targetFields.find(({ name }) => name === column.name);
      return there && there.remote_type.toLowerCase() !== typeAfter(change, column).toLowerCase();
    })
  );
}

/** Makes or alters the table as a load would have, where nothing is loaded. */
async function changeUnloaded(
  { target }: SyncRun,
  change: TableChange | undefined,
  context: ExecutionContext,
): Promise<void> {
  if (change) await target.facet('define').apply(change, context.signal);
}

async function loadRecords(
  run: SyncRun,
  session: DuckdbSession,
  shape: RecordShape,
  {
    records,
    operation,
    batch,
    change,
    holders,
  }: {
    readonly records: string;
    readonly operation: LoadOperation;
    readonly batch: Batch;
    readonly change: TableChange | undefined;
    readonly holders: KnownHolders | undefined;
  },
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<LoadOutcome> {
  const { blueprint } = run;
  const loader = run.target.facet('load');
  const { signal } = context;
  const columns = shape.columns.map(({ name, type, only, isStamp }) => ({
    name,
    type,
    ...(only ? { only } : {}),
    ...(isStamp ? { isStamp } : {}),
  }));
  const rowsOf = (brought: readonly Column[], from = records, log: (message: string) => void = () => {}) => {
    const select = `SELECT ${brought.map((c) => hubIdentifier(c.name)).join(', ')} FROM ${from}`;
    const offers: RowSource[] = [{ format: 'relation', attach: async () => select }];
    return transfer({ columns: brought, offers }, run.target.can('load').takes, { session, signal, log });
  };
  const { rows, path } = await rowsOf(columns, records, (message) => context.log('info', message));
  const { rows: numbered } = await rowsOf([...columns, NUMBER]);
  const keys = blueprint.key.map((name) => columns.find((c) => c.name === name) as LoadColumn);
  const held = holders && {
    firstNew: holders.firstNew,
    keys: (await rowsOf(keys, holders.records)).rows,
  };
  context.log('info', `load: ${path}`);
  return reporter.step('load', () =>
    loader.load({
      table: blueprint.table,
      ...(change ? { change } : {}),
      operation,
      columns,
      key: blueprint.key,
      rows,
      numbered,
      ...(held ? { holders: held } : {}),
      isRepeatable: true,
      batch,
      session,
      signal,
      onProgress: ({ bytes = 0 }) => reporter.progress({ bytes }),
    }),
  );
}
