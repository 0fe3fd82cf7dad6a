import type { SyncInput } from '../api/documents.ts';
import type { LoadColumn, TargetColumn } from '../contract/contract.ts';
import { readFieldValue } from '../filters/field-values.ts';
import { fieldType } from '../types/field-type.ts';
import type { PlannedTarget } from './plan-target.ts';

/** A column that says when a row was written: the run's moment fills it. */
export interface StampColumn {
  readonly column: TargetColumn;
  readonly only: LoadColumn['only'];
}

/**
 * The columns for when a row was created and last updated, where the target's configuration asks for them. A column that the
 * sync fills otherwise is left to it. Answers a sentence where a column cannot be.
 */
export function stampColumns(
  { mode, target }: SyncInput,
  planned: PlannedTarget,
  filled: readonly string[],
): readonly (StampColumn | string)[] {
  const { write_record_timestamps, created_column, updated_column } = target.configuration ?? {};
  if (write_record_timestamps !== true || planned.delivery !== 'load' || planned.stampsItself) return [];
  if (mode === 'remove') return [];
  const created = { name: named(created_column, '_created_at'), only: 'create' as const };
  const updated = { name: named(updated_column, '_updated_at'), only: undefined };
  return [...(mode === 'update' ? [] : [created]), updated]
    .filter(({ name }) => !filled.includes(name))
    .map(({ name, only }) => {
      const type = planned.existingType(name) === 'datetime' ? 'datetime' : 'datetime_tz';
      const column = planned.column(name, type, true, false);
      if (typeof column === 'string') return column;
      return { column, only: mode === 'updateOrCreate' ? only : undefined };
    });
}

/** A moment (ms since 1970-01-01 UTC) as a value of a stamp column's type. */
export function stampValue(now: number, type: string): ReturnType<typeof readFieldValue> {
  const text = new Date(now).toISOString();
  return readFieldValue(type === 'datetime' ? text.slice(0, -1) : text, fieldType(type));
}

function named(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
