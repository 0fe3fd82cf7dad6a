import type { Filter, Override } from '../contract/filter.ts';
import { type Issue, SyncformError } from '../kit/errors.ts';
import type { FieldType } from '../types/field-type.ts';
import { testOf } from './condition.ts';
import { readFieldValue } from './field-values.ts';
import {
  filterFunctionNames,
  filterFunctions,
  filterFunctionsOf,
  isFilterFunction,
  typeGroups,
} from './filter-functions.ts';

export interface CheckOptions {
  /** Where in a filter the definition names the field: `['source', 'field']`, `['field_id']`; `['field']` where absent. */
  readonly fieldPath?: readonly string[];
}

/**
 * Faults of filters against the fields that there are; paths are relative to the list: `[2, 'value']`. Labels and logic
 * are checkFilterLogic's.
 */
export function checkFilters(
  filters: readonly Filter[],
  fields: ReadonlyMap<string, FieldType>,
  options: CheckOptions = {},
): readonly Issue[] {
  return filters.flatMap((filter, i) => checkCondition(filter, i, fields, options));
}

/** Faults of overrides, in the same manner: conditions as filters' are, and values that the field's type holds exactly. */
export function checkOverrides(
  overrides: readonly Override[],
  fields: ReadonlyMap<string, FieldType>,
  options: CheckOptions = {},
): readonly Issue[] {
  return overrides.flatMap((override, i) => {
    const type = fields.get(override.field);
    const fault = type && faultOf([i, 'override'], () => readFieldValue(override.override, type));
    return [...checkCondition(override, i, fields, options), ...(fault ?? [])];
  });
}

/** Any run's moment will do: what a relative value may be does not depend on it. */
const SOME_MOMENT = 0n;

function checkCondition(
  filter: Filter,
  index: number,
  fields: ReadonlyMap<string, FieldType>,
  { fieldPath = ['field'] }: CheckOptions,
): readonly Issue[] {
  const type = fields.get(filter.field);
  const { function: name } = filter;
  const issues: Issue[] = [];
  if (!type)
    issues.push({
      path: [index, ...fieldPath],
      message: `there is no field "${filter.field}"; there are ${[...fields.keys()].join(', ')}`,
    });
  if (!isFilterFunction(name))
    issues.push({
      path: [index, 'function'],
      message: `"${name}" is no filter function; known are ${filterFunctionNames.join(', ')}`,
    });
  if (!type || !isFilterFunction(name)) return issues;
  if (!typeGroups[filterFunctions[name].types](type)) {
    const { message } = faultOf([], () => testOf(name, type, filter.value, SOME_MOMENT))[0] as Issue;
    return [
      { path: [index, 'function'], message: `${message}; those take ${filterFunctionsOf(type).join(', ')}` },
    ];
  }
  return faultOf([index, 'value'], () => testOf(name, type, filter.value, SOME_MOMENT));
}

function faultOf(path: readonly (string | number)[], read: () => unknown): readonly Issue[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof SyncformError)) throw error;
    return [{ path: [...path, ...error.path], message: error.message }];
  }
}
