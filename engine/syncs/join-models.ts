import type { SyncInput } from '../api/documents.ts';
import type { FieldSchema } from '../contract/contract.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import { shortList } from '../kit/short-list.ts';
import type { PlannedModel } from './planned-model.ts';
import { sameValueSql } from './record-sql.ts';

/** How a model's records are found for those of the models before it. */
export interface ModelJoin {
  /** The joined model's place among the sync's models. */
  readonly model: number;
  readonly field: FieldSchema;
  /** The field that it is joined to, of a model with a lower place. */
  readonly to: { readonly model: number; readonly field: FieldSchema };
}

/**
 * Orders a sync's models: the one whose records are sent first, the model of the identity or else of the first field; the
 * others in an order in which each is related to one before it. A relation joins in both directions. Models that are only
 * on the way from one to another have to be among them. Throws an InvalidError where a model is related to no other.
 */
export function joinModels(
  input: SyncInput,
  models: readonly PlannedModel[],
): { readonly models: readonly PlannedModel[]; readonly joins: readonly ModelJoin[] } {
  const rootId = rootModelId(input);
  const root = models.find((m) => m.id === rootId) ?? (models[0] as PlannedModel);
  const ordered = [root];
  const joins: ModelJoin[] = [];
  let rest = models.filter((m) => m !== root);
  while (rest.length > 0) {
    const found = rest
      .values()
      .flatMap((model) => relationsBetween(model, ordered))
      .next().value;
    if (!found) throw new InvalidError(rest.flatMap((model) => unrelated(input, model, ordered)));
    const { model, join } = found;
    joins.push({ ...join, model: ordered.length });
    ordered.push(model);
    rest = rest.filter((m) => m !== model);
  }
  const issues = joins.flatMap((join) => incomparable(join, ordered, input));
  if (issues.length > 0) throw new InvalidError(issues);
  return { models: ordered, joins };
}

/** The model whose records a sync sends. */
export function rootModelId(input: Pick<SyncInput, 'identity' | 'fields'>): string | undefined {
  return input.identity?.source.model_id ?? input.fields.find((f) => f.source)?.source?.model_id;
}

function relationsBetween(model: PlannedModel, ordered: readonly PlannedModel[]) {
  const found: { readonly model: PlannedModel; readonly join: Omit<ModelJoin, 'model'> }[] = [];
  for (const [place, other] of ordered.entries()) {
    for (const { from, to } of other.input.relations ?? [])
      if (to.model_id === model.id)
        found.push({
          model,
          join: { field: fieldOf(model, to.field), to: { model: place, field: fieldOf(other, from) } },
        });
    for (const { from, to } of model.input.relations ?? [])
      if (to.model_id === other.id)
        found.push({
          model,
          join: { field: fieldOf(model, from), to: { model: place, field: fieldOf(other, to.field) } },
        });
  }
  return found;
}

function fieldOf(model: PlannedModel, name: string): FieldSchema {
  const field = model.fields.find((f) => f.name === name);
  if (field) return field;
  throw new InvalidError([
    {
      path: [],
      message: `a relation names the field "${name}" of the model "${model.input.name}", which has ${shortList(model.fields.map((f) => f.name))}`,
    },
  ]);
}

function unrelated(input: SyncInput, model: PlannedModel, ordered: readonly PlannedModel[]): Issue[] {
  const names = ordered.map((m) => `"${m.input.name}"`).join(', ');
  return [
    {
      path: pathOf(input, model.id),
      message: `the model "${model.input.name}" has no relation with ${names}; add one to either model: relations = [{ from, to = { model_id, field } }]`,
    },
  ];
}

function incomparable(join: ModelJoin, models: readonly PlannedModel[], input: SyncInput): readonly Issue[] {
  const { field, to } = join;
  const side = (type: string) => ({ sql: '', type });
  if (sameValueSql(side(field.type), side(to.field.type))) return [];
  const [model, other] = [models[join.model], models[to.model]] as [PlannedModel, PlannedModel];
  return [
    {
      path: pathOf(input, model.id),
      message: `the relation of "${other.input.name}".${to.field.name} (${to.field.type}) with "${model.input.name}".${field.name} (${field.type}) compares types that have no values in common`,
    },
  ];
}

/** Where the definition first names a model. */
function pathOf(input: SyncInput, modelId: string): readonly (string | number)[] {
  const at = (list: 'fields' | 'filters' | 'overrides') => {
    const i = (input[list] ?? []).findIndex(({ source }) => source?.model_id === modelId);
    return i < 0 ? undefined : [list, i, 'source', 'model_id'];
  };
  return at('fields') ?? at('filters') ?? at('overrides') ?? ['fields'];
}
