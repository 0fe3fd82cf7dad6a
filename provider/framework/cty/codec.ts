import {
  Decimal,
  integerOf,
  numberFromDouble,
  numberFromText,
  type TerraformNumber,
  textOfNumber,
} from './decimal.ts';
import { inferDynamic } from './dynamic.ts';
import { MsgpackReader, MsgpackWriter, REFINED, REFINED_PREFIX } from './msgpack.ts';
import { type CtyType, DynamicValue, emptyObject } from './type.ts';
import { isUnknown, knownPrefix, Unknown, unknownText } from './unknown.ts';

/** A value that is not of the type it should have, with the steps to where that is. */
export class ValueTypeError extends Error {
  override readonly name = 'ValueTypeError';
  readonly path: readonly (string | number)[];

  constructor(path: readonly (string | number)[], message: string) {
    super(path.length === 0 ? message : `${path.join('.')}: ${message}`);
    this.path = path;
  }
}

type Steps = readonly (string | number)[];

/**
 * A value in the form in which Terraform sends and takes values of this type. A missing attribute of an object is null.
 * A value for a dynamic place is a `DynamicValue`, or plain, in which case its type is inferred.
 * @throws ValueTypeError when the value is not of the type.
 */
export function encode(type: CtyType, value: unknown): Buffer {
  const writer = new MsgpackWriter();
  write(writer, type, value, []);
  return writer.finish();
}

function write(to: MsgpackWriter, type: CtyType, value: unknown, at: Steps): void {
  if (isUnknown(value)) to.unknown(knownPrefix(value));
  else if (value === null || value === undefined) to.nil();
  else if (typeof type === 'string') writeSimple(to, type, value, at);
  else if (type[0] === 'map') writeMap(to, type[1], recordOf(value, at), at);
  else if (type[0] === 'object') writeObject(to, type[1], recordOf(value, at), at);
  else if (type[0] === 'list') writeAll(to, arrayOf(value, at), () => type[1], at);
  else if (type[0] === 'set') writeAll(to, distinct(type[1], arrayOf(value, at)), () => type[1], at);
  else writeTuple(to, type[1] as readonly CtyType[], arrayOf(value, at), at);
}

function writeTuple(
  to: MsgpackWriter,
  types: readonly CtyType[],
  items: readonly unknown[],
  at: Steps,
): void {
  if (items.length !== types.length) throw mismatch(at, `a tuple of ${types.length}`, items);
  writeAll(to, items, (index) => types[index]!, at);
}

function writeMap(to: MsgpackWriter, element: CtyType, value: Record<string, unknown>, at: Steps): void {
  const entries = Object.entries(value);
  to.map(entries.length);
  for (const [key, item] of entries) {
    to.string(key.normalize());
    write(to, element, item, [...at, key]);
  }
}

function writeObject(
  to: MsgpackWriter,
  types: Record<string, CtyType>,
  value: Record<string, unknown>,
  at: Steps,
): void {
  const stray = Object.keys(value).find((name) => !Object.hasOwn(types, name) && value[name] !== undefined);
  if (stray !== undefined) throw new ValueTypeError([...at, stray], 'there is no such attribute');
  const names = sortedNames(types);
  to.map(names.length);
  for (const name of names) {
    to.string(name);
    write(to, types[name]!, Object.hasOwn(value, name) ? value[name] : null, [...at, name]);
  }
}

const sorted = new WeakMap<Record<string, CtyType>, readonly string[]>();

/** The names of an object type's attributes in the order in which Terraform writes them; sorted once a type. */
function sortedNames(types: Record<string, CtyType>): readonly string[] {
  const known = sorted.get(types);
  if (known) return known;
  const names = Object.keys(types).sort();
  sorted.set(types, names);
  return names;
}

