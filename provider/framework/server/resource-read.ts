import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { settleRead } from '../lifecycle/apply.ts';
import { type Fields, withoutWriteOnly } from '../schema/nesting.ts';
import { Call } from './call.ts';
import { providerWaits } from './deferral.ts';
import { identityIn, identityOf } from './identity.ts';
import { PrivateBytes } from './private-state.ts';
import type { Runtime } from './runtime.ts';
import { fieldsIn, messageOf, seen } from './wire.ts';

export async function importResourceState(
  runtime: Runtime,
  request: wire.ImportResourceState_Request,
): Promise<wire.ImportResourceState_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `import ${type}`);
  const imported = await call.attempt(async () => {
    const resource = await runtime.resource(type);
    call.about(resource.attributes);
    if (!resource.importState) throw new Error(`${type} cannot be imported.`);
    if (providerWaits(runtime, request)) return [];
    const kept = new PrivateBytes(undefined);
    const given = await resource.importState({
      ...runtime.configuredContext(call.diagnostics, type),
      id: request.id || undefined,
      identity: identityIn(resource, request.identity),
      private: kept,
    });
    const state = withoutWriteOnly(resource.attributes, given as Fields);
    const identity = request.identity ?? identityOf(resource, state);
    return [{ type_name: type, state: messageOf(resource.attributes, state), private: kept.bytes, identity }];
  });
  const deferred = providerWaits(runtime, request);
  return {
    imported_resources: imported ?? [],
    diagnostics: call.messages,
    ...(deferred ? { deferred } : {}),
  };
}

export async function readResource(
  runtime: Runtime,
  request: wire.ReadResource_Request,
): Promise<wire.ReadResource_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `read ${type}`);
  const kept = new PrivateBytes(request.private);
  const unchanged = {
    new_state: request.current_state,
    private: request.private,
    new_identity: request.current_identity,
  };
  const read = await call.attempt(async () => {
    const resource = await runtime.resource(type);
    const { attributes } = resource;
    call.about(attributes);
    const before = fieldsIn(attributes, request.current_state);
    const deferred = providerWaits(runtime, request);
    if (deferred) return { ...unchanged, deferred };
    if (before === null) return unchanged;
    const context = runtime.configuredContext(call.diagnostics, type);
    const found = await resource.read({ ...context, state: seen(before), private: kept });
    if (found === null) return { new_state: messageOf(attributes, null), private: kept.bytes };
    const state = settleRead(attributes, before, found as Fields, call.diagnostics);
    const new_identity = request.current_identity ?? identityOf(resource, state);
    return { new_state: messageOf(attributes, state), private: kept.bytes, new_identity };
  });
  return { ...(read ?? unchanged), diagnostics: call.messages };
}
