import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { settleFound } from '../lifecycle/apply.ts';
import { draftPlan } from '../lifecycle/plan.ts';
import { checkAttributes } from '../lifecycle/validate.ts';
import type { Fields } from '../schema/nesting.ts';
import { Call } from './call.ts';
import { providerWaits } from './deferral.ts';
import type { Runtime } from './runtime.ts';
import { configIn, messageOf, seen } from './wire.ts';

export async function validateDataResourceConfig(
  runtime: Runtime,
  request: wire.ValidateDataResourceConfig_Request,
): Promise<wire.ValidateDataResourceConfig_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `validate ${type}`);
  await call.attempt(async () => {
    const source = await runtime.dataSource(type);
    call.about(source.attributes);
    const config = configIn(source.attributes, request.config);
    checkAttributes(source.attributes, config, call.diagnostics);
    await source.validate?.({ ...runtime.context(call.diagnostics, type), config: seen(config) });
  });
  return { diagnostics: call.messages };
}

export async function readDataSource(
  runtime: Runtime,
  request: wire.ReadDataSource_Request,
): Promise<wire.ReadDataSource_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `read ${type}`);
  const deferred = providerWaits(runtime, request);
  const state = await call.attempt(async () => {
    const source = await runtime.dataSource(type);
    call.about(source.attributes);
    const config = configIn(source.attributes, request.config);
    if (deferred)
      return messageOf(
        source.attributes,
        draftPlan(source.attributes, { config, prior: null, proposed: config }).proposed,
      );
    const found = await source.read({
      ...runtime.configuredContext(call.diagnostics, type),
      config: seen(config),
    });
    return messageOf(
      source.attributes,
      settleFound(source.attributes, config, found as Fields, call.diagnostics),
    );
  });
  return { state, diagnostics: call.messages, ...(deferred ? { deferred } : {}) };
}
