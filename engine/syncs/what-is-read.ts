import type { ModelInput } from '../api/documents.ts';
import type { FieldSchema, QueryCapabilities, RowFilter } from '../contract/contract.ts';
import type { Filter } from '../contract/filter.ts';
import { sourceKey } from './record-shape.ts';
import { fieldKey } from './record-sql.ts';
import type { SyncRun } from './sync-run.ts';

/* What a run of a model sync asks of its sources: which fields, and by which filters. */

/** Filters with their logic, on fields by their keys among all models'. */
export interface DividedFilters {
  /** What is left to be evaluated here, after the models are joined. */
  readonly here: { readonly filters: readonly Filter[]; readonly logic: string | undefined };
  /** What the first model's source does. */
  readonly there: RowFilter | undefined;
}

/** Divides a sync's filters between the first model's source and here. */
export function divideFilters({ sync, blueprint, sources, now }: SyncRun): DividedFilters {
  const all = sync.filters ?? [];
  const logic = sync.filter_logic?.trim() ? sync.filter_logic : undefined;
  const { canFilter } = sources[0]?.can('query') ?? {};
  const isThere = (model_id: string) =>
    // What is expected of a model is expected of all of its records.
    !(blueprint.model.input.expectations?.length ?? 0) && model_id === blueprint.model.id && canFilter;
  // Of filters that all have to match, each can be left to the source by itself.
  const canDivide =
    logic === undefined || (canFilter === true && all.every(({ source }) => isThere(source.model_id)));
  const candidates = canDivide ? all.filter(({ source }) => isThere(source.model_id)) : [];
  const there =
    typeof canFilter === 'function' ? chosenBy(canFilter, candidates, blueprint.model) : candidates;
  const here = all.filter((filter) => !there.includes(filter));
  const names = new Set(there.map(({ source }) => source.field));
  return {
    here: {
      filters: here.map(({ source, ...filter }) => ({ ...filter, field: sourceKey(blueprint, source) })),
      logic: there.length > 0 ? undefined : logic,
    },
    there:
      there.length === 0
        ? undefined
        : {
            filters: there.map(({ source, ...filter }) => ({ ...filter, field: source.field })),
            logic,
            fields: blueprint.model.fields.filter((f) => names.has(f.name)),
            now,
          },
  };
}

/** Of filters on a model those that its source applies. */
function chosenBy<F extends Omit<Filter, 'field'> & { readonly source: { readonly field: string } }>(
  choose: Exclude<QueryCapabilities['canFilter'], true | undefined>,
  candidates: readonly F[],
  { fields, input }: SyncRun['blueprint']['model'],
): readonly F[] {
  const named = candidates.map(({ source, ...filter }) => ({ ...filter, field: source.field }));
  const names = new Set(named.map(({ field }) => field));
  const chosen = choose(
    named,
    fields.filter(({ name }) => names.has(name)),
    input.configuration,
  );
  return candidates.filter((_, i) => chosen.includes(named[i] as Filter));
}

/** The keys of the fields that a run reads. */
export function neededFields(
  { sync, blueprint }: SyncRun,
  here: DividedFilters['here'],
): ReadonlySet<string> {
  return new Set([
    ...blueprint.mapping.flatMap(({ from }) =>
      'field' in from ? [fieldKey(from.model, from.field.name)] : [],
    ),
    ...blueprint.models.flatMap(({ input }, model) =>
      (input.tracking_columns ?? []).map((name) => fieldKey(model, name)),
    ),
    ...blueprint.joins.flatMap(({ model, field, to }) => [
      fieldKey(model, field.name),
      fieldKey(to.model, to.field.name),
    ]),
    ...here.filters.map((filter) => filter.field),
    ...(sync.overrides ?? []).map(({ source }) => sourceKey(blueprint, source)),
    ...(blueprint.identity ? [fieldKey(blueprint.identity.model, blueprint.identity.field.name)] : []),
    ...blueprint.models.flatMap(({ input, fields }, model) =>
      expectedFields(input, fields).map((name) => fieldKey(model, name)),
    ),
  ]);
}

/** Names of the fields that a model's expectations need; a condition may name any. */
function expectedFields(
  { expectations = [], identifier }: ModelInput,
  fields: readonly FieldSchema[],
): readonly string[] {
  if (expectations.length === 0) return [];
  if (expectations.some(({ type }) => type === 'sql')) return fields.map(({ name }) => name);
  return [...expectations.flatMap((one) => one.fields ?? []), ...(identifier ? [identifier] : [])];
}

/** The fields of a model that are read, of those that a run needs by their keys. */
export function fieldsOf(
  { blueprint }: SyncRun,
  model: number,
  needed: ReadonlySet<string>,
): readonly FieldSchema[] {
  const { fields } = blueprint.models[model] as (typeof blueprint.models)[number];
  const found = fields.filter((field) => needed.has(fieldKey(model, field.name)));
  // A model of constants alone still says how many records there are.
  return found.length > 0 ? found : fields.slice(0, 1);
}
