import type { ModelField, SyncInput } from '../api/documents.ts';
import { checkFilters, checkOverrides } from '../filters/check-filters.ts';
import type { Issue } from '../kit/errors.ts';
import { shortList } from '../kit/short-list.ts';
import { type FieldType, fieldType } from '../types/field-type.ts';
import { checkSyncShape } from './check-sync-shape.ts';
import type { PlannedModel } from './planned-model.ts';

type Path = readonly (string | number)[];

/** The models of a sync by their ids, with what is known of them. */
export type ModelsById = ReadonlyMap<string, PlannedModel>;

/** Every fault of a sync's definition against the fields that its models yield. */
export function checkSync(input: SyncInput, models: ModelsById): readonly Issue[] {
  const issues = [...checkSyncShape(input)];
  const known = (path: Path, source: ModelField) => {
    const model = models.get(source.model_id);
    if (!model || model.fields.some((f) => f.name === source.field)) return true;
    issues.push({
      path: [...path, 'field'],
      message:
        model.unreadable?.find(({ name }) => name === source.field)?.reason ??
        `model "${model.input.name}" has no field "${source.field}"; it has ${shortList(model.fields.map((f) => f.name))}`,
    });
    return false;
  };
  for (const [i, field] of input.fields.entries())
    if (field.source) known(['fields', i, 'source'], field.source);
  if (input.identity) known(['identity', 'source'], input.identity.source);
  issues.push(
    ...onKnownFields(input.filters ?? [], 'filters', known, models, (one, field, types) =>
      checkFilters([{ ...one, field }], types, { fieldPath: ['source', 'field'] }),
    ),
    ...onKnownFields(input.overrides ?? [], 'overrides', known, models, (one, field, types) =>
      checkOverrides([{ ...one, field }], types, { fieldPath: ['source', 'field'] }),
    ),
  );
  return issues;
}

/** Checks each element whose field is there; the others' fault is that it is not. */
function onKnownFields<T extends { readonly source: ModelField }>(
  elements: readonly T[],
  list: string,
  known: (path: Path, source: ModelField) => boolean,
  models: ModelsById,
  check: (element: T, field: string, types: ReadonlyMap<string, FieldType>) => readonly Issue[],
): readonly Issue[] {
  return elements.flatMap((element, i) => {
    if (!known([list, i, 'source'], element.source)) return [];
    const { model_id, field } = element.source;
    const type = models.get(model_id)?.fields.find((f) => f.name === field)?.type;
    if (type === undefined) return [];
    return check(element, field, new Map([[field, fieldType(type)]])).map(({ path, message }) => ({
      path: [list, i, ...path.slice(1)],
      message,
    }));
  });
}
