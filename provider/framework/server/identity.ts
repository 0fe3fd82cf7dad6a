import type { ResourceIdentityData } from '../../protocol/generated/tfplugin6.ts';
import { encode } from '../cty/codec.ts';
import { plain } from '../cty/dynamic.ts';
import { parseJson } from '../cty/json.ts';
import type { CtyType } from '../cty/type.ts';
import type { AnyResource, IdentityDefinition } from '../resource.ts';
import { ctyType } from '../schema/cty-types.ts';
import type { Fields } from '../schema/nesting.ts';
import { fromStateJson } from '../schema/state-json.ts';
import type { Attributes, JsonObject } from '../types.ts';
import { seen, valueIn } from './wire.ts';

type Identity = IdentityDefinition<Attributes>;

function identityType(identity: Identity): CtyType {
  return [
    'object',
    Object.fromEntries(Object.entries(identity.attributes).map(([name, one]) => [name, ctyType(one.type)])),
  ];
}

/** The identity of a state, or undefined when the resource has none, or the state does not hold it yet. */
export function identityOf(resource: AnyResource, state: Fields | null): ResourceIdentityData | undefined {
  const identity = resource.identity as Identity | undefined;
  if (!identity || state === null) return undefined;
  const names = Object.keys(identity.attributes);
  const values =
    identity.of?.(seen(state) as never) ?? Object.fromEntries(names.map((name) => [name, state[name]]));
  if (names.some((name) => (values[name] ?? null) === null)) return undefined;
  return { identity_data: { msgpack: encode(identityType(identity), values) } };
}

/** What an `import` block gave as the identity. */
export function identityIn(
  resource: AnyResource,
  data: ResourceIdentityData | undefined,
): JsonObject | undefined {
  const identity = resource.identity as Identity | undefined;
  if (!identity || !data?.identity_data) return undefined;
  return (plain(valueIn(identityType(identity), data.identity_data)) as JsonObject | null) ?? undefined;
}

/** An identity that an older version of the provider stored, in the form of this version. */
export function upgradeIdentity(resource: AnyResource, version: number, json: Buffer): ResourceIdentityData {
  const identity = resource.identity as Identity | undefined;
  if (!identity) throw new Error('This resource has no identity.');
  let values = parseJson(json.toString('utf8')) as JsonObject;
  for (let from = version; from < (identity.version ?? 0); from += 1)
    values = identity.upgrade?.[from]?.(values) ?? values;
  const type = identityType(identity);
  return { identity_data: { msgpack: encode(type, fromStateJson(type, values)) } };
}
