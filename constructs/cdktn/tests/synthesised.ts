// Made from ../cdktf/tests/synthesised.ts by `npm run constructs:generate`; change that one.
import { TerraformStack, Testing } from 'cdktn';

export type Json = { readonly [name: string]: unknown };

export interface Configuration extends Json {
  readonly resource: { readonly [type: string]: { readonly [name: string]: Json } };
}

/** A stack's configuration as Terraform reads it. */
export function synthesised(define: (stack: TerraformStack) => void): Configuration {
  const stack = new TerraformStack(Testing.app(), 'stack');
  define(stack);
  return JSON.parse(Testing.synth(stack)) as Configuration;
}

/** The arguments of the only resource of a type, without what the library notes for itself. */
export function argumentsOf(configuration: Configuration, type: string): Json {
  const resources = Object.values(configuration.resource[type] ?? {});
  if (resources.length !== 1) throw new Error(`there are ${resources.length} resources of type ${type}`);
  const { '//': _, ...args } = resources[0] as Json;
  return args;
}
