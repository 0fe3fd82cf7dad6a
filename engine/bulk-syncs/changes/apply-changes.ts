import type {
  Batch,
  Column,
  ConstantColumn,
  Extraction,
  FieldSchema,
  LoadOperation,
  LoadOutcome,
  RejectedRecord,
  TargetTable,
} from '../../connectors/contract.ts';
import type { ExecutionContext } from '../../executions/contract.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteLiteral } from '../../movement/sql.ts';
import { transfer } from '../../movement/transfer.ts';
import { stableDigest } from '../../types/digest.ts';
import type { ObjectRun } from '../bulk-sync-run.ts';
import { loadRequest, type RowsToLoad } from '../load-rows.ts';
import { timeText } from '../move-object.ts';
import { deletionMarks, recordValues, UPDATED_AT } from '../record-columns.ts';
import { reshaped } from '../reshape.ts';
import type { ChangeBatch } from './change-batch.ts';
import type { ChangeFile } from './change-file.ts';
import { type ChangedRows, column, compactChanges, STAGED, stageChanges } from './compact-changes.ts';
import { type FollowedTable, keepsChanges } from './followed-table.ts';
import { HISTORY_COLUMNS } from './history-columns.ts';
import { type HistoryRows, historyRows } from './history-rows.ts';

/** What became of an object's changes. */
export interface Applied {
  readonly outcomes: readonly LoadOutcome[];
  /** Those of the keys that were asked about that the batch has changed. */
  readonly touched: readonly RejectedRecord['key'][];
  /** The batches that the destination was given. */
  readonly batches: readonly string[];
  /** The object has to be read anew: some values cannot be known from its changes. */
  readonly isIncomplete: boolean;
}

/**
 * Changes of more text than this, in bytes, are of a transaction larger than a batch. DuckDB then keeps little of them in
 * memory: 1,000,000 rows of twelve columns took a third longer and half a gigabyte less.
 */
const LARGE_BYTES = 64 * 1024 * 1024;

/** What came of an object before this batch. */
export interface Before {
  /** Keys of records that the destination refused. */
  readonly refused: readonly RejectedRecord['key'][];
  /** The destination's batches of the batch before, which nobody asks about any more. */
  readonly batches: readonly string[];
}

/** Loads one object's changes of a batch. Repeating it with the same batch does nothing that was done already. */
export async function applyChanges(
  run: ObjectRun,
  table: FollowedTable,
  file: ChangeFile,
  batch: ChangeBatch,
  before: Before,
  context: ExecutionContext,
): Promise<Applied> {
  return run.host.withSession(async (session) => {
    const now = context.clock.now();
    if (file.bytes > LARGE_BYTES) await session.needLittle?.(true);
    await stageChanges(session, file, table, context.signal);
    const loading = new Loading(run, table, batch, before.batches, session, timeText(now), context);
    const outcomes: LoadOutcome[] = [];
    if (keepsChanges(table)) {
      const { blueprint } = table;
      const names = blueprint.columns.slice(0, blueprint.fields.length).map(({ name }) => name);
      const rows = await historyRows(session, batch.commitsPath, table, names, now, context.signal);
      const outcome = await loading.append(rows);
      if (blueprint.appendsOnly)
        return { outcomes: [outcome], touched: [], batches: loading.batches, isIncomplete: false };
      outcomes.push({ inserted: 0, updated: 0, deleted: 0, rejected: outcome.rejected });
    }
    const compacted = await compactChanges(session, file, table, now, context.signal);
    if (compacted.isEmptied) outcomes.push(await loading.replaceAll(compacted.written));
    else {
      if (compacted.deleted.rows > 0) outcomes.push(await loading.remove(compacted.deleted));
      if (compacted.written.rows > 0) outcomes.push(await loading.write(compacted.written));
      for (const rows of compacted.updated) outcomes.push(await loading.update(rows));
    }
    const touched = await touchedKeys(session, table, before.refused);
    return { outcomes, touched, batches: loading.batches, isIncomplete: compacted.incomplete > 0 };
  });
}

