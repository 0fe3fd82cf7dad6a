import type { Model, ModelInput } from '@syncform/engine/api/documents.ts';
import type { EngineApi, PlanOptions } from '@syncform/engine/api/engine-api.ts';
import type { FieldSchema } from '@syncform/engine/contract/contract.ts';
import { stableText } from '@syncform/engine/kit/digest.ts';
import { type Finding, findings } from '@syncform/engine/kit/findings/finding.ts';
import { downstreamSentences } from '@syncform/engine/lineage/downstream.ts';
import { yieldsOf } from '@syncform/engine/models/plan-model.ts';
import { isUnknown } from '../../framework/index.ts';
import { sourceChanged } from '../diagnostics/failures.ts';
import { withShortIds } from '../planning/planned-ids.ts';
import type { Values } from '../running/runnable.ts';
import { composedText } from '../values/composed-text.ts';
import { configurationValue, definitionValue, withoutUndefined } from '../values/definition-values.ts';

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
  if (!isUnknown(planned) && composedText(planned) !== composedText(columnsOf(found))) throw sourceChanged();
}

/** `columns` of a model: the fields that it yields. */
export type Columns = readonly Pick<FieldSchema, 'name' | 'type' | 'remote_type'>[];

/** What a plan foretells of a model. */
export interface PlannedColumns {
  readonly columns: Columns;
  readonly findings: readonly Finding[];
}

/** What a model will yield, and the syncs that read it where that is other than before. */
export async function plannedColumns(
  engine: EngineApi,
  input: ModelInput,
  prior: (Values & { readonly id: string; readonly columns: Columns | null }) | null,
  options: Pick<PlanOptions, 'overlay' | 'signal'>,
): Promise<PlannedColumns> {
  const { fields, warnings } = await engine.models.plan(input, { ...options, id: prior?.id });
  const ignored = findings('ignored', warnings);
  const columns = columnsOf(fields);
  if (!prior) return { columns, findings: ignored };
  const isRedefined = stableText(yieldsOf(input)) !== stableText(yieldsOf(modelInput(prior)));
  const differing = differences(prior.columns ?? columns, columns);
  if (!isRedefined && differing.length === 0) return { columns, findings: [] };
  // A changed query may change the values of every field.
  const changed = { model_id: prior.id, fields: isRedefined ? undefined : differing };
  const sentences = downstreamSentences(await engine.downstream(changed));
  return { columns, findings: [...ignored, ...findings('downstream', sentences)] };
}

/** Names of the columns that one of the two has not, or has otherwise. */
function differences(before: Columns, after: Columns): readonly string[] {
  const names = new Map([...before, ...after].map(({ name }) => [name.normalize(), name]));
  const of = (columns: Columns, composed: string) =>
    composedText(columns.find(({ name }) => name.normalize() === composed) ?? null);
  return [...names].flatMap(([composed, name]) =>
    of(before, composed) === of(after, composed) ? [] : [name],
  );
}

export function columnsOf(fields: readonly FieldSchema[]): Columns {
  return fields.map(({ name, type, remote_type }) => ({ name, type, remote_type }));
}
