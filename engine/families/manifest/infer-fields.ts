import type { FieldSchema } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import { sourceType } from '../../types/map-types.ts';
import type { DeclaredField } from './endpoint.ts';
import { type ExactJson, numberText, valueAt } from './json.ts';
import { dateTimeOf, isDate } from './moments.ts';
import type { ApiRecord } from './pages.ts';
import { apiTypes } from './types.ts';

/** A field and where a record has it: its own key, or a path. */
export interface ApiField extends FieldSchema {
  readonly path: string | undefined;
  /** The name under which the API has to be asked for it; absent of what comes by itself. */
  readonly asked?: string;
  /** Whether only the system sets it, and whether no two records have the same value. Absent: no, as far as is known. */
  readonly isReadOnly?: boolean;
  readonly isUnique?: boolean;
  /** Whether a new record needs it. */
  readonly isRequired?: boolean;
  /** What it has the id of. */
  readonly refersTo?: Reference | undefined;
}

/** A relationship, and the objects that the record at its other end may be of. */
export interface Reference {
  readonly relationship: string;
  readonly objects: readonly string[];
}

/** A field that the API told of. */
export interface AskedField extends DeclaredField {
  readonly asked: string;
  readonly isReadOnly: boolean;
  readonly isUnique: boolean;
  readonly isRequired: boolean;
  readonly refersTo: Reference | undefined;
}

/** What a definition says of an object's fields. */
export interface FieldDeclarations {
  readonly fields?: readonly (DeclaredField | AskedField)[] | undefined;
  readonly primary_key?: readonly string[] | undefined;
}

/** Whether the declarations alone say what the fields are. */
export function areDeclared({ fields }: FieldDeclarations): boolean {
  return fields?.every(({ type }) => type !== undefined) ?? false;
}

/**
 * The fields of records: those declared, or every key that has a value in one of the records, in the order in which they
 * come, each in the narrowest type that all its values have. A key that has only nulls is left out: its type is not known
 * yet, and a field that changes its type later is worse than one that appears later.
 */
export function fieldsOf(declared: FieldDeclarations, records: readonly ApiRecord[]): readonly ApiField[] {
  const wanted: readonly (DeclaredField | AskedField)[] = declared.fields ?? fieldsOfKeys(keysOf(records));
  const key = new Set(declared.primary_key);
  const fields = wanted.map((declaration): ApiField => {
    const { name, path, type } = declaration;
    const remote = type === undefined ? kindOf(name, path, records) : undefined;
    const mapped = remote === undefined ? { type: type as string } : sourceType(apiTypes, remote);
    return {
      id: name,
      name,
      ...mapped,
      remote_type: remote ?? DECLARED,
      nullable: !key.has(name),
      is_primary_key: key.has(name),
      path,
      ...('asked' in declaration ? askedOf(declaration) : {}),
    };
  });
  checkNames(fields, declared);
  return fields;
}

function askedOf({ asked, isReadOnly, isUnique, isRequired, refersTo }: AskedField) {
  return { asked, isReadOnly, isUnique, isRequired, refersTo };
}

/** What `remote_type` is of a field whose type the definition gives. */
export const DECLARED = 'declared';

/** The value that a record has for a field; undefined and null are the same. */
export function fieldValue({ name, path }: Pick<ApiField, 'name' | 'path'>, record: ApiRecord): ExactJson {
  if (path !== undefined) return valueAt(record, path);
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The path of the value whose key is empty, as JSON Pointer has it. */
const EMPTY_KEY = '/';

/** The key of a record that a path names, where it names one: none of a path within a value. */
export function keyAt(path: string): readonly string[] {
  const [, key] = /^\/([^/]*)$/.exec(path) ?? [];
  return key === undefined ? [] : [key.replaceAll('~1', '/').replaceAll('~0', '~')];
}

/**
 * A field for each key. An empty key is no name of a column: its field is called as a CSV column without a name is. A NUL
 * character is written in the name as JSON writes it.
 */
function fieldsOfKeys(keys: readonly string[]): readonly DeclaredField[] {
  return keys.map((name, i) => {
    if (name !== '' && !name.includes('\0')) return { name };
    let free = name === '' ? `column${i}` : name.replaceAll('\0', '\\u0000');
    while (keys.includes(free)) free += '_';
    return { name: free, path: `${EMPTY_KEY}${name.replaceAll('~', '~0').replaceAll('/', '~1')}` };
  });
}

function keysOf(records: readonly ApiRecord[]): readonly string[] {
  const keys = new Set<string>();
  for (const record of records)
    for (const [key, value] of Object.entries(record)) if (value !== null) keys.add(key);
  return [...keys];
}

/** The one name for the values of a field, as the type table knows it. */
function kindOf(name: string, path: string | undefined, records: readonly ApiRecord[]): string {
  const kinds = new Set<string>();
  for (const record of records) {
    const value = fieldValue({ name, path }, record);
    if (value !== null && value !== undefined) kinds.add(kindOfValue(value));
  }
  for (const [kind, ...narrower] of COMMON)
    if ([...kinds].every((one) => one === kind || narrower.includes(one)) && kinds.size > 0) return kind;
  if (kinds.size > 0) return 'values of several kinds';
  throw new SyncformError('invalid', `no record has a value for the field "${name}" to tell its type from`, {
    path: ['fields'],
    hint: 'Give the field a type.',
  });
}

/** Each kind, and those whose values it holds as well; the narrowest first. */
const COMMON: readonly (readonly [kind: string, ...narrower: string[]])[] = [
  ['boolean'],
  ['integer'],
  ['integer beyond 64 bits', 'integer'],
  ['number', 'integer', 'integer beyond 64 bits'],
  ['date'],
  ['date-time'],
  ['date-time with nanoseconds', 'date-time'],
  ['date-time without zone'],
  ['string', 'date', 'date-time', 'date-time with nanoseconds', 'date-time without zone'],
  ['object or list'],
];

const INT64 = 2n ** 63n;

function kindOfValue(value: ExactJson): string {
  const number = numberText(value);
  if (number !== undefined) {
    if (!/^-?\d+$/.test(number)) return 'number';
    const integer = BigInt(number);
    return integer >= -INT64 && integer < INT64 ? 'integer' : 'integer beyond 64 bits';
  }
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'string') return 'object or list';
  if (isDate(value)) return 'date';
  const moment = dateTimeOf(value);
  if (!moment) return 'string';
  if (!moment.hasZone) return moment.hasNanoseconds ? 'string' : 'date-time without zone';
  return moment.hasNanoseconds ? 'date-time with nanoseconds' : 'date-time';
}

function checkNames(fields: readonly ApiField[], { primary_key = [] }: FieldDeclarations): void {
  const invalid = (message: string, path: string, hint: string) =>
    new SyncformError('invalid', message, { path: [path], hint });
  const missing = primary_key.find((name) => !fields.some((field) => field.name === name));
  if (missing !== undefined)
    throw invalid(
      `the records have no field "${missing}"; they have ${fields.map((f) => f.name).join(', ') || 'none'}`,
      'primary_key',
      'Name fields that every record has.',
    );
  const seen = new Map<string, string>();
  for (const { name } of fields) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined)
      throw invalid(
        `the fields "${other}" and "${name}" have one name but for case, which most systems cannot tell apart`,
        'fields',
        'Declare the fields, each with a name of its own and a path.',
      );
    seen.set(name.toLowerCase(), name);
  }
}
