import type { ModelField, Sync, SyncInput } from '@syncform/engine/api/documents.ts';
import type { Json as EngineJson } from '@syncform/engine/kit/json.ts';
import { checkSync } from '@syncform/engine/syncs/check-sync.ts';
import { isUnknown, Unknown } from '../../framework/index.ts';
import type { Cause } from '../planning/put-off.ts';
import type { RunnableKind, Values } from '../running/runnable.ts';
import { startingSyncOver } from '../running/starting-over.ts';
import {
  definitionValue,
  endpointValue,
  withoutEmptyTexts,
  withoutUndefined,
} from '../values/definition-values.ts';
import { jsonText } from '../values/json-values.ts';
import { elementsOf, keyedLike } from '../values/keyed-elements.ts';
import { syncFields } from './sync-fields.ts';

/** Model syncs, as definitions that run: between the attributes' values and the engine's documents. */
export const syncDefinition: Omit<RunnableKind<SyncInput, Sync>, 'attributes'> = {
  what: 'sync',
  type: 'sync',
  api: (engine) => engine.syncs,
  input: (values) =>
    withoutUndefined({
      name: values.name as string,
      active: values.active as boolean,
      mode: values.mode as SyncInput['mode'],
      schedule: withoutEmptyTexts(values.schedule) as SyncInput['schedule'],
      target: endpointValue(values.target, 'target'),
      fields: elementsOf(syncFields, values.fields as never) as unknown as SyncInput['fields'],
      identity: identityInput(values.identity),
      filters: withParsed(values.filters, 'value'),
      filter_logic: definitionValue(values.filter_logic),
      target_filters: withParsed(values.target_filters, 'value'),
      overrides: withParsed(values.overrides, 'value', 'override'),
      override_fields: definitionValue(values.override_fields),
      sync_all_records: definitionValue(values.sync_all_records),
      skip_initial_backfill: definitionValue(values.skip_initial_backfill),
      only_enrich_updates: definitionValue(values.only_enrich_updates),
      allow_destructive: definitionValue(values.allow_destructive),
      allow_reset: definitionValue(values.allow_reset),
      encryption_passphrase: definitionValue(values.encryption_passphrase),
    }),
  definition: ({
    id: _,
    organization_id: __,
    created_at: ___,
    updated_at: ____,
    model_ids: _____,
    ...definition
  }) => withoutUndefined(definition),
  references: ({ target, ...input }) => ({
    models: modelIds(input),
    connections: [],
    target: target.connection_id,
  }),
  startingOver: startingSyncOver,
  faults: checkSync,
  cause: (input) => (path) => causeOf(input, path),
  derived: (input) => ({ model_ids: derivedModelIds(input) }),
  state: (input, names, before) =>
    Object.fromEntries(
      names.map((name) => {
        const found = input[name as keyof SyncInput] ?? null;
        // After an import they are a list, which keeps their order: the order of the table's columns.
        if (name === 'fields')
          return [name, keyedLike(syncFields, found as never, (before.fields ?? []) as never)];
        if (name === 'filters' || name === 'target_filters') return [name, withTexts(found, 'value')];
        if (name === 'overrides') return [name, withTexts(found, 'value', 'override')];
        return [name, found];
      }),
    ),
};

/** Faults in what comes from a model are owed to its source; faults in target fields to the target's object. */
function causeOf(input: SyncInput, path: readonly (string | number)[]): Cause | undefined {
  const [list, index] = path;
  // A model's own fault has the model's path.
  if (list === 'configuration') return { models: modelIds(input) as string[] };
  if (path.includes('source')) {
    const element = list === 'identity' ? input.identity : elementAt(input[list as keyof SyncInput], index);
    return element?.source ? { models: [element.source.model_id] } : undefined;
  }
  const isOfTarget =
    list === 'target_filters' ||
    path.at(-1) === 'target' ||
    (list === 'target' && (path.at(-1) === 'object' || path.at(-1) === 'name'));
  const { connection_id, object, create, new_name } = input.target;
  return isOfTarget
    ? { connection: connection_id, text: object ?? create?.name ?? new_name ?? '' }
    : undefined;
}

function elementAt(list: unknown, index: unknown): { readonly source?: ModelField } | undefined {
  return Array.isArray(list) && typeof index === 'number' ? list[index] : undefined;
}

function identityInput(value: unknown): SyncInput['identity'] {
  const { remote_field_type_id: _, ...identity } = definitionValue<Record<string, unknown>>(value) ?? {};
  return isUnknown(value) ? (Unknown as never) : definitionValue(identity);
}

function modelIds({
  fields,
  identity,
  filters,
  overrides,
}: Pick<SyncInput, 'fields' | 'identity' | 'filters' | 'overrides'>): readonly (string | Unknown)[] {
  const elements = [fields, filters, overrides].flatMap((list) => (Array.isArray(list) ? list : []));
  const sources = [identity?.source, ...elements.map((element) => element.source)];
  return [...new Set(sources.flatMap((s) => (s ? [s.model_id] : [])))];
}

function derivedModelIds(input: SyncInput) {
  const ids = modelIds(input);
  const lists: readonly unknown[] = [input.fields, input.filters, input.overrides];
  return lists.some(isUnknown) || ids.some(isUnknown) ? Unknown : ids;
}

/** Elements of a set with the JSON of some of their attributes read. */
function withParsed<T>(value: unknown, ...names: readonly string[]): T | undefined {
  const elements = definitionValue<Record<string, unknown>[]>(value);
  if (!Array.isArray(elements)) return elements;
  return elements.map((given) => {
    const element = isUnknown(given) ? given : (withoutEmptyTexts<Record<string, unknown>>(given) ?? {});
    return {
      ...element,
      ...Object.fromEntries(
        names.flatMap((n) => (n in element ? [[n, jsonText(element[n] as string)]] : [])),
      ),
    };
  }) as T;
}

function withTexts(elements: unknown, ...names: readonly string[]): Values[] | null {
  if (!Array.isArray(elements)) return null;
  return elements.map((element: Record<string, EngineJson>) => ({
    ...element,
    ...Object.fromEntries(names.flatMap((n) => (n in element ? [[n, JSON.stringify(element[n])]] : []))),
  }));
}
