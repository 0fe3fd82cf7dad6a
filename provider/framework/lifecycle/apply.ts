import type { Attribute } from '../attributes.ts';
import { checkType, ValueTypeError } from '../cty/codec.ts';
import { isUnknown, isWhollyKnown } from '../cty/unknown.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { ctyType } from '../schema/cty-types.ts';
import {
  type Fields,
  fieldsFor,
  fieldsOf,
  fromProvider,
  isWriteOnly,
  keepable,
  rebuildObjects,
  sameMeaning,
  withoutUnknown,
  withoutWriteOnly,
} from '../schema/nesting.ts';
import type { Attributes, Type } from '../types.ts';

type Steps = readonly (string | number)[];

/**
 * The state after create or update: as planned, and where the plan was unknown, as the hook returned it. Nothing is unknown in
 * it. A computed attribute that turned out otherwise than planned is reported, and kept as it turned out.
 */
export function settleApply(
  attributes: Attributes,
  planned: Fields,
  returned: Fields,
  diagnostics: Diagnostics,
): Fields {
  return withoutWriteOnly(attributes, settleFields(attributes, planned, returned, diagnostics, []));
}

function settleFields(
  attributes: Attributes,
  planned: Fields,
  returned: Fields,
  diagnostics: Diagnostics,
  at: Steps,
): Fields {
  reportStrangers(attributes, returned, diagnostics, at);
  return fieldsFor(attributes, (attribute, name) => {
    if (isWriteOnly(attribute)) return null;
    const path = [...at, name];
    const result = usable(attribute, returned[name], diagnostics, path);
    const plan = planned[name];
    if (isWhollyKnown(plan)) {
      if (result === undefined || !fromProvider(attribute) || sameMeaning(attribute, result, plan))
        return plan;
      diagnostics.error(
        path,
        'Applied otherwise than planned',
        `The plan had another value of ${path.join('.')} than the one it has now. What is there now is in the state; run terraform plan again to see the difference.`,
      );
      return result;
    }
    return settleValue(attribute.type, plan, result, diagnostics, path);
  });
}

function settleValue(
  type: Type,
  plan: unknown,
  result: unknown,
  diagnostics: Diagnostics,
  at: Steps,
): unknown {
  if (isWhollyKnown(plan)) return plan;
  if (isUnknown(plan)) return withoutUnknown(result);
  const [planned, returned] = [fieldsOf(plan), fieldsOf(result)];
  if (type.kind === 'object' && planned) {
    return settleFields(type.attributes, planned, returned ?? {}, diagnostics, at);
  }
  const element = 'element' in type ? (type.element as Type) : undefined;
  if (type.kind === 'map' && element && planned) {
    const settled = Object.entries(planned).map(([key, item]) => [
      key,
      settleValue(element, item, returned?.[key], diagnostics, [...at, key]),
    ]);
    return Object.fromEntries(settled);
  }
  if (type.kind === 'list' && element && Array.isArray(plan)) {
    const items = Array.isArray(result) ? result : [];
    return plan.map((item, index) => settleValue(element, item, items[index], diagnostics, [...at, index]));
  }
  return withoutUnknown(result ?? plan);
}

/** The state after read: what the hook returned, and for what it left out, the state before. */
export function settleRead(
  attributes: Attributes,
  before: Fields,
  returned: Fields,
  diagnostics: Diagnostics,
): Fields {
  reportStrangers(attributes, returned, diagnostics, []);
  const merged = fieldsFor(attributes, (attribute, name) => {
    const result = usable(attribute, returned[name], diagnostics, [name]);
    return result === undefined ? before[name] : result;
  });
  return keepable(attributes, retain(attributes, before, merged));
}

/** What a data source or ephemeral resource found; what the configuration sets stays as it is. */
export function settleFound(
  attributes: Attributes,
  config: Fields,
  found: Fields,
  diagnostics: Diagnostics,
): Fields {
  const own = Object.entries(found).filter(
    ([name]) => !attributes[name] || fromProvider(attributes[name]) || (config[name] ?? null) === null,
  );
  return settleRead(attributes, config, Object.fromEntries(own), diagnostics);
}

/** Prefers the state's own writing of a value where what was read means the same. */
function retain(attributes: Attributes, before: Fields | null, now: Fields): Fields {
  return fieldsFor(attributes, (attribute, name) => {
    const prior = before?.[name] ?? null;
    const value = withoutUnknown(now[name]);
    if (prior !== null && value !== null && sameMeaning(attribute, prior, value)) return prior;
    return rebuildObjects(attribute.type, { config: null, prior }, value, (inner, aligned) =>
      retain(inner, aligned.prior, aligned.value),
    );
  });
}

/** How far a hook got, over what was there or planned before it. */
export function settlePartial(
  attributes: Attributes,
  base: Fields,
  reached: Fields,
  diagnostics: Diagnostics,
): Fields {
  const merged = fieldsFor(attributes, (attribute, name) => {
    const result = usable(attribute, reached[name], diagnostics, [name], true);
    return withoutUnknown(result === undefined || isUnknown(result) ? base[name] : result);
  });
  return keepable(attributes, merged);
}

/** A value that a hook returned, or undefined after a diagnostic when it cannot be one of the attribute. */
function usable(
  attribute: Attribute,
  value: unknown,
  diagnostics: Diagnostics,
  at: Steps,
  mayBeUnknown = false,
): unknown {
  if (value === undefined) return undefined;
  try {
    checkType(ctyType(attribute.type), value);
  } catch (error) {
    if (!(error instanceof ValueTypeError || error instanceof TypeError)) throw error;
    const inside = error instanceof ValueTypeError ? error.path : [];
    diagnostics.error(
      [...at, ...inside],
      'Provider bug',
      `It returned no valid value for ${error.message}. Please report it.`,
    );
    return undefined;
  }
  if (!mayBeUnknown && !isWhollyKnown(value)) {
    diagnostics.error(
      at,
      'Provider bug',
      `It left ${at.join('.')} unknown after it was done. Please report it.`,
    );
    return withoutUnknown(value);
  }
  return value;
}

function reportStrangers(
  attributes: Attributes,
  returned: Fields,
  diagnostics: Diagnostics,
  at: Steps,
): void {
  for (const [name, value] of Object.entries(returned)) {
    if (value === undefined || Object.hasOwn(attributes, name)) continue;
    diagnostics.error(
      at,
      'Provider bug',
      `It returned "${[...at, name].join('.')}", which is not an attribute. Please report it.`,
    );
  }
}
