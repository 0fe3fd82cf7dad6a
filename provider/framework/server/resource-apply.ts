import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { settleApply, settlePartial } from '../lifecycle/apply.ts';
import { changedNames } from '../lifecycle/plan.ts';
import type { AnyResource, UpdateContext } from '../resource.ts';
import type { Fields } from '../schema/nesting.ts';
import type { Attributes } from '../types.ts';
import { Call } from './call.ts';
import { identityOf } from './identity.ts';
import { PrivateBytes } from './private-state.ts';
import type { Runtime } from './runtime.ts';
import { configIn, fieldsIn, messageOf, seen } from './wire.ts';

export async function applyResourceChange(
  runtime: Runtime,
  request: wire.ApplyResourceChange_Request,
): Promise<wire.ApplyResourceChange_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `apply the change of ${type}`);
  const unchanged = { new_state: request.prior_state, private: request.planned_private };
  const applied = await call.attempt(async (): Promise<wire.ApplyResourceChange_Response> => {
    const resource = await runtime.resource(type);
    call.about(resource.attributes);
    const planned = fieldsIn(resource.attributes, request.planned_state);
    const prior = fieldsIn(resource.attributes, request.prior_state);
    const applying = { runtime, type, resource, kept: new PrivateBytes(request.planned_private) };
    if (planned !== null)
      return writeResource(applying, planned, prior, configIn(resource.attributes, request.config));
    return prior === null ? unchanged : deleteResource(applying, prior, request);
  });
  return applied ?? { ...unchanged, diagnostics: call.messages };
}

interface Applying {
  readonly runtime: Runtime;
  readonly type: string;
  readonly resource: AnyResource;
  readonly kept: PrivateBytes;
}

async function deleteResource(
  { runtime, type, resource, kept }: Applying,
  prior: Fields,
  request: wire.ApplyResourceChange_Request,
): Promise<wire.ApplyResourceChange_Response> {
  const call = new Call(runtime, `delete ${type}`);
  call.about(resource.attributes);
  const done = await call.attempt(async () => {
    runtime.signal.throwIfAborted();
    await resource.delete({
      ...runtime.configuredContext(call.diagnostics, type),
      state: seen(prior),
      private: kept,
    });
    return true;
  });
  if (done && !call.diagnostics.hasErrors) {
    return { new_state: messageOf(resource.attributes, null), diagnostics: call.messages };
  }
  return { new_state: request.prior_state, private: kept.bytes, diagnostics: call.messages };
}

async function writeResource(
  { runtime, type, resource, kept }: Applying,
  planned: Fields,
  prior: Fields | null,
  config: Fields,
): Promise<wire.ApplyResourceChange_Response> {
  const attributes: Attributes = resource.attributes;
  const call = new Call(runtime, `${prior === null ? 'create' : 'update'} ${type}`);
  call.about(attributes);
  const changed = changedNames(attributes, prior, planned);
  let reached: Fields | undefined;
  const returned = await call.attempt(async () => {
    runtime.signal.throwIfAborted();
    const context: UpdateContext<Attributes, unknown> = {
      ...runtime.configuredContext(call.diagnostics, type),
      config: seen(config) as never,
      planned: seen(planned) as never,
      prior: seen(prior) as never,
      private: kept,
      partial: (state) => {
        reached = { ...state };
      },
      changed: (name) => (name === undefined ? changed.length > 0 : changed.includes(name)),
    };
    const result = prior === null ? await resource.create(context) : await resource.update?.(context);
    return (result ?? {}) as Fields;
  });
  const state = returned
    ? settleApply(attributes, planned, returned, call.diagnostics)
    : settleFailure(attributes, prior ?? planned, prior, reached, call);
  return {
    new_state: messageOf(attributes, state),
    private: kept.bytes,
    new_identity: identityOf(resource, state),
    diagnostics: call.messages,
  };
}

/** After a failure: what the hook said it reached, else the state before (none on creation). */
function settleFailure(
  attributes: Attributes,
  base: Fields,
  prior: Fields | null,
  reached: Fields | undefined,
  call: Call,
): Fields | null {
  return reached ? settlePartial(attributes, base, reached, call.diagnostics) : prior;
}