function writeSimple(to: MsgpackWriter, type: CtyType & string, value: unknown, at: Steps): void {
  if (type === 'dynamic') {
    const typed = value instanceof DynamicValue ? value : inferDynamic(value);
    to.array(2);
    to.binary(Buffer.from(JSON.stringify(typed.type)));
    write(to, typed.type, typed.value, at);
  } else if (type === 'string') {
    if (typeof value !== 'string') throw mismatch(at, 'a string', value);
    to.string(value.normalize());
  } else if (type === 'bool') {
    if (typeof value !== 'boolean') throw mismatch(at, 'a bool', value);
    to.bool(value);
  } else {
    if (!isNumber(value)) throw mismatch(at, 'a number', value);
    writeNumber(to, value);
  }
}

/** Whole numbers as such; others as text, because a double would stand for its binary value and not for its decimal text. */
function writeNumber(to: MsgpackWriter, value: TerraformNumber): void {
  if (typeof value === 'number' && Number.isSafeInteger(value)) to.int(value);
  else if (typeof value === 'number' && !Number.isFinite(value)) to.double(value);
  else to.string(textOfNumber(value));
}

function writeAll(
  to: MsgpackWriter,
  items: readonly unknown[],
  typeAt: (index: number) => CtyType,
  at: Steps,
): void {
  to.array(items.length);
  items.forEach((item, index) => {
    write(to, typeAt(index), item, [...at, index]);
  });
}

/**
 * Reads a value that Terraform sent. Objects and maps come without prototype, dynamic values as `DynamicValue`, and whatever
 * is marked as an extension as unknown; of what it may be refined by, the beginning of a text is kept.
 * @throws RangeError or ValueTypeError when the bytes are not a value of the type.
 */
export function decode(type: CtyType, bytes: Uint8Array): unknown {
  const reader = new MsgpackReader(bytes);
  const value = read(reader, type, []);
  if (!reader.atEnd) throw new RangeError('bytes are left after the value');
  return value;
}

function read(from: MsgpackReader, type: CtyType, at: Steps): unknown {
  const item = from.next();
  if (item.kind === 'nil') return null;
  if (item.kind === 'extension') return unknownIn(item.code, item.value);
  switch (typeof type === 'string' ? type : type[0]) {
    case 'string':
      if (item.kind === 'string') return item.value;
      break;
    case 'bool':
      if (item.kind === 'bool') return item.value;
      break;
    case 'number':
      if (item.kind === 'int') return integerOf(item.value);
      if (item.kind === 'double') return numberFromDouble(item.value);
      if (item.kind === 'string') return numberFromText(item.value);
      break;
    case 'dynamic': {
      const described = item.kind === 'array' && item.size === 2 ? from.next() : undefined;
      if (described?.kind !== 'binary' && described?.kind !== 'string') break;
      const actual = JSON.parse(described.value.toString()) as CtyType;
      return new DynamicValue(actual, read(from, actual, at));
    }
    case 'list':
    case 'set':
    case 'tuple':
      if (item.kind !== 'array') break;
      if (type[0] === 'tuple' && type[1].length !== item.size) break;
      return Array.from({ length: item.size }, (_, index) =>
        read(from, type[0] === 'tuple' ? (type[1][index] as CtyType) : (type[1] as CtyType), [...at, index]),
      );
    case 'map':
    case 'object': {
      if (item.kind !== 'map') break;
      const value = emptyObject();
      for (let left = item.size; left > 0; left -= 1) {
        const key = from.next();
        if (key.kind !== 'string') throw mismatch(at, 'a map with string keys', key.kind);
        const element = type[0] === 'map' ? (type[1] as CtyType) : attributeType(type, key.value, at);
        value[key.value] = read(from, element, [...at, key.value]);
      }
      return value;
    }
  }
  throw new ValueTypeError(at, `MessagePack's ${item.kind} is not a value of type ${JSON.stringify(type)}`);
}

/** An unknown value, with how its text begins where Terraform says so. */
function unknownIn(code: number, body: Uint8Array): Unknown {
  if (code !== REFINED) return Unknown;
  const from = new MsgpackReader(body);
  const refinements = from.next();
  if (refinements.kind !== 'map') return Unknown;
  for (let left = refinements.size; left > 0; left -= 1) {
    const key = from.next();
    const value = from.next();
    if (key.kind === 'int' && key.value === BigInt(REFINED_PREFIX) && value.kind === 'string')
      return unknownText(value.value);
  }
  return Unknown;
}

