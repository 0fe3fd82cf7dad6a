import fc from 'fast-check';
import { same } from '../cty/same.ts';
import {
  type Attributes,
  bool,
  computed,
  Diagnostics,
  dynamic,
  integer,
  isWhollyKnown,
  list,
  map,
  object,
  optional,
  required,
  set,
  string,
  type Type,
  Unknown,
} from '../index.ts';
import { ctyType, objectType } from '../schema/cty-types.ts';
import {
  type Fields,
  fieldsOf,
  isWriteOnly,
  itemsOf,
  mayBeDecided,
  withoutWriteOnly,
} from '../schema/nesting.ts';
import { settleApply } from './apply.ts';
import { draftPlan } from './plan.ts';

/** What Terraform checks of a plan and of an apply holds for any schema, any configuration, and whatever a hook returns. */

const primitives: Type[] = [string, bool, integer, dynamic];
const names = ['alpha', 'beta', 'gamma', 'delta'];

function attributesOf(depth: number): fc.Arbitrary<Attributes> {
  const type: fc.Arbitrary<Type> =
    depth === 0
      ? fc.constantFrom(...primitives)
      : fc.oneof(
          fc.constantFrom(...primitives, list(string), set(string), map(integer)),
          attributesOf(depth - 1).chain((inner) =>
            fc.constantFrom<Type>(object(inner), list(object(inner)), set(object(inner)), map(object(inner))),
          ),
        );
  const attribute = fc.tuple(type, fc.nat(6)).map(([one, kind]) => {
    if (kind === 0) return required(one);
    if (kind === 1) return optional(one);
    if (kind === 2) return optional(one, { computed: true });
    if (kind === 3) return computed(one);
    if (kind === 4) return computed(one, { keep: true, nullable: true });
    if (kind === 5 && one === string) return optional(one, { default: 'standard' as never });
    return optional(one, { writeOnly: true });
  });
  return fc.dictionary(fc.constantFrom(...names), attribute, {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  }) as fc.Arbitrary<Attributes>;
}

/** A value as a configuration may give it: what the provider alone sets is null. */
function configOf(attributes: Attributes): fc.Arbitrary<Fields> {
  return fc.record(
    Object.fromEntries(
      Object.entries(attributes).map(([name, { type, kind }]) => {
        if (kind === 'computed' || kind === 'nullable') return [name, fc.constant(null)];
        const value = fc.oneof(
          { weight: 6, arbitrary: valueOfType(type, configOf) },
          { weight: 1, arbitrary: fc.constant(Unknown) },
        );
        return [name, kind === 'required' ? value : fc.option(value)];
      }),
    ),
  );
}

/** Whatever a hook may return, of the right type or not. */
function anything(attributes: Attributes): fc.Arbitrary<Fields> {
  const one = (type: Type) =>
    fc.oneof(
      { weight: 6, arbitrary: valueOfType(type, anything) as fc.Arbitrary<unknown> },
      { weight: 1, arbitrary: fc.constantFrom(undefined, null, Unknown, 7, 'text', [], {}) },
    );
  return fc.record(
    Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, one(type)])),
  );
}

function valueOfType(
  type: Type,
  inner: (attributes: Attributes) => fc.Arbitrary<Fields>,
): fc.Arbitrary<unknown> {
  if (type.kind === 'string') return fc.constantFrom('a', 'b', 'c');
  if (type.kind === 'bool') return fc.boolean();
  if (type.kind === 'integer' || type.kind === 'number') return fc.integer({ min: 0, max: 3 });
  if (type.kind === 'dynamic') return fc.constantFrom<unknown>('x', 1, ['x'], { a: 1 });
  if (type.kind === 'object') return inner(type.attributes as Attributes);
  const element = valueOfType((type as { element: Type }).element, inner);
  if (type.kind === 'map') return fc.dictionary(fc.constantFrom('k', 'l'), element);
  return fc.array(element, { maxLength: 2 });
}

const cases = attributesOf(2).chain((attributes) =>
  fc.record({
    attributes: fc.constant(attributes),
    config: configOf(attributes),
    returned: anything(attributes),
    later: configOf(attributes),
  }),
);

/** Calls back for each attribute in two aligned values, nested ones too, but not those in sets. */
function eachAttribute(
  attributes: Attributes,
  a: Fields,
  b: Fields,
  visit: (name: string, of: Attributes, a: Fields, b: Fields) => void,
): void {
  for (const [name, { type }] of Object.entries(attributes)) {
    visit(name, attributes, a, b);
    const element = ('element' in type ? type.element : type) as Type;
    if (element.kind !== 'object') continue;
    const pairs =
      type.kind === 'object'
        ? [[a[name], b[name]]]
        : type.kind === 'list'
          ? itemsOf(a[name]).map((item, index) => [item, itemsOf(b[name])[index]])
          : type.kind === 'map'
            ? Object.entries(fieldsOf(a[name]) ?? {}).map(([key, item]) => [item, fieldsOf(b[name])?.[key]])
            : [];
    for (const [left, right] of pairs) {
      const [first, second] = [fieldsOf(left), fieldsOf(right)];
      if (first && second) eachAttribute(element.attributes as Attributes, first, second, visit);
    }
  }
}

test('a plan has what the configuration has, and after an apply it is what was planned, or an error says so', () => {
  fc.assert(
    fc.property(cases, ({ attributes, config, returned, later }) => {
      const { proposed } = draftPlan(attributes, { config, prior: null, proposed: config });
      eachAttribute(attributes, config, proposed, (name, of, wanted, planned) => {
        const attribute = of[name]!;
        if (isWriteOnly(attribute)) expect(planned[name]).toBeNull();
        else if (
          attribute.type.kind in { string: 1, bool: 1, integer: 1, dynamic: 1 } &&
          wanted[name] !== null
        ) {
          expect(planned[name]).toBe(wanted[name]);
        } else if (wanted[name] === null && attribute.kind !== 'defaulted') {
          expect(planned[name]).toBe(mayBeDecided(attribute) ? Unknown : null);
        }
      });

      const diagnostics = new Diagnostics();
      const state = settleApply(attributes, proposed, returned, diagnostics);
      expect(isWhollyKnown(state)).toBe(true);
      expect(withoutWriteOnly(attributes, state)).toEqual(state);
      eachAttribute(attributes, proposed, state, (name, of, planned, applied) => {
        if (isWriteOnly(of[name]!)) expect(applied[name]).toBeNull();
        if (isWhollyKnown(planned[name]) && !diagnostics.hasErrors) {
          expect(same(ctyType(of[name]!.type), planned[name], applied[name])).toBe(true);
        }
      });

      const again = draftPlan(attributes, {
        config: later,
        prior: state,
        proposed: { ...state, ...withoutNulls(later) },
      });
      if (!again.changed) expect(same(objectType(attributes), again.proposed, state)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
