import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { checkAttributes } from '../lifecycle/validate.ts';
import { Call } from './call.ts';
import type { Runtime } from './runtime.ts';
import { configIn, seen } from './wire.ts';

export async function validateResourceConfig(
  runtime: Runtime,
  request: wire.ValidateResourceConfig_Request,
): Promise<wire.ValidateResourceConfig_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `validate ${type}`);
  await call.attempt(async () => {
    const resource = await runtime.resource(type);
    call.about(resource.attributes);
    const config = configIn(resource.attributes, request.config);
    checkAttributes(resource.attributes, config, call.diagnostics);
    await resource.validate?.({ ...runtime.context(call.diagnostics, type), config: seen(config) });
  });
  return { diagnostics: call.messages };
}
