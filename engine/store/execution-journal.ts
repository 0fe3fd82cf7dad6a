import type { Kysely } from 'kysely';
import type { Execution, ExecutionObject, ExecutionStatus } from '../api/documents.ts';
import { type Clock, timestamp } from '../kit/clock.ts';
import type { Redactor } from '../kit/redactor.ts';
import { interruption } from './execution-history.ts';
import type { LogLine } from './executions.ts';
import { asInserted, inParts } from './many-rows.ts';
import type { ExecutionObjectRow, Tables } from './tables.ts';
import { withoutWaiting } from './without-waiting.ts';

/** Executions of a sync that are kept; older ones go when a new one begins. */
const keptExecutions = 100;

/** How an execution gets into the store: written by its runner, with every text masked on its way. */
export class ExecutionJournal {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;
  readonly #redactor: Redactor;

  constructor(db: Kysely<Tables>, clock: Clock, redactor: Redactor) {
    this.#db = db;
    this.#clock = clock;
    this.#redactor = redactor;
  }

  /** Only within a transaction, as is `finish`. */
  async begin(execution: Omit<Execution, 'counts' | 'objects'>): Promise<void> {
    await this.#db.insertInto('executions').values(execution).execute();
    const outdated = this.#db
      .selectFrom('executions')
      .select('seq')
      .where('sync_id', '=', execution.sync_id)
      .orderBy('seq', 'desc')
      .limit(-1)
      .offset(keptExecutions);
    await this.#db.deleteFrom('executions').where('seq', 'in', outdated).execute();
  }

  async status(id: string): Promise<ExecutionStatus | undefined> {
    const query = this.#db.selectFrom('executions').select('status').where('id', '=', id);
    return (await query.executeTakeFirst())?.status;
  }

  /** Writes objects, by their place, and log lines. */
  async write(
    id: string,
    objects: readonly { readonly place: number; readonly object: ExecutionObject }[],
    lines: readonly LogLine[],
  ): Promise<void> {
    for (const some of inParts(objects)) {
      const rows = some.map(({ place, object }) => this.#objectRow(id, place, object));
      await this.#db
        .insertInto('execution_objects')
        .values(rows)
        .onConflict((conflict) => conflict.columns(['execution_id', 'id']).doUpdateSet(asInserted(rows)))
        .execute();
    }
    for (const rows of inParts(lines))
      await this.#db
        .insertInto('execution_log')
        .values(rows.map((line) => ({ ...line, message: this.#redactor.mask(line.message) })))
        .execute();
  }

  /**
   * The same in a transaction of its own that a kill does not undo but a power cut may: progress is written several times
   * a second, and waiting for the disk each time would slow down what it reports.
   */
  async writeProgress(...what: Parameters<ExecutionJournal['write']>): Promise<void> {
    await withoutWaiting(this.#db, (db) =>
      new ExecutionJournal(db, this.#clock, this.#redactor).write(...what),
    );
  }

  async finish(id: string, status: ExecutionStatus, error: string | null): Promise<void> {
    await this.#db
      .updateTable('executions')
      .set({
        status,
        error: error === null ? null : this.#redactor.mask(error),
        completed_at: timestamp(this.#clock),
      })
      .where('id', '=', id)
      .execute();
  }

  /** Marks what a dead process left behind. Only within a transaction. */
  async interrupt(id: string): Promise<void> {
    const unfinished = this.#db.updateTable('execution_objects').where('execution_id', '=', id);
    await unfinished
      .where('status', '=', 'running')
      .set({ status: 'failed', error: interruption.object })
      .execute();
    await unfinished.where('status', '=', 'waiting').set({ status: 'skipped' }).execute();
    await this.#db
      .updateTable('executions')
      .where('id', '=', id)
      .where('status', 'in', ['created', 'running', 'canceling'])
      .set({ status: 'interrupted', error: interruption.execution, completed_at: timestamp(this.#clock) })
      .execute();
  }

  #objectRow(executionId: string, place: number, object: ExecutionObject): ExecutionObjectRow {
    const { counts, ...rest } = object;
    return {
      ...rest,
      ...counts,
      execution_id: executionId,
      place,
      path: object.path === null ? null : this.#redactor.mask(object.path),
      error: object.error === null ? null : this.#redactor.mask(object.error),
    };
  }
}
