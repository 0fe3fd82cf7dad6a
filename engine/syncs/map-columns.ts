import type { SyncField, SyncInput } from '../api/documents.ts';
import type { LoadColumn, TargetColumn } from '../contract/contract.ts';
import { type FieldValue, readFieldValue } from '../filters/field-values.ts';
import { InvalidError, type Issue, SyncformError } from '../kit/errors.ts';
import { fieldType } from '../types/field-type.ts';
import type { PlannedTarget } from './plan-target.ts';
import type { PlannedModel } from './planned-model.ts';
import type { RecordField } from './record-sql.ts';
import { stampColumns } from './stamp-columns.ts';

/** One target column and what fills it. */
export interface MappedColumn {
  readonly column: TargetColumn;
  /** A model's field, a constant in the column's type, or the run's moment. */
  readonly from: RecordField | { readonly constant: FieldValue } | { readonly isMoment: true };
  readonly isEncrypted: boolean;
  readonly only: LoadColumn['only'];
}

interface Wanted {
  readonly path: readonly (string | number)[];
  readonly field: SyncField;
  readonly isNew: boolean;
}

/**
 * What fills each column of the target: the identity first where no field says it, then the fields in their order. A
 * constant of `override_fields` takes the place of a field of the same name. Throws an InvalidError.
 */
export function mapColumns(
  input: SyncInput,
  models: readonly PlannedModel[],
  planned: PlannedTarget,
): readonly MappedColumn[] {
  const issues: Issue[] = [];
  const mapping = wantedColumns(input).flatMap(({ path, field, isNew }): MappedColumn[] => {
    const isKey = input.identity?.target === field.target && input.mode !== 'append';
    try {
      const from = fillOf(field, models, planned, path);
      const type = !('field' in from)
        ? constantType(field, planned)
        : field.encryption_enabled
          ? 'string'
          : from.field.type;
      const column = planned.column(field.target, isKey ? keyType(input, type, planned) : type, isNew, isKey);
      if (typeof column === 'string')
        throw new InvalidError([{ path: [...path, 'target'], message: column }]);
      const only = field.sync_mode === 'create' || field.sync_mode === 'update' ? field.sync_mode : undefined;
      return [
        {
          column,
          from,
          isEncrypted: field.encryption_enabled === true,
          only: isKey || only === input.mode ? undefined : only,
        },
      ];
    } catch (error) {
      if (!(error instanceof InvalidError)) throw error;
      issues.push(...error.issues);
      return [];
    }
  });
  const filled = mapping.map(({ column }) => column.name);
  for (const stamp of stampColumns(input, planned, filled)) {
    if (typeof stamp === 'string') issues.push({ path: ['target', 'configuration'], message: stamp });
    else mapping.push({ ...stamp, from: { isMoment: true }, isEncrypted: false });
  }
  if (issues.length > 0) throw new InvalidError(issues);
  return mapping;
}

/** The definition fills no field twice: its own check has refused that. */
function wantedColumns(input: SyncInput): readonly Wanted[] {
  const { identity } = input;
  const wanted: Wanted[] = [];
  if (identity && !input.fields.some((f) => f.target === identity.target))
    wanted.push({
      path: ['identity'],
      field: { target: identity.target, source: identity.source },
      isNew: identity.new_field === true,
    });
  for (const [i, field] of input.fields.entries()) {
    const path = ['fields', i];
    const isIdentity = field.target === identity?.target;
    wanted.push({ path, field, isNew: field.new === true || (isIdentity && identity.new_field === true) });
  }
  for (const [i, field] of (input.override_fields ?? []).entries()) {
    const one = {
      path: ['override_fields', i],
      field: { ...field, source: undefined },
      isNew: field.new === true,
    };
    const at = wanted.findIndex((w) => w.field.target === field.target);
    if (at < 0) wanted.push(one);
    else wanted[at] = { ...one, isNew: one.isNew || wanted[at]?.isNew === true };
  }
  return wanted;
}

/** The field's source; its constant where it has one that says something, or nothing else. */
function fillOf(
  field: SyncField,
  models: readonly PlannedModel[],
  planned: PlannedTarget,
  path: readonly (string | number)[],
): MappedColumn['from'] {
  const { source, override_value } = field;
  if (source && !override_value) {
    const model = models.findIndex((m) => m.id === source.model_id);
    const found = models[model]?.fields.find((f) => f.name === source.field);
    if (!found) throw new RangeError(`field "${source.field}" was not checked`);
    return { model, field: found };
  }
  const text = override_value as string;
  const type = fieldType(constantType(field, planned));
  try {
    return { constant: readFieldValue(text, type) };
  } catch (error) {
    if (!(error instanceof SyncformError)) throw error;
    // Lists and JSON are written as their JSON text.
    const json = parsed(text);
    if (json === undefined || typeof json !== 'object' || json === null)
      throw new InvalidError([{ path: [...path, 'override_value'], message: error.message }]);
    return { constant: readFieldValue(json, type) };
  }
}

/** A constant has the type of the column that takes it. */
function constantType(field: SyncField, planned: PlannedTarget): string {
  if (field.encryption_enabled) return 'string';
  return planned.existingType(field.target) ?? 'string';
}

/** Records that are found by a function of the identity bring the target's own value of it, in the target's type. */
function keyType(input: SyncInput, type: string, planned: PlannedTarget): string {
  const isFound = input.identity !== undefined && input.identity.function !== 'Equality';
  const there = isFound ? planned.existingType(input.identity.target) : undefined;
  if (there !== undefined) return there;
  const field = fieldType(type);
  return isFound && field.kind === 'array' ? 'string' : type;
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
