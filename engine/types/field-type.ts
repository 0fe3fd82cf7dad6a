/**
 * The canonical field types: the one list through which every system's types pass.
 * Written as text everywhere (definitions, plans, REST): `decimal(12,2)`, `array<string>`, `datetime_tz`.
 */
export type ScalarTypeName =
  | 'string'
  | 'boolean'
  | 'smallint' // 16 bits
  | 'int' // 32 bits
  | 'bigint' // 64 bits
  | 'number' // a decimal number of any precision
  | 'single' // IEEE 754, 32 bits
  | 'double' // IEEE 754, 64 bits
  | 'date'
  | 'time' // of day, microseconds, no zone
  | 'datetime' // microseconds, no zone
  | 'datetime_tz' // an instant, microseconds
  | 'json'
  | 'jsonarray'
  | 'object{}'
  | 'binary';

export type FieldType =
  | { readonly kind: ScalarTypeName }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly element: FieldType };

const SCALARS: ReadonlySet<string> = new Set<ScalarTypeName>([
  'string',
  'boolean',
  'smallint',
  'int',
  'bigint',
  'number',
  'single',
  'double',
  'date',
  'time',
  'datetime',
  'datetime_tz',
  'json',
  'jsonarray',
  'object{}',
  'binary',
]);

/** The scalar types' names, in the order in which docs list them. */
export const scalarTypeNames: readonly ScalarTypeName[] = [...SCALARS] as ScalarTypeName[];

/** Reads a field type's text, or undefined where it is none. `array` alone is an array of strings. */
export function parseFieldType(text: string): FieldType | undefined {
  const t = text.trim().toLowerCase();
  if (SCALARS.has(t)) return { kind: t as ScalarTypeName };
  if (t === 'object') return { kind: 'object{}' };
  if (t === 'array') return { kind: 'array', element: { kind: 'string' } };
  const decimal = /^decimal\((\d+)\s*,\s*(\d+)\)$/.exec(t);
  if (decimal) return { kind: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  const array = /^array<(.+)>$/.exec(t);
  if (array) {
    const element = parseFieldType(array[1] as string);
    return element && { kind: 'array', element };
  }
  return undefined;
}

/** The text of a field type; `parseFieldType` reads it back to the same type. */
export function formatFieldType(type: FieldType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return `array<${formatFieldType(type.element)}>`;
    default:
      return type.kind;
  }
}

/** The field type that a text names; throws a RangeError that lists what is known where it names none. */
export function fieldType(text: string): FieldType {
  const type = parseFieldType(text);
  if (!type)
    throw new RangeError(
      `"${text}" is not a field type; known are ${scalarTypeNames.join(', ')}, decimal(p,s) and array<…>`,
    );
  return type;
}
