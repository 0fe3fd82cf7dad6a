import type { Attribute } from '../attributes.ts';
import { plain, sameJson } from '../cty/dynamic.ts';
import { same } from '../cty/same.ts';
import { emptyObject } from '../cty/type.ts';
import { isUnknown } from '../cty/unknown.ts';
import type { Attributes, Type } from '../types.ts';
import { ctyType } from './cty-types.ts';

/** The values of a schema's attributes, by name. */
export type Fields = Record<string, unknown>;

/** The same object as the configuration, the prior state and the value at hand have it; null where one has none. */
export interface Aligned {
  readonly config: Fields | null;
  readonly prior: Fields | null;
  readonly value: Fields;
}

/**
 * Rebuilds the objects within a value, innermost collections included, each aligned with its counterparts: list items by
 * position, map elements by key, set elements by what the configuration says of them.
 */
export function rebuildObjects(
  type: Type,
  counterparts: { config: unknown; prior: unknown },
  value: unknown,
  rebuild: (attributes: Attributes, aligned: Aligned) => Fields,
): unknown {
  const { config, prior } = counterparts;
  if (value === null || value === undefined || isUnknown(value)) return value;
  if (type.kind === 'object') {
    return rebuild(type.attributes, {
      config: fieldsOf(config),
      prior: fieldsOf(prior),
      value: value as Fields,
    });
  }
  if (!('element' in type)) return value;
  const element = type.element as Type;
  if (element.kind !== 'object') return value;
  const inner = (item: unknown, of: { config: unknown; prior: unknown }) =>
    rebuildObjects(element, of, item, rebuild);
  if (type.kind === 'map') {
    return mapFields(value as Fields, (item, key) =>
      inner(item, { config: fieldsOf(config)?.[key], prior: fieldsOf(prior)?.[key] }),
    );
  }
  const items = value as unknown[];
  if (type.kind === 'list') {
    return items.map((item, index) =>
      inner(item, { config: itemsOf(config)[index], prior: itemsOf(prior)[index] }),
    );
  }
  return items.map((item) =>
    inner(item, {
      config: counterpart(element.attributes, itemsOf(config), item),
      prior: counterpart(element.attributes, itemsOf(prior), item),
    }),
  );
}

/** The element of a set that agrees with `item` in all that a configuration has set, and in the most attributes. */
function counterpart(attributes: Attributes, candidates: readonly unknown[], item: unknown): unknown {
  const fields = fieldsOf(item);
  if (!fields) return undefined;
  let best: { candidate: unknown; agreed: number } | undefined;
  for (const candidate of candidates) {
    const other = fieldsOf(candidate);
    if (!other) continue;
    const set = Object.entries(attributes).filter(
      ([name, one]) => !fromProvider(one) && (other[name] ?? null) !== null,
    );
    if (!set.every(([name, one]) => same(ctyType(one.type), other[name], fields[name]) || isWriteOnly(one)))
      continue;
    if (!best || set.length > best.agreed) best = { candidate, agreed: set.length };
  }
  return best?.candidate;
}

/** True when two values are the same, or the attribute says that they mean the same. */
export function sameMeaning(attribute: Attribute, a: unknown, b: unknown): boolean {
  const [first, second] = [plain(a), plain(b)];
  if (same(ctyType(attribute.type), first, second)) return true;
  const { equality } = attribute.options;
  if (!equality || first === null || second === null || first === undefined || second === undefined)
    return false;
  if (isUnknown(first) || isUnknown(second)) return false;
  return equality === 'json' ? sameJson(first, second) : equality(first, second);
}

/** An object with each field rebuilt. */
export function mapFields(fields: Fields, rebuild: (value: unknown, name: string) => unknown): Fields {
  const out = emptyObject();
  for (const [name, value] of Object.entries(fields)) out[name] = rebuild(value, name);
  return out;
}

const names = new WeakMap<Attributes, readonly string[]>();

function namesOf(attributes: Attributes): readonly string[] {
  const known = names.get(attributes);
  if (known) return known;
  const found = Object.keys(attributes);
  names.set(attributes, found);
  return found;
}

/** An object with a value for each attribute of a schema. */
export function fieldsFor(
  attributes: Attributes,
  value: (attribute: Attribute, name: string) => unknown,
): Fields {
  const out = emptyObject();
  for (const name of namesOf(attributes)) out[name] = value(attributes[name] as Attribute, name) ?? null;
  return out;
}

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isWriteOnly({ kind }: Attribute): boolean {
  return kind === 'writeOnlyRequired' || kind === 'writeOnlyOptional';
}

/** Whether the provider alone sets it. */
export function fromProvider({ kind }: Attribute): boolean {
  return kind === 'computed' || kind === 'nullable';
}

/** Whether the provider sets it when the configuration does not. */
export function mayBeDecided(attribute: Attribute): boolean {
  return fromProvider(attribute) || attribute.kind === 'decided';
}

/** A state without write-only values and with defaults for what is null: what may be kept. */
export function keepable(attributes: Attributes, state: Fields): Fields {
  return fieldsFor(attributes, (attribute, name) => {
    if (isWriteOnly(attribute)) return null;
    const value = state[name] ?? null;
    if (value === null && attribute.kind === 'defaulted') return attribute.options.default;
    return rebuildObjects(attribute.type, { config: null, prior: null }, value, (inner, { value: fields }) =>
      keepable(inner, fields),
    );
  });
}

/** A value without write-only values; defaults are left alone. */
export function withoutWriteOnly(attributes: Attributes, state: Fields): Fields {
  return fieldsFor(attributes, (attribute, name) =>
    isWriteOnly(attribute)
      ? null
      : rebuildObjects(attribute.type, { config: null, prior: null }, state[name], (inner, { value }) =>
          withoutWriteOnly(inner, value),
        ),
  );
}

/** The value with null wherever it is unknown. */
export function withoutUnknown(value: unknown): unknown {
  if (isUnknown(value) || value === undefined) return null;
  if (Array.isArray(value)) return value.map(withoutUnknown);
  const fields =
    Object.getPrototypeOf(value ?? 0) === null || value?.constructor === Object ? fieldsOf(value) : null;
  return fields ? mapFields(fields, withoutUnknown) : value;
}
