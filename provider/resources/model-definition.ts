import type { Model, ModelInput } from '@syncform/engine/api/documents.ts';
import type { FieldSchema } from '@syncform/engine/connectors/contract.ts';
import { stableText } from '@syncform/engine/types/digest.ts';
import { isUnknown } from '../framework/index.ts';
import { configurationValue, definitionValue, withoutUndefined } from './definition-values.ts';
import { sourceChanged } from './failures.ts';
import { withShortIds } from './planned-ids.ts';
import type { Values } from './runnable.ts';

/** The definition that values of the attributes say; where they are unknown, parts of it are. */
export function modelInput(values: Values): ModelInput {
  return withoutUndefined({
    name: values.name as string,
    connection_id: values.connection_id as string,
    configuration: configurationValue(values.configuration, ['configuration']) ?? {},
    fields: definitionValue<string[]>(values.fields),
    additional_fields: definitionValue(values.additional_fields),
    identifier: definitionValue(values.identifier),
    relations: definitionValue(values.relations),
    tracking_columns: definitionValue(values.tracking_columns),
    expectations: definitionValue(values.expectations),
  });
}

/** The definition inside a stored model. */
export function definitionOf({
  id: _,
  organization_id: __,
  type: ___,
  version: ____,
  created_at: _____,
  updated_at: ______,
  ...definition
}: Model): ModelInput {
  return definition;
}

/** What changes with each change of a model. */
export function computedOf(model: Model, fields: readonly FieldSchema[]) {
  return {
    type: model.type,
    version: model.version,
    updated_at: model.updated_at,
    columns: columnsOf(fields),
  };
}

/** What a plan is remembered by until it is applied. */
export function changeOf(id: string | undefined, input: ModelInput): unknown {
  return ['model', id ?? null, withShortIds(input)];
}

/** Apply stores what was planned, or nothing. */
export function refuseChanged(planned: unknown, found: readonly FieldSchema[]): void {
  if (!isUnknown(planned) && stableText(planned) !== stableText(columnsOf(found))) throw sourceChanged();
}

/** `columns` of a model: the fields that it yields. */
export type Columns = readonly Pick<FieldSchema, 'name' | 'type' | 'remote_type'>[];

export function columnsOf(fields: readonly FieldSchema[]): Columns {
  return fields.map(({ name, type, remote_type }) => ({ name, type, remote_type }));
}