function attributeType(type: CtyType, name: string, at: Steps): CtyType {
  const attributes = type[1] as Record<string, CtyType>;
  if (!Object.hasOwn(attributes, name)) throw new ValueTypeError([...at, name], 'there is no such attribute');
  return attributes[name]!;
}

/**
 * A text that two values of a type share exactly when Terraform holds them to be the same: sets without order, numbers by what
 * they amount to, strings by normal form, unknown equal to unknown.
 */
export function canonical(type: CtyType, value: unknown): string {
  if (isUnknown(value)) return '?';
  if (value === null || value === undefined) return 'null';
  if (type === 'string') return JSON.stringify(String(value).normalize());
  if (type === 'number') return isNumber(value) ? textOfNumber(value) : String(value);
  if (type === 'bool') return String(value);
  if (type === 'dynamic') {
    const typed = value instanceof DynamicValue ? value : inferDynamic(value);
    return `${canonicalType(typed.type)}=${canonical(typed.type, typed.value)}`;
  }
  switch (type[0]) {
    case 'list':
      return `[${(value as unknown[]).map((item) => canonical(type[1], item)).join()}]`;
    case 'set':
      return `{${[...new Set((value as unknown[]).map((item) => canonical(type[1], item)))].sort().join()}}`;
    case 'tuple':
      return `[${(value as unknown[]).map((item, index) => canonical(type[1][index]!, item)).join()}]`;
    case 'map':
      return fields(Object.entries(value).map(([key, item]) => [key.normalize(), canonical(type[1], item)]));
    case 'object':
      return fields(
        Object.entries(type[1]).map(([name, inner]) => [
          name,
          canonical(inner, (value as Record<string, unknown>)[name]),
        ]),
      );
  }
}

/** A text that two types share exactly when they are the same: attributes have no order. */
function canonicalType(type: CtyType): string {
  if (typeof type === 'string') return type;
  if (type[0] === 'object')
    return fields(Object.entries(type[1]).map(([name, inner]) => [name, canonicalType(inner)]));
  if (type[0] === 'tuple') return `[${type[1].map(canonicalType).join()}]`;
  return `${type[0]}(${canonicalType(type[1])})`;
}

/** True when Terraform holds two values of a type to be the same. */
export function same(type: CtyType, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof type !== 'string' && type[0] === 'object' && isRecord(a) && isRecord(b))
    return Object.entries(type[1]).every(([name, inner]) => same(inner, a[name] ?? null, b[name] ?? null));
  return canonical(type, a) === canonical(type, b);
}

/** Whether it is a known object, whose attributes can be compared one by one without writing texts of the whole. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fields(entries: [string, string][]): string {
  return `{${entries
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
    .sort()
    .join()}}`;
}

function distinct(element: CtyType, items: readonly unknown[]): readonly unknown[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    if (isUnknown(item)) return true;
    const key = canonical(element, item);
    return !seen.has(key) && seen.add(key);
  });
}

function arrayOf(value: unknown, at: Steps): readonly unknown[] {
  if (!Array.isArray(value)) throw mismatch(at, 'an array', value);
  return value;
}

function recordOf(value: unknown, at: Steps): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mismatch(at, 'an object', value);
  return value as Record<string, unknown>;
}

export function isNumber(value: unknown): value is TerraformNumber {
  return (
    (typeof value === 'number' && !Number.isNaN(value)) ||
    typeof value === 'bigint' ||
    value instanceof Decimal
  );
}

/** Names the kind of the wrong value only: the value itself may be a secret. */
function mismatch(at: Steps, expected: string, value: unknown): ValueTypeError {
  const actual = Array.isArray(value)
    ? 'an array'
    : value === null
      ? 'null'
      : `a value of type ${typeof value}`;
  return new ValueTypeError(at, `expected ${expected}, got ${actual}`);
}
