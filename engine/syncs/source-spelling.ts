import type { ModelField, SyncInput } from '../api/documents.ts';
import { spelledAsThere } from '../kit/normal-form.ts';
import type { PlannedModel } from './planned-model.ts';

/** A sync's definition with the fields of its models as the models spell them, whatever normal form they were written in. */
export function inModelsSpelling<S extends SyncInput>(sync: S, models: readonly PlannedModel[]): S {
  const source = (of: ModelField): ModelField => {
    const fields = models.find(({ id }) => id === of.model_id)?.fields ?? [];
    const there = fields.map(({ name }) => name);
    return { ...of, field: spelledAsThere(of.field, there) };
  };
  const spelled = <T extends { readonly source: ModelField }>(one: T): T => ({
    ...one,
    source: source(one.source),
  });
  return {
    ...sync,
    fields: sync.fields.map((field) => (field.source ? { ...field, source: source(field.source) } : field)),
    ...(sync.identity ? { identity: spelled(sync.identity) } : {}),
    ...(sync.filters ? { filters: sync.filters.map(spelled) } : {}),
    ...(sync.overrides ? { overrides: sync.overrides.map(spelled) } : {}),
  };
}
