import type { FieldType } from '../types/field-type.ts';

/**
 * The types of a system in which values of each kind of field compare exactly. In the type of decimals `p` and `s` in parentheses
 * stand for precision and scale: `numeric(p,s)`. In the type of arrays `T` stands for that of the elements: `T[]`.
 */
export type TypeNames = Readonly<Record<FieldType['kind'], string>>;

/** The type in which a field's values compare exactly. */
export function typeName(names: TypeNames, type: FieldType): string {
  const name = names[type.kind];
  if (type.kind === 'decimal') return name.replace('(p,s)', `(${type.precision},${type.scale})`);
  return type.kind === 'array' ? name.replace('T', () => typeName(names, type.element)) : name;
}
