import type { ModelField, Sync } from '../api/documents.ts';

type Definition = Pick<Sync, 'fields' | 'identity' | 'filters' | 'overrides'>;
type Path = readonly (string | number)[];

/** The fields of models that a sync's definition names, each with its place in the definition. */
function sourcesOf(sync: Definition): readonly (readonly [path: Path, source: ModelField | undefined])[] {
  const of = (list: string, elements: readonly { readonly source?: ModelField | undefined }[] = []) =>
    elements.map(({ source }, i): readonly [Path, ModelField | undefined] => [[list, i, 'source'], source]);
  return [
    [['identity', 'source'], sync.identity?.source],
    ...of('fields', sync.fields),
    ...of('filters', sync.filters),
    ...of('overrides', sync.overrides),
  ];
}

/** The model ids that a sync's definition names, each once. */
export function modelIds(sync: Definition): readonly string[] {
  return [...new Set(sourcesOf(sync).flatMap(([, source]) => (source ? [source.model_id] : [])))];
}

/** Where a sync's definition first names a model. */
export function modelPath(sync: Definition, id: string): Path {
  const [path = []] = sourcesOf(sync).find(([, source]) => source?.model_id === id) ?? [];
  return [...path, 'model_id'];
}
