import type { FollowedObject } from '../../contract/changes.ts';
import type { FieldSchema } from '../../contract/contract.ts';
import type { ObjectReporter } from '../../executions/contract.ts';
import type { PlannedFilter } from '../plan-filter.ts';
import type { ObjectBlueprint } from '../plan-object.ts';
import type { FollowedFrom } from './stream-state.ts';

/** An object whose changes are followed, and the table that they go to. */
export interface FollowedTable {
  readonly blueprint: ObjectBlueprint;
  readonly reporter: ObjectReporter;
  readonly from: FollowedFrom;
  /** The fields whose values come: those that travel, then those that only the filters ask for. */
  readonly fields: readonly FieldSchema[];
  /** The places of the key's fields among them. */
  readonly keyAt: readonly number[];
  readonly filter: PlannedFilter;
}

export function followedTable(
  blueprint: ObjectBlueprint,
  from: FollowedFrom,
  reporter: ObjectReporter,
): FollowedTable {
  const { fields, filter } = blueprint;
  const wanted = [...fields, ...filter.fields.filter((f) => !fields.some(({ id }) => id === f.id))];
  const keyAt = wanted.flatMap((field, i) => (field.is_primary_key && i < fields.length ? [i] : []));
  return { blueprint, reporter, from, fields: wanted, keyAt, filter };
}

/** The object as the source is asked to follow it. */
export function followedObject({ blueprint, from, fields, keyAt }: FollowedTable): FollowedObject {
  return {
    id: blueprint.object.id,
    fields: fields.map(({ id }) => id),
    key: keyAt.map((i) => fields[i]?.id ?? ''),
    handover: from.handover,
  };
}

/** Whether every change of it is kept as a row. */
export function keepsChanges({ blueprint: { history, appendsOnly } }: FollowedTable): boolean {
  return history !== undefined || appendsOnly;
}
