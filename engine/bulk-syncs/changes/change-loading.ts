import type {
  Batch,
  Column,
  ConstantColumn,
  Extraction,
  FieldSchema,
  LoadOperation,
  LoadOutcome,
  TargetTable,
} from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import type { ExecutionContext } from '../../executions/contract.ts';
import { stableDigest } from '../../kit/digest.ts';
import { transfer } from '../../movement/transfer.ts';
import type { ObjectRun } from '../bulk-sync-run.ts';
import { loadRequest, type RowsToLoad } from '../load-rows.ts';
import { deletionMarks, recordValues, stampColumn, UPDATED_AT } from '../record-columns.ts';
import { reshaped } from '../reshape.ts';
import type { ChangeBatch } from './change-batch.ts';
import type { ChangedRows } from './compact-changes.ts';
import type { FollowedTable } from './followed-table.ts';
import { HISTORY_COLUMNS } from './history-columns.ts';
import type { HistoryRows } from './history-rows.ts';

/** Loads sets of one object's changes, each under an id of its own. */
export class ChangeLoading {
  readonly #run: ObjectRun;
  readonly #table: FollowedTable;
  readonly #batch: ChangeBatch;
  readonly #forget: readonly string[];
  /** The ids of the batches so far. */
  readonly batches: string[] = [];
  /** The last of them that went into the object's table; undefined where none did. */
  tableBatch: string | undefined;
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
    const canMerge = this.#run.destination.can('load').canDeleteMissing === true;
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
      ...(operation === 'delete' ? { stamp: stampColumn(blueprint.recordColumns) } : {}),
      extraction: this.#reshaped(travels, rows.fields, rows.select, [], constants),
    });
  }

  #into(
    table: TargetTable,
    kind: string,
    rows: Pick<RowsToLoad, 'operation' | 'columns' | 'deleteMissing' | 'marks' | 'stamp'> & {
      readonly extraction: Extraction;
    },
  ): Promise<LoadOutcome> {
    const { reporter } = this.#table;
    const { signal } = this.#context;
    const { destination } = this.#run;
    const can = destination.can('load');
    const session = this.#session;
    return reporter.step('load', async () => {
      const { rows: source } = await transfer(rows.extraction, can.takes, {
        session,
        signal,
        log: () => {},
      });
      const batch = this.#batchOf(kind);
      if (table === this.#table.blueprint.table) this.tableBatch = batch.id;
      return destination.facet('load').load({
        ...loadRequest(can, table, { ...rows, batch }),
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
