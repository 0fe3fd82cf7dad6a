import type { LoadOutcome, RejectedRecord } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { NAMING_LENGTH } from '../../contract/rejected-records.ts';
import type { ExecutionContext } from '../../executions/contract.ts';
import { quoteLiteral } from '../../kit/sql.ts';
import { fromText } from '../../movement/csv-dialect.ts';
import { fieldType } from '../../types/field-type.ts';
import type { ObjectRun } from '../bulk-sync-run.ts';
import { timeText } from '../move-object.ts';
import type { ChangeBatch } from './change-batch.ts';
import type { ChangeFile } from './change-file.ts';
import { ChangeLoading } from './change-loading.ts';
import { column, compactChanges, FILLED, STAGED, stageChanges } from './compact-changes.ts';
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
  /** The object has to be read again: some values cannot be known from its changes. */
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
    const isFilled = compacted.updated.length > 0;
    const touched = await touchedKeys(session, table, before.refused, isFilled);
    return {
      ...given(loading),
      outcomes,
      // After a truncation nothing is left of what was refused before it.
      touched: compacted.isEmptied ? before.refused : touched.keys,
      // An update of some columns finds no row to write where the whole record was refused.
      isIncomplete: compacted.incomplete > 0 || touched.hasPartial,
    };
  });
}

function given({ batches, tableBatch }: ChangeLoading): Pick<Applied, 'batches' | 'tableBatch'> {
  return { batches, tableBatch };
}

/** Keys of refused records in one statement. */
const AT_ONCE = 1000;

/**
 * Those of the keys that staged changes are of, and whether the last change of one of them lacks values (`isFilled`: there
 * are such changes). A key is known by its text or, as the destination may write it otherwise, by the value that the text has.
 */
async function touchedKeys(
  session: DuckdbSession,
  { blueprint, keyAt }: FollowedTable,
  keys: readonly RejectedRecord['key'][],
  isFilled: boolean,
): Promise<{ readonly keys: readonly RejectedRecord['key'][]; readonly hasPartial: boolean }> {
  const columns = keyAt.map((i) => {
    const { name = '', type = 'string' } = blueprint.columns[i] ?? {};
    return { name, of: `s.${column(i)}`, field: fieldType(type) };
  });
  const named = keys.filter((key) => columns.every(({ name }) => typeof key[name] === 'string'));
  const touched: RejectedRecord['key'][] = [];
  let hasPartial = false;
  for (let at = 0; at < named.length; at += AT_ONCE) {
    const some = named.slice(at, at + AT_ONCE);
    const values = some.map(
      (key, i) => `(${[i, ...columns.map(({ name }) => quoteLiteral(key[name] ?? ''))].join(', ')})`,
    );
    const same = columns.map(({ of, field }, i) =>
      field.kind === 'string'
        ? `left(${of}, ${NAMING_LENGTH}) = k.v${i}`
        : `(CAST(${of} AS VARCHAR) = k.v${i} OR ${of} = TRY(${fromText(`k.v${i}`, field)}))`,
    );
    const refused = `(VALUES ${values.join(', ')}) AS k(place, ${columns.map((_, i) => `v${i}`).join(', ')})`;
    const placesIn = (from: string) =>
      session.all(`SELECT DISTINCT k.place FROM ${refused} JOIN ${from} AS s ON ${same.join(' AND ')}`);
    for (const [place] of await placesIn(STAGED)) touched.push(some[Number(place)] as RejectedRecord['key']);
    if (isFilled && (await placesIn(`(SELECT * FROM ${FILLED} WHERE m IS NOT NULL)`)).length > 0)
      hasPartial = true;
  }
  return { keys: touched, hasPartial };
}
