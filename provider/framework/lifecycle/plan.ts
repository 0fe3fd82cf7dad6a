import { plain } from '../cty/dynamic.ts';
import { same } from '../cty/same.ts';
import { knownPrefix, Unknown } from '../cty/unknown.ts';
import { AttributeError } from '../diagnostics.ts';
import { ctyType, objectType } from '../schema/cty-types.ts';
import {
  type Aligned,
  type Fields,
  fieldsFor,
  fieldsOf,
  isWriteOnly,
  mayBeDecided,
  rebuildObjects,
  sameMeaning,
} from '../schema/nesting.ts';
import type { Attributes, Type } from '../types.ts';

type Steps = readonly (string | number)[];

/** What the configuration and the prior state come to, before the resource's own `plan` has its say. */
export interface Draft {
  /** Defaults filled in, the prior value kept where it means the same, write-only values left out; computed as before. */
  readonly settled: Fields;
  /** The same with what may change unknown, when something changes. */
  readonly proposed: Fields;
  /** Whether the configuration brings a change. */
  readonly changed: boolean;
}

export interface Change {
  readonly config: Fields;
  /** Null on creation. */
  readonly prior: Fields | null;
  /** Terraform's own merge of the two. */
  readonly proposed: Fields;
}

/** Drafts a plan. A change that is none comes out as exactly the prior state. */
export function draftPlan(attributes: Attributes, { config, prior, proposed }: Change): Draft {
  const settled = settle(attributes, { config, prior, value: proposed });
  const changed = prior === null || !same(objectType(attributes), settled, prior);
  return {
    settled,
    proposed: changed ? unsettle(attributes, { config, prior, value: settled }) : settled,
    changed,
  };
}

function settle(attributes: Attributes, { config, prior, value }: Aligned): Fields {
  return fieldsFor(attributes, (attribute, name) => {
    if (isWriteOnly(attribute)) return null;
    if (config === null) return value[name];
    const wanted = config[name] ?? null;
    const before = prior?.[name] ?? null;
    if (wanted === null && attribute.kind === 'defaulted') return attribute.options.default;
    if (
      wanted !== null &&
      before !== null &&
      attribute.options.equality &&
      sameMeaning(attribute, wanted, before)
    )
      return before;
    return rebuildObjects(attribute.type, { config: wanted, prior: before }, value[name], settle);
  });
}

/** Makes unknown what the provider decides and does not keep. */
function unsettle(attributes: Attributes, { config, prior, value }: Aligned): Fields {
  return fieldsFor(attributes, (attribute, name) => {
    const wanted = config?.[name] ?? null;
    if (wanted === null && mayBeDecided(attribute)) {
      return prior !== null && attribute.options.keep ? value[name] : Unknown;
    }
    return rebuildObjects(
      attribute.type,
      { config: wanted, prior: prior?.[name] ?? null },
      value[name],
      unsettle,
    );
  });
}

/**
 * The plan: the draft with what the resource's `plan` foretells. When nothing but the foretold values changes, what else the
 * provider decides becomes unknown too.
 * @throws AttributeError when `plan` foretells what the configuration or nobody may set.
 */
export function finishPlan(attributes: Attributes, change: Change, draft: Draft, foretold: Fields): Fields {
  const { config, prior } = change;
  const first = foretell(attributes, change, draft.proposed, foretold);
  if (prior === null || draft.changed) return first;
  if (same(objectType(attributes), first, prior)) return prior;
  return foretell(
    attributes,
    change,
    unsettle(attributes, { config, prior, value: draft.settled }),
    foretold,
  );
}

