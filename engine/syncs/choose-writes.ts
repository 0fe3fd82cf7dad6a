import type { Sync } from '../api/documents.ts';
import type { WriteOperation } from '../contract/contract.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import type { ComparedRecords } from './compare-records.ts';
import { acknowledged, type RecordShape } from './diff.ts';

/** Records to be written: SQL that yields `_syncform_key` and the columns. */
export interface Writes {
  readonly operation: WriteOperation;
  readonly select: string;
  /** Whether the records have their key alone: they are in the model no more. */
  readonly keyOnly: boolean;
}

/**
 * What a mode makes of the diff (tables `records` and `changes`), in the order in which it is written: what goes makes
 * room for what comes.
 */
export function chooseWrites(
  sync: Pick<Sync, 'mode' | 'sync_all_records'>,
  shape: RecordShape,
  { known, keepsMissing }: Pick<ComparedRecords, 'known' | 'keepsMissing'>,
): readonly Writes[] {
  const columns = ['_syncform_key', ...shape.columns.map((c) => hubIdentifier(c.name))].join(', ');
  const write = (operation: WriteOperation, from: string): Writes => ({
    operation,
    select: `SELECT ${columns} FROM ${from}`,
    keyOnly: false,
  });
  const added = 'changes WHERE _syncform_new';
  const changed =
    sync.sync_all_records && known !== undefined
      ? `records r WHERE EXISTS (FROM ${acknowledged(known)} s WHERE s._syncform_key = r._syncform_key)`
      : 'changes WHERE NOT _syncform_new';
  const both = sync.sync_all_records ? 'records' : 'changes';
  switch (sync.mode) {
    case 'create':
      return [write('create', added)];
    case 'update':
      return [write('update', both)];
    case 'updateOrCreate':
      return [write('update', changed), write('create', added)];
    case 'replace':
      return [
        ...(known === undefined || keepsMissing
          ? []
          : [{ operation: 'remove' as const, select: selectGone(shape, known), keyOnly: true }]),
        write('update', changed),
        write('create', added),
      ];
    case 'append':
      return [write('create', both)];
    case 'remove':
      return [write('remove', both)];
  }
}

/** The identities that the snapshot has and the model has not, read back from their text. */
function selectGone({ columns, key }: RecordShape, known: string): string {
  const values = columns.map(({ name, type }) => {
    const value = key.includes(name) ? 's._syncform_key' : 'NULL';
    return `CAST(${value} AS ${duckdbType(type)}) AS ${hubIdentifier(name)}`;
  });
  return `SELECT s._syncform_key, ${values.join(', ')} FROM ${acknowledged(known)} s WHERE NOT EXISTS (FROM records r WHERE r._syncform_key = s._syncform_key)`;
}
