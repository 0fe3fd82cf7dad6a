import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { settleFound } from '../lifecycle/apply.ts';
import { checkAttributes } from '../lifecycle/validate.ts';
import type { Fields } from '../schema/nesting.ts';
import { Call } from './call.ts';
import { PrivateBytes } from './private-state.ts';
import type { Runtime } from './runtime.ts';
import { configIn, messageOf, seen } from './wire.ts';

export async function validateEphemeralResourceConfig(
  runtime: Runtime,
  request: wire.ValidateEphemeralResourceConfig_Request,
): Promise<wire.ValidateEphemeralResourceConfig_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `validate ${type}`);
  await call.attempt(async () => {
    const resource = await runtime.ephemeralResource(type);
    call.about(resource.attributes);
    const config = configIn(resource.attributes, request.config);
    checkAttributes(resource.attributes, config, call.diagnostics);
    await resource.validate?.({ ...runtime.context(call.diagnostics, type), config: seen(config) });
  });
  return { diagnostics: call.messages };
}

export async function openEphemeralResource(
  runtime: Runtime,
  request: wire.OpenEphemeralResource_Request,
): Promise<wire.OpenEphemeralResource_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `open ${type}`);
  const opened = await call.attempt(async () => {
    const resource = await runtime.ephemeralResource(type);
    call.about(resource.attributes);
    const config = configIn(resource.attributes, request.config);
    const kept = new PrivateBytes(undefined);
    let renew_at: Date | undefined;
    const result = await resource.open({
      ...runtime.configuredContext(call.diagnostics, type),
      config: seen(config),
      private: kept,
      renewAt: (time: Date) => {
        renew_at = time;
      },
    });
    const settled = settleFound(resource.attributes, config, result as Fields, call.diagnostics);
    return { result: messageOf(resource.attributes, settled), private: kept.bytes, renew_at };
  });
  return { ...opened, diagnostics: call.messages };
}

export async function renewEphemeralResource(
  runtime: Runtime,
  request: wire.RenewEphemeralResource_Request,
): Promise<wire.RenewEphemeralResource_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `renew ${type}`);
  const kept = new PrivateBytes(request.private);
  let renew_at: Date | undefined;
  await call.attempt(async () => {
    const resource = await runtime.ephemeralResource(type);
    await resource.renew?.({
      ...runtime.configuredContext(call.diagnostics, type),
      private: kept,
      renewAt: (time: Date) => {
        renew_at = time;
      },
    });
  });
  return { private: kept.bytes, renew_at, diagnostics: call.messages };
}

export async function closeEphemeralResource(
  runtime: Runtime,
  request: wire.CloseEphemeralResource_Request,
): Promise<wire.CloseEphemeralResource_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `close ${type}`);
  await call.attempt(async () => {
    const resource = await runtime.ephemeralResource(type);
    const context = runtime.configuredContext(call.diagnostics, type);
    await resource.close?.({ ...context, private: new PrivateBytes(request.private) });
  });
  return { diagnostics: call.messages };
}
