import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { checkAttributes } from '../lifecycle/validate.ts';
import { Call } from './call.ts';
import type { Runtime } from './runtime.ts';
import { configIn, seen } from './wire.ts';

export async function validateActionConfig(
  runtime: Runtime,
  request: wire.ValidateActionConfig_Request,
): Promise<wire.ValidateActionConfig_Response> {
  const type = request.action_type ?? '';
  const call = new Call(runtime, `validate ${type}`);
  await call.attempt(async () => {
    const action = await runtime.action(type);
    call.about(action.attributes);
    const config = configIn(action.attributes, request.config);
    checkAttributes(action.attributes, config, call.diagnostics);
    await action.validate?.({ ...runtime.context(call.diagnostics, type), config: seen(config) });
  });
  return { diagnostics: call.messages };
}

/** What an action does is not foretold. */
export async function planAction(): Promise<wire.PlanAction_Response> {
  return { diagnostics: [] };
}

export async function* invokeAction(
  runtime: Runtime,
  request: wire.InvokeAction_Request,
): AsyncGenerator<wire.InvokeAction_Event> {
  const type = request.action_type ?? '';
  const call = new Call(runtime, `invoke ${type}`);
  const told: string[] = [];
  let wake = Promise.withResolvers<void>();
  const invoking = call.attempt(async () => {
    const action = await runtime.action(type);
    call.about(action.attributes);
    await action.invoke({
      ...runtime.configuredContext(call.diagnostics, type),
      config: seen(configIn(action.attributes, request.config)),
      progress: (message: string) => {
        told.push(message);
        wake.resolve();
      },
    });
  });
  let isDone = false;
  void invoking.finally(() => {
    isDone = true;
    wake.resolve();
  });
  for (;;) {
    for (const message of told.splice(0)) yield { progress: { message } };
    if (isDone) break;
    await wake.promise;
    wake = Promise.withResolvers();
  }
  yield { completed: { diagnostics: call.messages } };
}
