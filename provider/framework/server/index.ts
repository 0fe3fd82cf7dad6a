import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { invokeAction, planAction, validateActionConfig } from './actions.ts';
import { readDataSource, validateDataResourceConfig } from './data-sources.ts';
import {
  closeEphemeralResource,
  openEphemeralResource,
  renewEphemeralResource,
  validateEphemeralResourceConfig,
} from './ephemeral-resources.ts';
import { callFunction, getFunctions } from './functions.ts';
import { listResource, validateListResourceConfig } from './lists.ts';
import {
  configureProvider,
  getMetadata,
  getProviderSchema,
  getResourceIdentitySchemas,
  validateProviderConfig,
} from './provider.ts';
import { applyResourceChange } from './resource-apply.ts';
import { planResourceChange } from './resource-plan.ts';
import { importResourceState, readResource } from './resource-read.ts';
import { moveResourceState, upgradeResourceIdentity, upgradeResourceState } from './resource-stored.ts';
import { validateResourceConfig } from './resource-validate.ts';
import type { Runtime } from './runtime.ts';

export { Runtime } from './runtime.ts';

/**
 * The remote calls that a provider answers, by their names in the protocol. Calls that are not here (state stores) are
 * answered with "unimplemented", which every Terraform understands.
 */
export function remoteCalls(runtime: Runtime) {
  let schema: Promise<wire.GetProviderSchema_Response> | undefined;
  const bound =
    <Q, A>(handler: (runtime: Runtime, request: Q) => Promise<A>) =>
    (request: Q): Promise<A> =>
      handler(runtime, request);
  return {
    getMetadata: bound(getMetadata),
    getProviderSchema: () => {
      schema ??= getProviderSchema(runtime);
      return schema;
    },
    getResourceIdentitySchemas: bound(getResourceIdentitySchemas),
    validateProviderConfig: bound(validateProviderConfig),
    configureProvider: bound(configureProvider),
    validateResourceConfig: bound(validateResourceConfig),
    upgradeResourceState: bound(upgradeResourceState),
    upgradeResourceIdentity: bound(upgradeResourceIdentity),
    readResource: bound(readResource),
    planResourceChange: bound(planResourceChange),
    applyResourceChange: bound(applyResourceChange),
    importResourceState: bound(importResourceState),
    moveResourceState: bound(moveResourceState),
    validateDataResourceConfig: bound(validateDataResourceConfig),
    readDataSource: bound(readDataSource),
    validateEphemeralResourceConfig: bound(validateEphemeralResourceConfig),
    openEphemeralResource: bound(openEphemeralResource),
    renewEphemeralResource: bound(renewEphemeralResource),
    closeEphemeralResource: bound(closeEphemeralResource),
    validateListResourceConfig: bound(validateListResourceConfig),
    validateActionConfig: bound(validateActionConfig),
    planAction,
    getFunctions: bound(getFunctions),
    callFunction: bound(callFunction),
    stopProvider: async (): Promise<wire.StopProvider_Response> => {
      runtime.stop('Terraform was interrupted.');
      return {};
    },
  };
}

/** The remote calls that are answered by a stream of messages, by their names in the protocol. */
export function remoteStreams(runtime: Runtime) {
  const bound =
    <Q, A>(handler: (runtime: Runtime, request: Q) => AsyncIterable<A>) =>
    (request: Q): AsyncIterable<A> =>
      handler(runtime, request);
  return { listResource: bound(listResource), invokeAction: bound(invokeAction) };
}
