import { ValueTypeError } from '../cty/codec.ts';
import { Decimal, numberFromText } from '../cty/decimal.ts';
import { inferDynamic } from '../cty/dynamic.ts';
import { type CtyType, DynamicValue, emptyObject } from '../cty/type.ts';

type Steps = readonly (string | number)[];

/**
 * A value of a type from the JSON of a state, which may have been written by another version or another provider: missing
 * attributes are null, surplus ones are dropped, and scalars are converted as Terraform converts them.
 * @throws ValueTypeError where that is impossible.
 */
export function fromStateJson(type: CtyType, json: unknown, at: Steps = []): unknown {
  if (json === null || json === undefined) return null;
  if (type === 'dynamic') return dynamicFrom(json, at);
  if (typeof type === 'string') return scalarFrom(type, json, at);
  switch (type[0]) {
    case 'list':
    case 'set':
      return itemsOf(json, at).map((item, index) => fromStateJson(type[1], item, [...at, index]));
    case 'tuple':
      return itemsOf(json, at).map((item, index) =>
        fromStateJson(type[1][index] ?? 'dynamic', item, [...at, index]),
      );
    case 'map':
      return record(
        Object.entries(membersOf(json, at)).map(([key, item]) => [
          key,
          fromStateJson(type[1], item, [...at, key]),
        ]),
      );
    case 'object': {
      const members = membersOf(json, at);
      return record(
        Object.entries(type[1]).map(([name, inner]) => [
          name,
          fromStateJson(inner, Object.hasOwn(members, name) ? members[name] : null, [...at, name]),
        ]),
      );
    }
  }
}

/** A state holds a dynamic value as `{"value": …, "type": …}`; anything else is taken for a value that was not dynamic before. */
function dynamicFrom(json: unknown, at: Steps): unknown {
  if (typeof json === 'object' && json !== null && Object.keys(json).sort().join() === 'type,value') {
    const { type, value } = json as { type: CtyType; value: unknown };
    return new DynamicValue(type, fromStateJson(type, value, at));
  }
  return inferDynamic(json);
}

function scalarFrom(type: 'string' | 'number' | 'bool', json: unknown, at: Steps): unknown {
  const isNumber = typeof json === 'number' || typeof json === 'bigint' || json instanceof Decimal;
  if (type === 'string') {
    if (typeof json === 'string') return json;
    if (isNumber || typeof json === 'boolean') return String(json);
  } else if (type === 'number') {
    if (isNumber) return json;
    if (typeof json === 'string') return numberFromText(json);
  } else {
    if (typeof json === 'boolean') return json;
    if (json === 'true' || json === 'false') return json === 'true';
  }
  throw new ValueTypeError(at, `the state holds a value of type ${typeof json} where a ${type} is needed`);
}

function itemsOf(json: unknown, at: Steps): readonly unknown[] {
  if (!Array.isArray(json)) throw new ValueTypeError(at, 'the state holds no list where one is needed');
  return json;
}

function membersOf(json: unknown, at: Steps): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ValueTypeError(at, 'the state holds no object where one is needed');
  }
  return json as Record<string, unknown>;
}

function record(entries: [string, unknown][]): Record<string, unknown> {
  const out = emptyObject();
  for (const [key, value] of entries) out[key] = value;
  return out;
}
