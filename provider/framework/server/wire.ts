import type { DynamicValue as Message } from '../../protocol/generated/tfplugin6.ts';
import { decode, encode } from '../cty/codec.ts';
import { plain } from '../cty/dynamic.ts';
import { parseJson } from '../cty/json.ts';
import type { CtyType } from '../cty/type.ts';
import { objectType } from '../schema/cty-types.ts';
import type { Fields } from '../schema/nesting.ts';
import { fromStateJson } from '../schema/state-json.ts';
import type { Attributes } from '../types.ts';

/** The value in a message; null when there is none. */
export function valueIn(type: CtyType, message: Message | undefined): unknown {
  if (message?.msgpack?.length) return decode(type, message.msgpack);
  if (message?.json?.length) return fromStateJson(type, parseJson(message.json.toString('utf8')));
  return null;
}

/** The attributes in a message; null when the object is null or missing. */
export function fieldsIn(attributes: Attributes, message: Message | undefined): Fields | null {
  return valueIn(objectType(attributes), message) as Fields | null;
}

/** The attributes in a message that always has them. */
export function configIn(attributes: Attributes, message: Message | undefined): Fields {
  return fieldsIn(attributes, message) ?? {};
}

export function messageOf(attributes: Attributes, fields: Fields | null): Message {
  return { msgpack: encode(objectType(attributes), fields) };
}

/** The attributes as hooks see them. */
export function seen(fields: Fields): Fields;
export function seen(fields: Fields | null): Fields | null;
export function seen(fields: Fields | null): Fields | null {
  return plain(fields) as Fields | null;
}
