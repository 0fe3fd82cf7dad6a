import type { BulkSchema, BulkSyncInput } from '../api/documents.ts';
import type { FieldSchema, ObjectSchema, RowFilter } from '../contract/contract.ts';
import type { Filter } from '../contract/filter.ts';
import { checkFilters } from '../filters/check-filters.ts';
import { typeGroups } from '../filters/filter-functions.ts';
import type { Issue } from '../kit/errors.ts';
import { fieldType } from '../types/field-type.ts';

/** Which of an object's rows are synced. */
export interface PlannedFilter {
  /** Every one must match; the cutoff is one of them. */
  readonly filters: readonly Filter[];
  /** The fields that the filters name. */
  readonly fields: readonly FieldSchema[];
  /** From when on records are synced, and by which field that is told; undefined without a cutoff. */
  readonly cutoff: { readonly field: string; readonly moment: string } | undefined;
  /** Why the bulk sync's cutoff does not hold for this object. */
  readonly isNotCutOff: boolean;
  readonly issues: readonly Issue[];
}

/**
 * An object's filters and its cutoff: the schema's own `data_cutoff_timestamp`, or the bulk sync's where the schema does not
 * disable it. A cutoff is told by the tracking field, which must then be a date or a time; the bulk sync's passes over
 * objects that have none.
 */
export function planFilter(
  input: BulkSyncInput,
  object: ObjectSchema,
  schema: BulkSchema | undefined,
  at: (...path: (string | number)[]) => (string | number)[],
): PlannedFilter {
  const given = (schema?.filters ?? []).map(
    ({ field_id, function: name, value }): Filter => ({ field: field_id, function: name, value }),
  );
  const types = new Map(object.fields.map((f) => [f.id, fieldType(f.type)]));
  const issues = checkFilters(given, types, { fieldPath: ['field_id'] }).map(
    ({ path, message }): Issue => ({ path: at('filters', ...path), message }),
  );
  const own = schema?.disable_data_cutoff ? undefined : schema?.data_cutoff_timestamp;
  const moment = schema?.disable_data_cutoff ? undefined : (own ?? input.data_cutoff_timestamp);
  const tracking = object.fields.find((f) => f.id === schema?.tracking_field);
  const canCutOff = tracking !== undefined && typeGroups.calendar(fieldType(tracking.type));
  if (own !== undefined && !canCutOff)
    issues.push({
      path: at('data_cutoff_timestamp'),
      message: `needs a tracking_field of "${object.id}" that is a date or a time, by which the cutoff is told`,
    });
  const cutoff = moment !== undefined && canCutOff ? { field: tracking.id, moment } : undefined;
  const filters = cutoff
    ? [...given, { field: cutoff.field, function: 'OnOrAfter', value: cutoffValue(tracking, cutoff.moment) }]
    : given;
  return {
    filters,
    fields: object.fields.filter((f) => filters.some(({ field }) => field === f.id)),
    cutoff,
    isNotCutOff: moment !== undefined && !canCutOff,
    issues,
  };
}

/** A field of dates is compared by days. */
function cutoffValue(tracking: FieldSchema | undefined, moment: string): string {
  return tracking?.type === 'date' ? moment.slice(0, 10) : moment;
}

/** The rows that the filters let through, or with `not` all others; undefined where there is no filter. */
export function rowFilter(planned: PlannedFilter, now: number, not = false): RowFilter | undefined {
  const { filters, fields } = planned;
  if (filters.length === 0) return undefined;
  if (!not) return { filters, logic: undefined, fields, now };
  const labels = filters.map((_, i) => `f${i + 1}`);
  return {
    filters: filters.map((filter, i) => ({ ...filter, label: labels[i] as string })),
    logic: `NOT (${labels.join(' AND ')})`,
    fields,
    now,
  };
}
