import { TARGET_ID } from '../contract/target-ids.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import type { ComparedRecords } from './compare-records.ts';
import { type Decided, decide, SENT, type Situation, type Standing } from './decide.ts';
import { acknowledged, type RecordShape } from './diff.ts';
import type { SyncRun } from './sync-run.ts';

/*
 * Where the records lie that decide.ts speaks of: in the tables `records` and `changes` of the session, and in the ledger.
 */

/** Records of the model, by how they stand against the ledger. */
export interface Work {
  readonly from: 'records' | 'changes';
  /** SQL over its columns. */
  readonly where: string;
}

/** What decide.ts has to know of a run. */
export function situationOf(
  { sync, blueprint }: Pick<SyncRun, 'sync' | 'blueprint'>,
  { known, isFirst, keepsMissing }: Pick<ComparedRecords, 'known' | 'isFirst' | 'keepsMissing'>,
): Situation {
  const takes = blueprint.delivery === 'write' ? 'records' : 'rows';
  return {
    mode: sync.mode,
    isAll: sync.sync_all_records === true,
    skips: sync.skip_initial_backfill === true && isFirst,
    keepsMissing,
    takes,
    upserts: takes === 'rows' ? blueprint.key.length > 0 : blueprint.writing?.upserts === true,
    hasLedger: known !== undefined,
  };
}

/** The records of the model that stand so. */
export function workOf(standings: readonly Standing[]): Work {
  const [isNew, isChanged, isSame] = (['new', 'changed', 'same'] as const).map((s) => standings.includes(s));
  if (!isSame) {
    if (isNew && isChanged) return { from: 'changes', where: 'true' };
    return { from: 'changes', where: isNew ? '_syncform_new' : 'NOT _syncform_new' };
  }
  if (isNew && isChanged) return { from: 'records', where: 'true' };
  const others = isNew ? 'NOT c._syncform_new' : isChanged ? 'c._syncform_new' : 'true';
  return {
    from: 'records',
    where: `NOT EXISTS (FROM changes c WHERE c._syncform_key = records._syncform_key AND ${others})`,
  };
}

/** The same as a FROM item with parentheses. */
export function relationOf({ from, where }: Work): string {
  return `(SELECT * FROM ${from} WHERE ${where})`;
}

/** SQL of the identities that the ledger (a file) has and the model lacks, with the shape's columns, read back from their text. */
export function selectGone({ columns, key }: Pick<RecordShape, 'columns' | 'key'>, known: string): string {
  const values = columns.map(({ name, type }) => {
    const value = key.includes(name) ? 's._syncform_key' : 'NULL';
    return `CAST(${value} AS ${duckdbType(type)}) AS ${hubIdentifier(name)}`;
  });
  return `SELECT s._syncform_key, ${values.join(', ')} FROM ${acknowledged(known)} s WHERE NOT EXISTS (FROM records r WHERE r._syncform_key = s._syncform_key)`;
}

/**
 * SQL of what is sent: `_syncform_key`, the target's id where it was found, and the columns. Where the target was asked,
 * `_syncform_found` and `_syncform_ambiguous` (find-records.ts) say what it has.
 */
export function selectDecided(
  { standings, presence }: Decided,
  shape: Pick<RecordShape, 'columns' | 'key'>,
  known: string | undefined,
): string {
  const names = shape.columns.map((c) => `w.${hubIdentifier(c.name)}`);
  const from = standings.includes('gone')
    ? `(${selectGone(shape, known ?? '')})`
    : relationOf(workOf(standings));
  const isThere = 'EXISTS (FROM temp.main._syncform_found f WHERE f._syncform_key = w._syncform_key)';
  const isAmbiguous = 'EXISTS (FROM temp.main._syncform_ambiguous a WHERE a._syncform_key = w._syncform_key)';
  const select = (id: string) =>
    `SELECT w._syncform_key, ${[`${id} AS ${TARGET_ID.name}`, ...names].join(', ')} FROM ${from} w`;
  switch (presence) {
    case 'unknown':
      return select('CAST(NULL AS VARCHAR)');
    case 'there':
      return `${select('f.id')} JOIN temp.main._syncform_found f ON f._syncform_key = w._syncform_key WHERE NOT ${isAmbiguous}`;
    case 'absent':
      return `${select('CAST(NULL AS VARCHAR)')} WHERE NOT ${isThere}`;
  }
}

/** The standings of records that may be sent, whatever the target has: it is asked for those. */
export function lookedFor(situation: Situation): readonly Standing[] {
  return (['new', 'changed', 'same', 'gone'] as const).filter(
    (standing) =>
      (standing !== 'gone' || situation.hasLedger) &&
      SENT.some((action) =>
        (['there', 'absent'] as const).some((presence) => decide(situation, standing, presence) === action),
      ),
  );
}

/**
 * SQL over `records`, once the target was asked: those that are neither sent nor done, which the next run looks for again. What
 * was ambiguous is among them.
 */
export function unsent(situation: Situation): string {
  const waiting = (['new', 'changed', 'same'] as const).filter(
    (standing) => decide(situation, standing, 'absent') === 'wait',
  );
  const absent =
    waiting.length === 0
      ? ''
      : ` OR (_syncform_key IN (SELECT _syncform_key FROM ${relationOf(workOf(waiting))}) AND _syncform_key NOT IN (SELECT _syncform_key FROM temp.main._syncform_found))`;
  return `_syncform_key IN (SELECT _syncform_key FROM temp.main._syncform_ambiguous)${absent}`;
}
