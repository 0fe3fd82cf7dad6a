import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch, RejectedRecord } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { placeOf } from '../contract/place.ts';
import type { ExecutionContext } from '../executions/contract.ts';
import { countedRows, noteRows } from '../executions/row-counts.ts';
import { flushNew } from '../kit/flush.ts';
import { rememberRejected } from '../store/remember-rejected.ts';
import type { RowsAdded } from '../store/store.ts';
import { withRefused, writeLedger } from './diff.ts';
import { ownNumber } from './number-records.ts';
import { numbersOf } from './refused-records.ts';
import { countedTable } from './standing.ts';
import { believesLedger, type SyncRun } from './sync-run.ts';

/** A ledger that is written but not acknowledged yet. */
interface PendingLedger {
  readonly batch: Batch;
  /** Relative to the data directory. */
  readonly path: string;
  readonly rows: number;
  readonly digest: string;
  /** Whether there is anything to be loaded under the batch. */
  readonly isSent: boolean;
  /** How many records were read: see `numberedAs`. Earlier versions did not number them. */
  readonly read?: number;
}

/**
 * The ledger files of a sync. A ledger is written and noted as pending before its batch is loaded, so that after a
 * crash the target's word on the batch decides which of the two ledgers holds.
 */
export class LedgerFiles {
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
    if (position?.cursor?.kind !== 'pending') return;
    const pending = position.cursor.ledger as unknown as PendingLedger;
    const outcome =
      blueprint.change.action === 'create'
        ? undefined
        : await target.facet('load').committed(blueprint.table.id, pending.batch, context.signal);
    if (!outcome) {
      context.log(
        'info',
        'the batch of an interrupted execution was not committed by the target; it is recreated',
      );
      await this.#forgetPending(context);
      return;
    }
    const isNumbered = pending.read !== undefined && outcome.rejected.every((r) => r.number !== undefined);
    if (outcome.rejected.length > 0 && !isNumbered && this.#run.sync.mode !== 'append') {
      // An earlier version's: which records were refused is not known. Sending a batch with keys again does no harm.
      context.log(
        'info',
        'the batch of an interrupted execution was committed by the target, but for some records; it is recreated',
      );
      await this.#forgetPending(context);
      return;
    }
    context.log(
      'info',
      'the batch of an interrupted execution was committed by the target; going on from there',
    );
    await this.#run.host.withSession((session) =>
      this.acknowledge(session, pending, isNumbered ? outcome.rejected : [], [], undefined, context),
    );
  }

  /** Whether nothing was ever acknowledged, and the sync is not told to start again. */
  async isFirst(): Promise<boolean> {
    const { store, sync, resync, startsOver } = this.#run;
    return !resync && (startsOver === true || (await store.ledgers.get(sync.id)) === null);
  }

  /** Whether the target's table may have records that earlier runs sent. */
  async hasSent(): Promise<boolean> {
    const { store, sync, blueprint } = this.#run;
    return blueprint.change.action !== 'create' && (await store.ledgers.get(sync.id)) !== null;
  }

  /** The acknowledged ledger's file where its keys are made like this run's. */
  async withKeys(name: string): Promise<string | undefined> {
    return believesLedger(this.#run) ? this.before(name) : undefined;
  }

  /** The last ledger's file where its keys are made like this run's, also where the sync starts again. */
  async before(name: string): Promise<string | undefined> {
    const { store, sync } = this.#run;
    const ledger = await store.ledgers.get(sync.id);
    return ledger?.digest.startsWith(`${name}:`) ? join(store.dataDir, ledger.path) : undefined;
  }

  /** Keeps the records that cannot be sent, where there is nothing else to write down. */
  async unchanged(unidentified: readonly RejectedRecord[], context: ExecutionContext): Promise<void> {
    const { store, sync } = this.#run;
    if ((await store.rowCounts.get(sync.id, this.#object)) === null) await this.#noteRows(context);
    if (unidentified.length === 0 && (await store.rejections.count(sync.id)) === 0) return;
    await context.checkpoint('rejected', (repositories) =>
      rememberRejected(repositories, sync.id, this.#object, unidentified),
    );
  }

  /** The acknowledged ledger's file, where its hashes are made like this run's and the target still has the table. */
  async comparable(digest: string): Promise<string | undefined> {
    if (!believesLedger(this.#run)) return undefined;
    const { store, sync } = this.#run;
    const ledger = await store.ledgers.get(sync.id);
    return ledger?.digest === digest ? join(store.dataDir, ledger.path) : undefined;
  }

  /**
   * Writes the ledger that holds once the batch is committed, and notes it as pending. `read` is how many records there
   * are, `except` SQL over them: those that are not sent, and not done either. `isSent`: whether anything is loaded under
   * the batch. Of the ledger file `kept` the records that the model lacks are in the new one as well.
   */
  async stage(
    session: DuckdbSession,
    digest: string,
    read: number,
    context: ExecutionContext,
    except = 'false',
    isSent = true,
    kept?: string,
  ): Promise<PendingLedger> {
    const { store, sync } = this.#run;
    const id = store.random.uuid();
    const path = join('ledgers', sync.id, `${id}.parquet`);
    await mkdir(join(store.dataDir, 'ledgers', sync.id), { recursive: true, mode: 0o700 });
    const rows = await writeLedger(session, join(store.dataDir, path), except, kept);
    await flushNew(join(store.dataDir, path));
    const pending: PendingLedger = {
      batch: { scope: `${sync.id}/${this.#object}`, id },
      path,
      rows,
      digest,
      isSent,
      read,
    };
    await context.checkpoint('pending-ledger', (repositories) =>
      repositories.positions.set({
        sync_id: sync.id,
        object: this.#object,
        cursor: { kind: 'pending', ledger: { ...pending, batch: { ...pending.batch } } },
        batch_id: id,
        definition_version: this.#run.blueprint.plan.definition_version,
        source_place: null,
        target_place: null,
        target_table: null,
      }),
    );
    return pending;
  }

  /**
   * Makes the pending ledger the acknowledged one, in which the records that the target refused are named as such.
   * `others` are those that were not sent to it at all, `by` says what became of the table's rows.
   */
  async acknowledge(
    session: DuckdbSession,
    pending: PendingLedger,
    refused: readonly RejectedRecord[],
    others: readonly RejectedRecord[],
    by: RowsAdded,
    context: ExecutionContext,
  ): Promise<void> {
    const { store, sync, target } = this.#run;
    let { path, rows } = pending;
    if (refused.length > 0) {
      const numbers = numbersOf(refused).map((number) => ownNumber(number, pending.read ?? 0));
      path = pending.path.replace(/\.parquet$/, '.acknowledged.parquet');
      rows = await withRefused(
        session,
        join(store.dataDir, pending.path),
        join(store.dataDir, path),
        numbers,
      );
      await flushNew(join(store.dataDir, path));
    }
    const counted = countedTable(this.#run);
    const there = await countedRows(counted, context.signal);
    await context.checkpoint('ledger', async (repositories) => {
      await repositories.ledgers.set({
        sync_id: sync.id,
        path,
        rows,
        digest: pending.digest,
        definition_version: this.#run.blueprint.plan.definition_version,
        batch_id: pending.isSent
          ? pending.batch.id
          : ((await repositories.ledgers.get(sync.id))?.batch_id ?? null),
        target_place: placeOf(target),
        target_table: this.#run.blueprint.table.id,
      });
      await noteRows(repositories, counted, there, by);
      await repositories.positions.clear(sync.id, this.#object);
      await rememberRejected(repositories, sync.id, this.#object, [...refused, ...others]);
    });
    await this.keepOnly(path);
  }

  /** Notes how many rows a table has of which that is not known. */
  async #noteRows(context: ExecutionContext): Promise<void> {
    const counted = countedTable(this.#run);
    const there = await countedRows(counted, context.signal);
    if (there === undefined) return;
    await context.checkpoint('rows', (repositories) => noteRows(repositories, counted, there, 0));
  }

  async #forgetPending(context: ExecutionContext): Promise<void> {
    await context.checkpoint('forget-pending', (repositories) =>
      repositories.positions.clear(this.#run.sync.id, this.#object),
    );
    await this.keepOnly((await this.#run.store.ledgers.get(this.#run.sync.id))?.path);
  }

  /** Removes every file of this sync but one: what killed executions left goes with it. */
  async keepOnly(path: string | undefined): Promise<void> {
    const { store, sync } = this.#run;
    const folder = join('ledgers', sync.id);
    for (const name of await readdir(join(store.dataDir, folder)))
      if (join(folder, name) !== path) await rm(join(store.dataDir, folder, name));
  }
}
