import type { LoadOutcome, RejectedRecord } from '../../connectors/contract.ts';
import type { ExecutionContext } from '../../executions/contract.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteLiteral } from '../../movement/sql.ts';
import type { ObjectRun } from '../bulk-sync-run.ts';
import { timeText } from '../move-object.ts';
import type { ChangeBatch } from './change-batch.ts';
import type { ChangeFile } from './change-file.ts';
import { ChangeLoading } from './change-loading.ts';
import { column, compactChanges, STAGED, stageChanges } from './compact-changes.ts';
import { type FollowedTable, keepsChanges } from './followed-table.ts';
import { historyRows } from './history-rows.ts';

/** What became of an object's changes. */
export interface Applied {
  readonly outcomes: readonly LoadOutcome[];
  /** Those of the keys that were asked about that the batch has changed. */
  readonly touched: readonly RejectedRecord['key'][];
  /** The batches that the destination was given. */
  readonly batches: readonly string[];
  /** The last of them that went into the object's table; undefined where none did. */
  readonly tableBatch: string | undefined;
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
    const staged = await stageChanges(session, file, table, batch.commits.length, context.signal);
    const loading = new ChangeLoading(run, table, batch, before.batches, session, timeText(now), context);
    const outcomes: LoadOutcome[] = [];
    if (keepsChanges(table)) {
      const { blueprint } = table;
      const names = blueprint.columns.slice(0, blueprint.fields.length).map(({ name }) => name);
      const rows = await historyRows(session, batch.commitsPath, table, names, now, context.signal);
      const outcome = await loading.append(rows);
      if (blueprint.appendsOnly)
        return { ...given(loading), outcomes: [outcome], touched: [], isIncomplete: false };
      outcomes.push({ inserted: 0, updated: 0, deleted: 0, rejected: outcome.rejected });
    }
    const compacted = await compactChanges(session, staged, table, now, context.signal);
    if (compacted.isEmptied) outcomes.push(await loading.replaceAll(compacted.written));
    else {
      if (compacted.deleted.rows > 0) outcomes.push(await loading.remove(compacted.deleted));
      if (compacted.written.rows > 0) outcomes.push(await loading.write(compacted.written));
      for (const rows of compacted.updated) outcomes.push(await loading.update(rows));
    }
    const touched = await touchedKeys(session, table, before.refused);
    return { ...given(loading), outcomes, touched, isIncomplete: compacted.incomplete > 0 };
  });
}

function given({ batches, tableBatch }: ChangeLoading): Pick<Applied, 'batches' | 'tableBatch'> {
  return { batches, tableBatch };
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