function foretell(attributes: Attributes, { config }: Change, draft: Fields, foretold: Fields): Fields {
  for (const name of Object.keys(foretold)) {
    if (foretold[name] !== undefined && !Object.hasOwn(attributes, name)) {
      throw new AttributeError(
        [],
        'Provider bug',
        `plan returned "${name}", which is not an attribute of this resource.`,
      );
    }
  }
  return fieldsFor(attributes, (attribute, name) => {
    const said = foretold[name];
    if (said === undefined || isWriteOnly(attribute)) return draft[name];
    // An unknown text of which more is said is the same unknown, and says more.
    if (knownPrefix(said) === undefined && sameMeaning(attribute, said, draft[name])) return draft[name];
    return overlay(attribute.type, mayBeDecided(attribute), config[name] ?? null, draft[name], said, [name]);
  });
}

/** What is foretold of one value, as far as it is the provider's to say. */
function overlay(
  type: Type,
  decided: boolean,
  config: unknown,
  draft: unknown,
  said: unknown,
  at: Steps,
): unknown {
  if (config === null && decided) return said;
  if (same(ctyType(type), plain(draft), plain(said))) return draft;
  const element = 'element' in type ? (type.element as Type) : undefined;
  const [wanted, drafted, told] = [fieldsOf(config), fieldsOf(draft), fieldsOf(said)];
  if (type.kind === 'object' && wanted && drafted && told) {
    return fieldsFor(type.attributes, (inner, name) =>
      told[name] === undefined || isWriteOnly(inner)
        ? drafted[name]
        : overlay(inner.type, mayBeDecided(inner), wanted[name] ?? null, drafted[name], told[name], [
            ...at,
            name,
          ]),
    );
  }
  if (type.kind === 'map' && element && wanted && drafted && told && sameKeys(drafted, told)) {
    return Object.fromEntries(
      Object.keys(drafted).map((key) => [
        key,
        overlay(element, false, wanted[key], drafted[key], told[key], [...at, key]),
      ]),
    );
  }
  if (element?.kind === 'object' && Array.isArray(config) && Array.isArray(draft) && Array.isArray(said)) {
    if (type.kind === 'list' && draft.length === said.length) {
      return draft.map((item, index) =>
        overlay(element, false, config[index], item, said[index], [...at, index]),
      );
    }
    // Terraform itself matches the elements of a set; nothing here could tell which is which any better.
    if (type.kind === 'set' && draft.length === said.length) return said;
  }
  throw new AttributeError(
    at,
    'Provider bug',
    'The plan has another value than the configuration. This is a fault of the provider; please report it.',
  );
}

function sameKeys(a: Fields, b: Fields): boolean {
  return Object.keys(a).sort().join('\0') === Object.keys(b).sort().join('\0');
}

/** The paths whose change needs a new resource. */
export function replacePaths(attributes: Attributes, prior: Fields, planned: Fields): Steps[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    if (isWriteOnly(attribute) || same(ctyType(attribute.type), prior[name], planned[name])) return [];
    if (attribute.options.requiresReplace) return [[name]];
    return replacePathsWithin(attribute.type, prior[name], planned[name]).map((rest) => [name, ...rest]);
  });
}

function replacePathsWithin(type: Type, prior: unknown, planned: unknown): Steps[] {
  const [before, after] = [fieldsOf(prior), fieldsOf(planned)];
  if (type.kind === 'object') return before && after ? replacePaths(type.attributes, before, after) : [];
  const element = 'element' in type ? (type.element as Type) : undefined;
  if (element?.kind !== 'object') return [];
  if (type.kind === 'map' && before && after) {
    return Object.keys(after).flatMap((key) =>
      replacePathsWithin(element, before[key], after[key]).map((rest) => [key, ...rest]),
    );
  }
  if (type.kind === 'list' && Array.isArray(prior) && Array.isArray(planned)) {
    return planned.flatMap((item, index) =>
      replacePathsWithin(element, prior[index], item).map((rest) => [index, ...rest]),
    );
  }
  return [];
}

/** The names of the attributes in which two states differ. */
export function changedNames(attributes: Attributes, prior: Fields | null, planned: Fields): string[] {
  return Object.entries(attributes)
    .filter(([name, { type }]) => prior === null || !same(ctyType(type), prior[name], planned[name]))
    .map(([name]) => name);
}
