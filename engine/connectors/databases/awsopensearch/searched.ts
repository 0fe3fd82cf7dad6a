import type { Document } from './client.ts';

/** How a field's values are found. */
export interface Searched {
  /** The field, or a keyword that is made of it: analysed text is found by its words alone. */
  readonly path: string;
  readonly kind: 'keyword' | 'whole' | 'double' | 'boolean' | 'date' | 'date_nanos';
  /** Whether documents without a value may be found by one: by `null_value`, or that of another field (`copy_to`). */
  readonly isFilled: boolean;
}

/** By types of mappings. Those that are left out are indexed with less than the document has, as `float` is. */
const KINDS: Readonly<Record<string, Searched['kind']>> = {
  keyword: 'keyword',
  long: 'whole',
  integer: 'whole',
  short: 'whole',
  byte: 'whole',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  date_nanos: 'date_nanos',
};

/** How the values of a field are found, by its mapping (whose type is `mapping`); `filled` are fields that others are copied to. */
export function searchedBy(
  name: string,
  mapping: string,
  described: Document,
  filled: ReadonlySet<string>,
): Searched | undefined {
  const of = (path: string, kind: Searched['kind'], { null_value: ofNull }: Document): Searched => ({
    path,
    kind,
    isFilled: (ofNull !== undefined && ofNull !== null) || filled.has(name),
  });
  const kind = Object.hasOwn(KINDS, mapping) ? KINDS[mapping] : undefined;
  if (kind) return isIndexed(described) ? of(name, kind, described) : undefined;
  if (mapping !== 'text') return undefined;
  const made = Object.entries((described.fields ?? {}) as Readonly<Record<string, Document>>);
  const keyword = made.find(([, field]) => field.type === 'keyword' && isIndexed(field));
  return keyword && of(`${name}.${keyword[0]}`, 'keyword', keyword[1]);
}

/** How the values of a field are found that two indices have. */
export function searchedInBoth(a: Searched | undefined, b: Searched | undefined): Searched | undefined {
  if (!a || !b || a.path !== b.path || a.kind !== b.kind) return undefined;
  return { ...a, isFilled: a.isFilled || b.isFilled };
}

/** Whether documents are found by a field's values, and by its having one. */
export function isIndexed({ doc_values, index }: Document): boolean {
  return doc_values !== false && index !== false;
}

/** The fields that others are copied to. */
export function copyTargets(properties: Readonly<Record<string, Document>>): ReadonlySet<string> {
  return new Set(
    Object.values(properties).flatMap(({ copy_to: to, properties: within }) => [
      ...(to === undefined ? [] : [to].flat().map(String)),
      ...copyTargets((within ?? {}) as Readonly<Record<string, Document>>),
    ]),
  );
}
