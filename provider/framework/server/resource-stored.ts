import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { parseJson } from '../cty/json.ts';
import type { AnyResource } from '../resource.ts';
import { objectType } from '../schema/cty-types.ts';
import { type Fields, withoutWriteOnly } from '../schema/nesting.ts';
import { fromStateJson } from '../schema/state-json.ts';
import type { JsonObject } from '../types.ts';
import { Call } from './call.ts';
import { identityOf, upgradeIdentity } from './identity.ts';
import { PrivateBytes } from './private-state.ts';
import type { Runtime } from './runtime.ts';
import { messageOf } from './wire.ts';

export async function upgradeResourceState(
  runtime: Runtime,
  request: wire.UpgradeResourceState_Request,
): Promise<wire.UpgradeResourceState_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `read the state of ${type}`);
  const upgraded_state = await call.attempt(async () => {
    const resource = await runtime.resource(type);
    call.about(resource.attributes);
    const json = request.raw_state?.json;
    if (!json?.length) throw new Error('The state is in a form that only Terraform before 0.12 wrote.');
    const state = upgraded(resource, request.version ?? 0, parseJson(json.toString('utf8')) as JsonObject);
    const fields = fromStateJson(objectType(resource.attributes), state) as Fields;
    return messageOf(resource.attributes, withoutWriteOnly(resource.attributes, fields));
  });
  return { upgraded_state, diagnostics: call.messages };
}

function upgraded(resource: AnyResource, version: number, state: JsonObject): JsonObject {
  const current = resource.version ?? 0;
  if (version > current) {
    throw new Error(
      `The state has version ${version} and this provider knows versions up to ${current}: use a newer provider.`,
    );
  }
  let result = state;
  for (let from = version; from < current; from += 1) result = resource.upgrade?.[from]?.(result) ?? result;
  return result;
}

export async function moveResourceState(
  runtime: Runtime,
  request: wire.MoveResourceState_Request,
): Promise<wire.MoveResourceState_Response> {
  const type = request.target_type_name ?? '';
  const source = request.source_type_name ?? '';
  const call = new Call(runtime, `move ${source} to ${type}`);
  const moved = await call.attempt(async () => {
    const resource = await runtime.resource(type);
    call.about(resource.attributes);
    const kept = new PrivateBytes(undefined);
    const state = await resource.moveState?.({
      ...runtime.context(call.diagnostics, type),
      sourceTypeName: source,
      sourceProviderAddress: request.source_provider_address ?? '',
      sourceSchemaVersion: request.source_schema_version ?? 0,
      sourceState: parseJson(request.source_state?.json?.toString('utf8') || '{}') as JsonObject,
      private: kept,
    });
    if (!state)
      throw new Error(
        `${type} cannot take over the state of ${source} from ${request.source_provider_address}.`,
      );
    const fields = fromStateJson(objectType(resource.attributes), state) as Fields;
    const movable = withoutWriteOnly(resource.attributes, fields);
    return {
      target_state: messageOf(resource.attributes, movable),
      target_private: kept.bytes,
      target_identity: identityOf(resource, movable),
    };
  });
  return { ...moved, diagnostics: call.messages };
}

export async function upgradeResourceIdentity(
  runtime: Runtime,
  request: wire.UpgradeResourceIdentity_Request,
): Promise<wire.UpgradeResourceIdentity_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `read the identity of ${type}`);
  const upgraded_identity = await call.attempt(async () => {
    const json = request.raw_identity?.json ?? Buffer.from('{}');
    return upgradeIdentity(await runtime.resource(type), request.version ?? 0, json);
  });
  return { upgraded_identity, diagnostics: call.messages };
}
