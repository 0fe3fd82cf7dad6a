import type { FieldSchema, ObjectSummary } from '../../../contract/contract.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import { sourceType } from '../../../types/map-types.ts';
import { type Document, type Opensearch, RefusedError } from './client.ts';
import { copyTargets, isIndexed, type Searched, searchedBy, searchedInBoth } from './searched.ts';
import { awsopensearchTypes } from './types.ts';
import { typeWith } from './values.ts';

/** An index or alias, or all that a pattern stands for. */
export interface Index {
  readonly name: string;
  /** The indices themselves. */
  readonly indices: readonly string[];
  /** Whether documents are told apart by their ids: two indices may have some of the same id, and a data stream gets more indices. */
  readonly isKeyed: boolean;
  /** The mapping's fields, those of several indices together. */
  readonly mapped: readonly MappedField[];
}

/** A field at the top of a mapping. What it has within is JSON. */
export interface MappedField {
  readonly name: string;
  /** As the mapping has it. */
  readonly mapping: string;
  /** The field type of one value. */
  readonly type: string;
  readonly lossy?: string;
  /** Whether documents are found by its values. */
  readonly isIndexed: boolean;
  /** How they are found; undefined where they are not, or not as syncform compares them. */
  readonly searched?: Searched;
}

export const ID = '_id';

/** Data streams, which are read alone; of a domain that has none of them, or does not show them, none. */
export async function listDataStreams(
  opensearch: Opensearch,
  signal: AbortSignal,
): Promise<readonly ObjectSummary[]> {
  try {
    const question = { method: 'GET', path: '_data_stream' } as const;
    const { data_streams: streams } = await opensearch.ask('listing data streams', question, signal);
    return ((streams ?? []) as readonly Document[]).map(({ name }) => summaryOf(String(name)));
  } catch (error) {
    const isHidden = error instanceof ConnectionError && error.part === 'permission';
    if (isHidden || error instanceof RefusedError) return [];
    throw error;
  }
}

/** Indices and aliases that are not the cluster's own, with the number of their documents. */
export async function listIndices(
  opensearch: Opensearch,
  signal: AbortSignal,
): Promise<readonly ObjectSummary[]> {
  const doing = 'listing indices';
  const indices = await opensearch.list(
    doing,
    '_cat/indices?format=json&expand_wildcards=open&h=index,docs.count',
    signal,
  );
  const aliases = await opensearch.list(doing, '_cat/aliases?format=json&h=alias', signal);
  const found = new Map<string, ObjectSummary>();
  for (const { alias } of aliases) found.set(String(alias), summaryOf(String(alias)));
  for (const { index, 'docs.count': count } of indices)
    found.set(String(index), {
      ...summaryOf(String(index)),
      ...(typeof count === 'string' ? { estimated_rows: Number(count) } : {}),
    });
  return [...found.values()].filter(({ id }) => !id.startsWith('.')).sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function summaryOf(name: string): ObjectSummary {
  return { id: name, name, output_name: name };
}

/** An index, alias or pattern with its mapping; undefined where there is none. */
export async function findIndex(
  opensearch: Opensearch,
  name: string,
  signal: AbortSignal,
): Promise<Index | undefined> {
  try {
    const path = `${encodeURIComponent(name)}/_mapping`;
    const found = await opensearch.ask(`looking at ${name}`, { method: 'GET', path }, signal);
    const indices = Object.keys(found).sort();
    if (indices.length === 0) return undefined;
    const isKeyed = indices.length === 1 && !indices.some((index) => index.startsWith('.ds-'));
    return { name, indices, isKeyed, mapped: indices.reduce<readonly MappedField[]>(withMapping(found), []) };
  } catch (error) {
    // A name that no index can have is refused with 400.
    if (error instanceof RefusedError && (error.status === 404 || error.status === 400)) return undefined;
    throw error;
  }
}

const withMapping = (found: Document) => (before: readonly MappedField[], index: string) => {
  const { mappings } = found[index] as { mappings?: { properties?: Record<string, Document> } };
  const all = new Map(before.map((field) => [field.name, field]));
  const filled = copyTargets(mappings?.properties ?? {});
  for (const [name, described] of Object.entries(mappings?.properties ?? {})) {
    // An alias is another name of a field, which documents do not have.
    if (described.type === 'alias') continue;
    const field = mappedField(name, described, filled);
    const other = all.get(name);
    all.set(name, other ? bothFields(other, field) : field);
  }
  return [...all.values()];
};

function mappedField(name: string, described: Document, filled: ReadonlySet<string>): MappedField {
  const mapping = mappingText(described);
  const { type, lossy } = sourceType(awsopensearchTypes, mapping);
  const searched = searchedBy(name, mapping, described, filled);
  return {
    name,
    mapping,
    type,
    ...(lossy === undefined ? {} : { lossy }),
    isIndexed: isIndexed(described),
    ...(searched ? { searched } : {}),
  };
}

/** A field that two indices have. */
function bothFields(a: MappedField, b: MappedField): MappedField {
  const { name, mapping } = a;
  if (mapping !== b.mapping)
    return { name, mapping: `${mapping} | ${b.mapping}`, type: 'json', isIndexed: false };
  const { searched: _, ...either } = a;
  const searched = searchedInBoth(a.searched, b.searched);
  return { ...either, isIndexed: a.isIndexed && b.isIndexed, ...(searched ? { searched } : {}) };
}

/** Formats whose texts are ISO 8601 or milliseconds since 1970. */
const ISO = /^(strict_)?(date_optional_time(_nanos)?|date_time(_no_millis)?|date)$|^epoch_millis$/;

function mappingText({ type, format }: Document): string {
  const name = typeof type === 'string' ? type : 'object';
  if (!name.startsWith('date') || typeof format !== 'string') return name;
  return format.split('||').every((one) => ISO.test(one)) ? name : 'date in another format';
}

const POSITIONS = /^(long|integer|short|byte|unsigned_long|date|date_nanos|keyword)$/;

/** The fields of an index: its documents' own id, and those of the mapping, as lists where documents have such. */
export function fieldsOf(
  { mapped, isKeyed }: Index,
  found: ReadonlyMap<string, ReadonlySet<string>>,
): readonly FieldSchema[] {
  const id: FieldSchema = {
    id: ID,
    name: ID,
    type: 'string',
    remote_type: ID,
    nullable: false,
    is_primary_key: isKeyed,
    isNoPosition: true,
  };
  const fields = mapped.map(({ name, mapping, type, lossy, isIndexed }): FieldSchema => {
    const actual = typeWith(type, found.get(name) ?? new Set());
    return {
      id: name,
      name,
      type: actual,
      remote_type: actual === type ? mapping : `${mapping}, ${actual === 'json' ? 'and others' : 'lists'}`,
      nullable: true,
      is_primary_key: false,
      ...(lossy === undefined ? {} : { lossy }),
      ...(actual === type && isIndexed && POSITIONS.test(mapping) ? {} : { isNoPosition: true }),
    };
  });
  return [id, ...fields];
}
