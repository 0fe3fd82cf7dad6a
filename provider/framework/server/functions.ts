import type * as wire from '../../protocol/generated/tfplugin6.ts';
import { encode } from '../cty/codec.ts';
import { plain } from '../cty/dynamic.ts';
import { ArgumentError, type Parameter } from '../function.ts';
import { ctyType } from '../schema/cty-types.ts';
import { functionMessage } from '../schema/message.ts';
import { explain } from './failure.ts';
import type { Runtime } from './runtime.ts';
import { valueIn } from './wire.ts';

export async function getFunctions(runtime: Runtime): Promise<wire.GetFunctions_Response> {
  const all = await runtime.all(runtime.definition.functions);
  return { functions: Object.fromEntries(all.map(([name, one]) => [name, functionMessage(one)])) };
}

export async function callFunction(
  runtime: Runtime,
  request: wire.CallFunction_Request,
): Promise<wire.CallFunction_Response> {
  const name = request.name ?? '';
  let names: string[] = [];
  try {
    const definition = await runtime.function(name);
    const parameters = Object.entries(definition.parameters as Record<string, Parameter>);
    names = parameters.map(([parameter]) => parameter);
    const given = request.arguments ?? [];
    const named = parameters.map(([key, { type }], index) => [
      key,
      plain(valueIn(ctyType(type), given[index])),
    ]);
    const rest = given
      .slice(parameters.length)
      .map((one) => plain(valueIn(ctyType(definition.variadic.type), one)));
    const result = await definition.call(Object.fromEntries(named), rest);
    return { result: { msgpack: encode(ctyType(definition.returns), result) } };
  } catch (error) {
    runtime.log.debug(`function ${name} failed`, {
      error: error instanceof Error ? error.stack : String(error),
    });
    if (!(error instanceof ArgumentError))
      return { error: { text: explain(error, `call ${name}`, false).detail } };
    const { argument } = error;
    const index = typeof argument === 'number' ? names.length + argument : names.indexOf(argument);
    return { error: { text: error.message, function_argument: index < 0 ? undefined : index } };
  }
}
