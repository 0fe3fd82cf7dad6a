import type { ModelField, Sync } from '../api/documents.ts';

/** The model ids that a sync's definition names, each once. */
export function modelIds(
  sync: Pick<Sync, 'fields' | 'identity' | 'filters' | 'overrides'>,
): readonly string[] {
  const sources: (ModelField | undefined)[] = [
    sync.identity?.source,
    ...sync.fields.map((f) => f.source),
    ...(sync.filters ?? []).map((f) => f.source),
    ...(sync.overrides ?? []).map((f) => f.source),
  ];
  return [...new Set(sources.flatMap((s) => (s ? [s.model_id] : [])))];
}
