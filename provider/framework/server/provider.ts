import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { checkAttributes } from '../lifecycle/validate.ts';
import { functionMessage, identityMessage, schemaMessage } from '../schema/message.ts';
import { Call } from './call.ts';
import { mayDefer } from './deferral.ts';
import type { Runtime } from './runtime.ts';
import { configIn, seen } from './wire.ts';

const serverCapabilities: wire.ServerCapabilities = {
  plan_destroy: true,
  get_provider_schema_optional: true,
  move_resource_state: true,
};

/** Names alone: nothing is loaded for it. */
export async function getMetadata(runtime: Runtime): Promise<wire.GetMetadata_Response> {
  const {
    resources = {},
    dataSources = {},
    ephemeralResources = {},
    listResources = {},
    actions = {},
    functions = {},
  } = runtime.definition;
  const types = (list: object) => Object.keys(list).map((key) => ({ type_name: runtime.typeName(key) }));
  return {
    server_capabilities: serverCapabilities,
    resources: types(resources),
    data_sources: types(dataSources),
    ephemeral_resources: types(ephemeralResources),
    list_resources: types(listResources),
    actions: types(actions),
    functions: Object.keys(functions).map((name) => ({ name })),
  };
}

export async function getProviderSchema(runtime: Runtime): Promise<wire.GetProviderSchema_Response> {
  const { definition } = runtime;
  const call = new Call(runtime, 'describe the provider');
  const schema = await call.attempt(async () => {
    const [resources, dataSources, ephemeralResources, listResources, actions, functions] = await Promise.all(
      [
        runtime.all(definition.resources),
        runtime.all(definition.dataSources),
        runtime.all(definition.ephemeralResources),
        runtime.all(definition.listResources),
        runtime.all(definition.actions),
        runtime.all(definition.functions),
      ],
    );
    const schemas = (list: [string, Parameters<typeof schemaMessage>[0]][]) =>
      Object.fromEntries(list.map(([key, one]) => [runtime.typeName(key), schemaMessage(one)]));
    return {
      provider: schemaMessage({ description: definition.description, attributes: definition.attributes }),
      resource_schemas: schemas(resources),
      data_source_schemas: schemas(dataSources),
      ephemeral_resource_schemas: schemas(ephemeralResources),
      list_resource_schemas: schemas(listResources),
      action_schemas: Object.fromEntries(
        actions.map(([key, one]) => [runtime.typeName(key), { schema: schemaMessage(one) }]),
      ),
      functions: Object.fromEntries(functions.map(([name, one]) => [name, functionMessage(one)])),
    };
  });
  return { ...schema, server_capabilities: serverCapabilities, diagnostics: call.messages };
}

export async function getResourceIdentitySchemas(
  runtime: Runtime,
): Promise<wire.GetResourceIdentitySchemas_Response> {
  const call = new Call(runtime, 'describe the identities of resources');
  const identity_schemas = await call.attempt(async () => {
    const resources = await runtime.all(runtime.definition.resources);
    return Object.fromEntries(
      resources.flatMap(([key, { identity }]) =>
        identity ? [[runtime.typeName(key), identityMessage(identity)]] : [],
      ),
    ) as Record<string, wire.ResourceIdentitySchema>;
  });
  return { identity_schemas: identity_schemas ?? {}, diagnostics: call.messages };
}

export async function validateProviderConfig(
  runtime: Runtime,
  request: wire.ValidateProviderConfig_Request,
): Promise<wire.ValidateProviderConfig_Response> {
  const { definition } = runtime;
  const call = new Call(runtime, 'validate the provider configuration');
  call.about(definition.attributes);
  await call.attempt(async () => {
    const config = configIn(definition.attributes, request.config);
    checkAttributes(definition.attributes, config, call.diagnostics);
    await definition.validate?.({
      ...runtime.context(call.diagnostics, definition.name),
      config: seen(config),
    });
  });
  return { diagnostics: call.messages };
}

export async function configureProvider(
  runtime: Runtime,
  request: wire.ConfigureProvider_Request,
): Promise<wire.ConfigureProvider_Response> {
  const { definition } = runtime;
  const call = new Call(runtime, 'configure the provider');
  call.about(definition.attributes);
  await call.attempt(async () => {
    const config = seen(configIn(definition.attributes, request.config));
    const context = runtime.context(call.diagnostics, definition.name);
    runtime.isWaiting = mayDefer(request) && definition.waits?.(config) === true;
    if (runtime.isWaiting) return;
    runtime.configured(
      await definition.configure({ ...context, config, terraformVersion: request.terraform_version ?? '' }),
    );
  });
  return { diagnostics: call.messages };
}
