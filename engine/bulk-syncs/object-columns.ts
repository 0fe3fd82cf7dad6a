import type { BulkSchema, BulkSyncInput, PlannedColumn } from '../api/documents.ts';
import type { FieldSchema, LoadColumn, ObjectSchema, TargetColumn } from '../contract/contract.ts';
import { typeGroups } from '../filters/filter-functions.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import { lossOf } from '../syncs/loss.ts';
import { fieldType } from '../types/field-type.ts';
import type { ChosenField } from './choose-fields.ts';
import { outputNames } from './output-names.ts';

/** Faults of fields that the definition names beside `fields`: they must be there, and be of use. */
export function checkFieldNames(
  object: ObjectSchema,
  schema: BulkSchema | undefined,
  at: (...path: string[]) => (string | number)[],
): readonly Issue[] {
  return (['tracking_field', 'partition_key'] as const).flatMap((name): Issue[] => {
    const id = schema?.[name];
    if (id === undefined) return [];
    const field = object.fields.find((f) => f.id === id);
    if (!field) return [{ path: at(name), message: `"${object.id}" has no field "${id}"` }];
    if (name === 'partition_key') return [];
    if (typeGroups.ordered(fieldType(field.type)) && !field.isNoPosition) return [];
    return [
      {
        path: at(name),
        message: `"${id}" is ${field.remote_type}, by which new rows cannot be told: choose a time of change or a number that only grows`,
      },
    ];
  });
}

/** The names of the fields' columns, by the fields' names; throws where two fields were given the same. */
export function columnNames(
  input: BulkSyncInput,
  chosen: readonly ChosenField[],
  index: number,
  engineColumns: readonly LoadColumn[],
): ReadonlyMap<string, string> {
  const reserved = engineColumns.map(({ name }) => name);
  const given = new Map<string, string>();
  const issues: Issue[] = [];
  for (const { field, settings, index: place } of chosen) {
    const name = settings?.user_output_name;
    if (!name) continue;
    const same = (other: string) => other.toLowerCase() === name.toLowerCase();
    if (reserved.some(same) || [...given.values()].some(same))
      issues.push({
        path: ['schemas', index, 'fields', place, 'user_output_name'],
        message: `there is a column "${name}" already`,
      });
    given.set(field.name, name);
  }
  if (issues.length > 0) throw new InvalidError(issues);
  return outputNames(
    chosen.map(({ field }) => field.name),
    input.normalize_names,
    given,
    reserved,
  );
}

/** A column as plans show it, of the field that feeds it; `obfuscated` are the ids of fields of which only a hash travels. */
export function plannedColumn(
  field: FieldSchema | undefined,
  column: TargetColumn,
  obfuscated: ReadonlySet<string>,
): PlannedColumn {
  const isHash = field !== undefined && obfuscated.has(field.id);
  return {
    name: column.name,
    source: field?.name ?? null,
    source_type: field?.remote_type ?? null,
    type: column.type,
    target_type: column.target_type,
    lossy: isHash ? 'the value itself: a keyed hash takes its place' : lossOf(field, column),
  };
}
