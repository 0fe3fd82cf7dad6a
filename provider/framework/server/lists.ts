import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { settleRead } from '../lifecycle/apply.ts';
import { checkAttributes } from '../lifecycle/validate.ts';
import type { AnyResource } from '../resource.ts';
import { type Fields, withoutWriteOnly } from '../schema/nesting.ts';
import { Call } from './call.ts';
import { identityOf } from './identity.ts';
import { PrivateBytes } from './private-state.ts';
import type { Runtime } from './runtime.ts';
import { configIn, fieldsIn, messageOf, seen } from './wire.ts';

export async function validateListResourceConfig(
  runtime: Runtime,
  request: wire.ValidateListResourceConfig_Request,
): Promise<wire.ValidateListResourceConfig_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `validate the list of ${type}`);
  await call.attempt(async () => {
    const { attributes } = await runtime.listResource(type);
    call.about(attributes);
    checkAttributes(attributes, configIn(attributes, request.config), call.diagnostics);
  });
  return { diagnostics: call.messages };
}

export async function* listResource(
  runtime: Runtime,
  request: wire.ListResource_Request,
): AsyncGenerator<wire.ListResource_Event> {
  const type = request.type_name ?? '';
  const limit = request.limit || Number.POSITIVE_INFINITY;
  const beginning = new Call(runtime, `list ${type}`);
  const begun = await beginning.attempt(async () => {
    const { attributes, list } = await runtime.listResource(type);
    beginning.about(attributes);
    const config = seen(configIn(attributes, request.config));
    const found = list({ ...runtime.configuredContext(beginning.diagnostics, type), config });
    return { resource: await runtime.resource(type), found: found[Symbol.asyncIterator]() };
  });
  if (!begun) {
    yield { diagnostic: beginning.messages };
    return;
  }
  for (let count = 0; count < limit; count++) {
    const call = new Call(runtime, `list ${type}`);
    const event = await call.attempt(async () => {
      const next = await begun.found.next();
      if (next.done) return 'done' as const;
      const state = withoutWriteOnly(begun.resource.attributes, next.value.state as Fields);
      const identity = identityOf(begun.resource, state);
      const whole = request.include_resource_object
        ? await wholeOf(begun.resource, state, type, call, runtime)
        : {};
      return { display_name: next.value.name, ...(identity ? { identity } : {}), ...whole };
    });
    if (event === 'done') return;
    yield { ...event, diagnostic: call.messages };
    if (event === undefined) return;
  }
  await begun.found.return?.();
}

/** The resource as reading it gives it; nothing where it has gone in the meantime. */
async function wholeOf(
  { attributes, read }: AnyResource,
  state: Fields,
  type: string,
  call: Call,
  runtime: Runtime,
): Promise<Pick<wire.ListResource_Event, 'resource_object'>> {
  const before = fieldsIn(attributes, messageOf(attributes, state)) as Fields;
  const context = runtime.configuredContext(call.diagnostics, type);
  const found = await read({
    ...context,
    state: seen(before) as never,
    private: new PrivateBytes(undefined),
  });
  if (found === null) return {};
  const settled = settleRead(attributes, before, found as Fields, call.diagnostics);
  return { resource_object: messageOf(attributes, settled) };
}
