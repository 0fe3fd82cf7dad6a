import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import type { ComparedRecords } from './compare-records.ts';
import type { Decided, Situation, Standing } from './decide.ts';
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
    upserts: takes === 'rows' && blueprint.key.length > 0,
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

/** SQL of the identities that the ledger (a file) has and the model has not, with the shape's columns, read back from their text. */
export function selectGone({ columns, key }: Pick<RecordShape, 'columns' | 'key'>, known: string): string {
  const values = columns.map(({ name, type }) => {
    const value = key.includes(name) ? 's._syncform_key' : 'NULL';
    return `CAST(${value} AS ${duckdbType(type)}) AS ${hubIdentifier(name)}`;
  });
  return `SELECT s._syncform_key, ${values.join(', ')} FROM ${acknowledged(known)} s WHERE NOT EXISTS (FROM records r WHERE r._syncform_key = s._syncform_key)`;
}

/** SQL of the identities and the columns of what is sent. */
export function selectDecided(
  { standings }: Pick<Decided, 'standings'>,
  shape: Pick<RecordShape, 'columns' | 'key'>,
  known: string | undefined,
): string {
  if (standings.includes('gone')) return known === undefined ? '' : selectGone(shape, known);
  const columns = ['_syncform_key', ...shape.columns.map((c) => hubIdentifier(c.name))].join(', ');
  return `SELECT ${columns} FROM ${relationOf(workOf(standings))}`;
}
