import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { type Path, steps } from '../diagnostics.ts';
import { type Change, changedNames, draftPlan, finishPlan, replacePaths } from '../lifecycle/plan.ts';
import type { AnyResource, WaitsFor } from '../resource.ts';
import { pathMessage } from '../schema/diagnostic-message.ts';
import type { Fields } from '../schema/nesting.ts';
import type { Attributes } from '../types.ts';
import { Call } from './call.ts';
import { Deferral, providerWaits } from './deferral.ts';
import { PrivateBytes } from './private-state.ts';
import type { Runtime } from './runtime.ts';
import { configIn, fieldsIn, messageOf, seen } from './wire.ts';

export async function planResourceChange(
  runtime: Runtime,
  request: wire.PlanResourceChange_Request,
): Promise<wire.PlanResourceChange_Response> {
  const type = request.type_name ?? '';
  const call = new Call(runtime, `plan ${type}`);
  const planned = await call.attempt(async () => {
    const resource = await runtime.resource(type);
    call.about(resource.attributes);
    const prior = fieldsIn(resource.attributes, request.prior_state);
    const proposed = fieldsIn(resource.attributes, request.proposed_new_state);
    const deferred = providerWaits(runtime, request);
    if (proposed !== null) {
      const config = configIn(resource.attributes, request.config);
      if (deferred) {
        const draft = draftPlan(resource.attributes, { config, prior, proposed });
        return {
          planned_state: messageOf(resource.attributes, draft.proposed),
          planned_private: request.prior_private,
          planned_identity: request.prior_identity,
          deferred,
        };
      }
      return planChange(runtime, call, { type, resource, request, change: { config, prior, proposed } });
    }
    const kept = new PrivateBytes(request.prior_private);
    if (deferred)
      return { planned_state: messageOf(resource.attributes, null), planned_private: kept.bytes, deferred };
    if (resource.planDelete && prior !== null) {
      const context = runtime.configuredContext(call.diagnostics, type);
      await resource.planDelete({ ...context, prior: seen(prior), private: kept });
    }
    return { planned_state: messageOf(resource.attributes, null), planned_private: kept.bytes };
  });
  const failed = { planned_state: request.prior_state, planned_private: request.prior_private };
  return { ...(planned ?? failed), diagnostics: call.messages };
}

interface Planning {
  readonly type: string;
  readonly resource: AnyResource;
  readonly request: wire.PlanResourceChange_Request;
  readonly change: Change;
}

async function planChange(
  runtime: Runtime,
  call: Call,
  { type, resource, request, change }: Planning,
): Promise<wire.PlanResourceChange_Response> {
  const attributes: Attributes = resource.attributes;
  const { prior, config } = change;
  const draft = draftPlan(attributes, change);
  const kept = new PrivateBytes(request.prior_private);
  const replacing: Path[] = [];
  const deferral = new Deferral(request);
  const changedInConfig = changedNames(attributes, prior, draft.settled);
  let planned = draft.proposed;
  if (resource.plan) {
    const foretold = await resource.plan({
      ...runtime.configuredContext(call.diagnostics, type),
      config: seen(config),
      prior: seen(prior),
      proposed: seen(draft.proposed),
      private: kept,
      changed: (name?: string) => (name === undefined ? draft.changed : changedInConfig.includes(name)),
      requireReplace: (path: Path) => replacing.push(path),
      defer: (waitsFor: WaitsFor) => deferral.defer(waitsFor),
    });
    planned = finishPlan(attributes, change, draft, (foretold ?? {}) as Fields);
  }
  return {
    ...deferral.deferred,
    planned_state: messageOf(attributes, planned),
    planned_private: kept.bytes,
    planned_identity: request.prior_identity,
    requires_replace: replacements(resource, prior, planned, replacing).map((path) =>
      pathMessage(path, attributes),
    ),
  };
}

/** Paths that need a new resource; without an `update` hook that is every one that the configuration changes. */
function replacements(
  resource: AnyResource,
  prior: Fields | null,
  planned: Fields,
  asked: Path[],
): (readonly (string | number)[])[] {
  if (prior === null) return [];
  const declared = replacePaths(resource.attributes, prior, planned);
  const all = resource.update ? [] : changedNames(resource.attributes, prior, planned).map((name) => [name]);
  return [...declared, ...all, ...asked.map(steps)];
}
