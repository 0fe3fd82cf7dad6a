import type { Batch, Extraction, LoadOperation, LoadOutcome } from '../../connectors/contract.ts';
import type { ExecutionContext } from '../../executions/contract.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { transfer } from '../../movement/transfer.ts';
import { stableDigest } from '../../types/digest.ts';
import type { ObjectRun } from '../bulk-sync-run.ts';
import { loadRequest } from '../load-rows.ts';
import { timeText } from '../move-object.ts';
import { deletionMarks, recordValues, UPDATED_AT } from '../record-columns.ts';
import { reshaped } from '../reshape.ts';
import type { ChangeBatch } from './change-batch.ts';
import type { ChangeFile } from './change-file.ts';
import { type ChangedRows, compactChanges, stageChanges } from './compact-changes.ts';
import type { FollowedTable } from './followed-table.ts';

/** What became of an object's changes. */
export interface Applied {
  readonly outcomes: readonly LoadOutcome[];
  /** The object has to be read anew: some values cannot be known from its changes. */
  readonly isIncomplete: boolean;
}

/** Loads one object's changes of a batch. Repeating it with the same batch does nothing that was done already. */
export async function applyChanges(
  run: ObjectRun,
  table: FollowedTable,
  file: ChangeFile,
  batch: ChangeBatch,
  context: ExecutionContext,
): Promise<Applied> {
  return run.host.withSession(async (session) => {
    const now = context.clock.now();
    await stageChanges(session, file, table, context.signal);
    const compacted = await compactChanges(session, file, table, now, context.signal);
    const loading = new Loading(run, table, batch, session, timeText(now), context);
    const outcomes: LoadOutcome[] = [];
    if (compacted.isEmptied) outcomes.push(await loading.replaceAll(compacted.written));
    else {
      if (compacted.deleted.rows > 0) outcomes.push(await loading.remove(compacted.deleted));
      if (compacted.written.rows > 0) outcomes.push(await loading.write(compacted.written));
      for (const rows of compacted.updated) outcomes.push(await loading.update(rows));
    }
    return { outcomes, isIncomplete: compacted.incomplete > 0 };
  });
}

/** Loads sets of one object's changes, each under an id of its own. */
class Loading {
  readonly #run: ObjectRun;
  readonly #table: FollowedTable;
  readonly #batch: ChangeBatch;
  readonly #session: DuckdbSession;
  readonly #now: string;
  readonly #context: ExecutionContext;

  constructor(
    run: ObjectRun,
    table: FollowedTable,
    batch: ChangeBatch,
    session: DuckdbSession,
    now: string,
    context: ExecutionContext,
  ) {
    this.#run = run;
    this.#table = table;
    this.#batch = batch;
    this.#session = session;
    this.#now = now;
    this.#context = context;
  }

  /** The table's rows become these: what was there before was truncated. */
  replaceAll(rows: ChangedRows): Promise<LoadOutcome> {
    const canMerge = this.#run.destination.facet('load').canDeleteMissing === true;
    return this.#whole('truncate', rows, canMerge ? 'upsert' : 'replace', canMerge);
  }

  write(rows: ChangedRows): Promise<LoadOutcome> {
    return this.#whole('write', rows, 'upsert', false);
  }

  /** Writes some columns of rows that are there. */
  update(rows: ChangedRows): Promise<LoadOutcome> {
    const { recordColumns } = this.#table.blueprint;
    const stamps = recordValues(recordColumns, this.#now).filter(({ name }) => name === UPDATED_AT);
    const names = [...this.#columnsOf(rows), ...stamps.map(({ name }) => name)];
    const kind = `update ${rows.fields.map(({ id }) => id).join(' ')}`;
    return this.#load(kind, rows, 'update', names, stamps, false);
  }

  remove(rows: ChangedRows): Promise<LoadOutcome> {
    return this.#load('delete', rows, 'delete', this.#columnsOf(rows), [], false);
  }

  #whole(kind: string, rows: ChangedRows, operation: LoadOperation, deleteMissing: boolean) {
    const { columns, recordColumns } = this.#table.blueprint;
    const names = columns.map(({ name }) => name);
    return this.#load(kind, rows, operation, names, recordValues(recordColumns, this.#now), deleteMissing);
  }

  /** The columns of those of the rows' fields that the table has. */
  #columnsOf({ fields }: ChangedRows): readonly string[] {
    const { blueprint } = this.#table;
    return blueprint.fields.flatMap(({ id }, i) =>
      fields.some((field) => field.id === id) ? [blueprint.columns[i]?.name ?? ''] : [],
    );
  }

  async #load(
    kind: string,
    rows: ChangedRows,
    operation: LoadOperation,
    columns: readonly string[],
    constants: ReturnType<typeof recordValues>,
    deleteMissing: boolean,
  ): Promise<LoadOutcome> {
    const { blueprint, reporter } = this.#table;
    const { signal } = this.#context;
    const loader = this.#run.destination.facet('load');
    const session = this.#session;
    const extraction = this.#extraction(rows, constants);
    return reporter.step('load', async () => {
      const { rows: source } = await transfer(extraction, loader.takes, { session, signal, log: () => {} });
      return loader.load({
        ...loadRequest(loader, blueprint.table, {
          operation,
          columns: columns.flatMap((name) => blueprint.columns.filter((column) => column.name === name)),
          deleteMissing,
          marks: deletionMarks(blueprint.recordColumns, this.#now),
          batch: this.#batchOf(kind),
        }),
        rows: source,
        isRepeatable: true,
        session,
        signal,
        onProgress: ({ bytes = 0 }) => reporter.progress({ bytes }),
      });
    });
  }

  #extraction(rows: ChangedRows, constants: ReturnType<typeof recordValues>): Extraction {
    const { blueprint } = this.#table;
    const travels = blueprint.fields.filter(({ id }) => rows.fields.some((field) => field.id === id));
    const obfuscate = new Set(
      travels.filter(({ id }) => blueprint.obfuscated.has(id)).map(({ name }) => name),
    );
    return reshaped(
      {
        columns: rows.fields.map(({ name, type }) => ({ name, type })),
        offers: [{ format: 'relation', attach: async () => rows.select }],
      },
      {
        columns: travels.map(({ name }) => name),
        filter: undefined,
        obfuscate,
        salt: obfuscate.size > 0 ? this.#run.salt : undefined,
        constants,
      },
      () => {},
    );
  }

  /** The same changes have the same id, also after a crash. */
  #batchOf(kind: string): Batch {
    const { blueprint, from } = this.#table;
    const { sync } = this.#run;
    return {
      scope: `${sync.id}/${blueprint.object.id}`,
      id: stableDigest([
        sync.id,
        blueprint.object.id,
        blueprint.version,
        from.handover,
        this.#batch.from,
        this.#batch.to,
        kind,
      ]),
    };
  }
}