/** Those of the keys that staged changes are of. */
async function touchedKeys(
  session: DuckdbSession,
  { blueprint, keyAt }: FollowedTable,
  keys: readonly RejectedRecord['key'][],
): Promise<readonly RejectedRecord['key'][]> {
  const columns = keyAt.map((i) => [column(i), blueprint.columns[i]?.name ?? ''] as const);
  const touched: RejectedRecord['key'][] = [];
  for (const key of keys) {
    const same = columns.map(([name, target]) => {
      const value = key[target];
      return value == null ? 'false' : `CAST(${name} AS VARCHAR) = ${quoteLiteral(value)}`;
    });
    const found = await session.all(`SELECT 1 FROM ${STAGED} WHERE ${same.join(' AND ')} LIMIT 1`);
    if (found.length > 0) touched.push(key);
  }
  return touched;
}

/** Loads sets of one object's changes, each under an id of its own. */
class Loading {
  readonly #run: ObjectRun;
  readonly #table: FollowedTable;
  readonly #batch: ChangeBatch;
  readonly #forget: readonly string[];
  /** The ids of the batches so far. */
  readonly batches: string[] = [];
  readonly #session: DuckdbSession;
  readonly #now: string;
  readonly #context: ExecutionContext;

  constructor(
    run: ObjectRun,
    table: FollowedTable,
    batch: ChangeBatch,
    forget: readonly string[],
    session: DuckdbSession,
    now: string,
    context: ExecutionContext,
  ) {
    this.#run = run;
    this.#table = table;
    this.#batch = batch;
    this.#forget = forget;
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

  /** Adds every change to the table that keeps them. */
  append({ columns, select }: HistoryRows): Promise<LoadOutcome> {
    const { blueprint } = this.#table;
    const own = blueprint.columns.slice(0, blueprint.fields.length);
    return this.#into(blueprint.history?.table ?? blueprint.table, 'history', {
      operation: 'append',
      columns: [...own, ...HISTORY_COLUMNS],
      deleteMissing: false,
      marks: undefined,
      extraction: this.#reshaped(
        blueprint.fields,
        columns,
        select,
        HISTORY_COLUMNS.map(({ name }) => name),
        [],
      ),
    });
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

  #load(
    kind: string,
    rows: ChangedRows,
    operation: LoadOperation,
    columns: readonly string[],
    constants: readonly ConstantColumn[],
    deleteMissing: boolean,
  ): Promise<LoadOutcome> {
    const { blueprint } = this.#table;
    const travels = blueprint.fields.filter(({ id }) => rows.fields.some((field) => field.id === id));
    return this.#into(blueprint.table, kind, {
      operation,
      columns: columns.flatMap((name) => blueprint.columns.filter((column) => column.name === name)),
      deleteMissing,
      marks: deletionMarks(blueprint.recordColumns, this.#now),
      extraction: this.#reshaped(travels, rows.fields, rows.select, [], constants),
    });
  }

  #into(
    table: TargetTable,
    kind: string,
    rows: Pick<RowsToLoad, 'operation' | 'columns' | 'deleteMissing' | 'marks'> & {
      readonly extraction: Extraction;
    },
  ): Promise<LoadOutcome> {
    const { reporter } = this.#table;
    const { signal } = this.#context;
    const loader = this.#run.destination.facet('load');
    const session = this.#session;
    return reporter.step('load', async () => {
      const { rows: source } = await transfer(rows.extraction, loader.takes, {
        session,
        signal,
        log: () => {},
      });
      return loader.load({
        ...loadRequest(loader, table, { ...rows, batch: this.#batchOf(kind) }),
        rows: source,
        isRepeatable: true,
        session,
        signal,
        onProgress: ({ bytes = 0 }) => reporter.progress({ bytes }),
      });
    });
  }

  /** Rows of a SELECT as the table takes them: obfuscated, and with constants at the end. */
  #reshaped(
    travels: readonly FieldSchema[],
    columns: readonly Column[],
    select: string,
    others: readonly string[],
    constants: readonly ConstantColumn[],
  ): Extraction {
    const { blueprint } = this.#table;
    const obfuscate = new Set(
      travels.filter(({ id }) => blueprint.obfuscated.has(id)).map(({ name }) => name),
    );
    return reshaped(
      {
        columns: columns.map(({ name, type }) => ({ name, type })),
        offers: [{ format: 'relation', attach: async () => select }],
      },
      {
        columns: [...travels.map(({ name }) => name), ...others],
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
    const id = stableDigest([
      sync.id,
      blueprint.object.id,
      blueprint.version,
      from.handover,
      this.#batch.from,
      this.#batch.to,
      kind,
    ]);
    this.batches.push(id);
    return { scope: `${sync.id}/${blueprint.object.id}`, id, forget: this.#forget };
  }
}
