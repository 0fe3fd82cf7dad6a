import {
  integerOf,
  isNumber,
  numberFromDouble,
  numberFromText,
  type TerraformNumber,
  textOfNumber,
} from './decimal.ts';
import { inferDynamic } from './dynamic.ts';
import { MsgpackReader, MsgpackWriter, REFINED, REFINED_PREFIX } from './msgpack.ts';
import { canonical } from './same.ts';
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

/** The way to where reading or writing is: steps are put on and taken off on the way, which is copied where an error needs it. */
type Steps = (string | number)[];

/**
 * A value in the form in which Terraform sends and takes values of this type. A missing attribute of an object is null.
 * A value for a dynamic place is a `DynamicValue`, or plain, in which case its type is inferred.
 * @throws ValueTypeError when the value is not of the type.
 */
export function encode(type: CtyType, value: unknown): Buffer {
  writer.clear();
  write(writer, type, value, []);
  return writer.finish();
}

/** One for all: nothing that is written waits for anything. */
const writer = new MsgpackWriter();

/**
 * Refuses what `encode` refuses.
 * @throws ValueTypeError when the value is not of the type.
 */
export function checkType(type: CtyType, value: unknown): void {
  writer.clear();
  write(writer, type, value, []);
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
  const keys = Object.keys(value);
  to.map(keys.length);
  for (const key of keys) {
    to.string(key.normalize());
    at.push(key);
    write(to, element, value[key], at);
    at.pop();
  }
}

function writeObject(
  to: MsgpackWriter,
  types: Record<string, CtyType>,
  value: Record<string, unknown>,
  at: Steps,
): void {
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(types, name) && value[name] !== undefined)
      throw new ValueTypeError([...at, name], 'there is no such attribute');
  }
  const attributes = writtenAttributes(types);
  to.map(attributes.length);
  for (const { name, written, type } of attributes) {
    to.raw(written);
    at.push(name);
    write(to, type, Object.hasOwn(value, name) ? value[name] : null, at);
    at.pop();
  }
}

interface WrittenAttribute {
  readonly name: string;
  /** The name as it is written. */
  readonly written: Buffer;
  readonly type: CtyType;
}

const known = new WeakMap<Record<string, CtyType>, readonly WrittenAttribute[]>();

/** An object type's attributes in the order in which Terraform writes them; worked out once a type. */
function writtenAttributes(types: Record<string, CtyType>): readonly WrittenAttribute[] {
  const before = known.get(types);
  if (before) return before;
  const attributes = Object.entries(types).map(([name, type]) => {
    const key = new MsgpackWriter();
    key.string(name);
    return { name, written: key.finish(), type };
  });
  attributes.sort((a, b) => (a.name < b.name ? -1 : 1));
  known.set(types, attributes);
  return attributes;
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
    at.push(index);
    write(to, typeAt(index), item, at);
    at.pop();
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
      return readAll(from, type, item.size, at);
    case 'map':
    case 'object': {
      if (item.kind !== 'map') break;
      const value = emptyObject();
      for (let left = item.size; left > 0; left -= 1) {
        const key = from.next();
        if (key.kind !== 'string') throw mismatch(at, 'a map with string keys', key.kind);
        const element = type[0] === 'map' ? (type[1] as CtyType) : attributeType(type, key.value, at);
        at.push(key.value);
        value[key.value] = read(from, element, at);
        at.pop();
      }
      return value;
    }
  }
  throw new ValueTypeError(
    [...at],
    `MessagePack's ${item.kind} is not a value of type ${JSON.stringify(type)}`,
  );
}

/** The elements of a list, a set or a tuple, whose head has been read. */
function readAll(from: MsgpackReader, type: CtyType, size: number, at: Steps): unknown[] {
  const items: unknown[] = [];
  for (let index = 0; index < size; index += 1) {
    at.push(index);
    items.push(read(from, type[0] === 'tuple' ? (type[1][index] as CtyType) : (type[1] as CtyType), at));
    at.pop();
  }
  return items;
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

/** Names the kind of the wrong value only: the value itself may be a secret. */
function mismatch(at: Steps, expected: string, value: unknown): ValueTypeError {
  const actual = Array.isArray(value)
    ? 'an array'
    : value === null
      ? 'null'
      : `a value of type ${typeof value}`;
  return new ValueTypeError([...at], `expected ${expected}, got ${actual}`);
}
