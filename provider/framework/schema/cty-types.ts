import type { CtyType } from '../cty/type.ts';
import type { Attributes, Type } from '../types.ts';

const types = new WeakMap<Type, CtyType>();

/** The type in Terraform's type system. */
export function ctyType(type: Type): CtyType {
  const before = types.get(type);
  if (before) return before;
  const made = madeType(type);
  types.set(type, made);
  return made;
}

function madeType(type: Type): CtyType {
  switch (type.kind) {
    case 'integer':
      return 'number';
    case 'list':
    case 'set':
    case 'map':
      return [type.kind, ctyType(type.element)];
    case 'object':
      return objectType(type.attributes);
    default:
      return type.kind;
  }
}

const known = new WeakMap<Attributes, CtyType>();

/** The type of an object with these attributes. */
export function objectType(attributes: Attributes): CtyType {
  const before = known.get(attributes);
  if (before) return before;
  const made: CtyType = [
    'object',
    Object.fromEntries(
      Object.entries(attributes).map(([name, attribute]) => [name, ctyType(attribute.type)]),
    ),
  ];
  known.set(attributes, made);
  return made;
}
