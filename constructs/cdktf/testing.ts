import { type TerraformStack, Testing } from 'cdktf';

/** Arguments of a resource as Terraform reads them; references are expressions: `${syncform_model.users.id}`. */
export interface Arguments {
  readonly [name: string]: unknown;
}

/** Definitions of one kind by the path of their constructs within the stack: `users`, `team/users`. */
export type ByPath = Readonly<Record<string, Arguments>>;

/** What a stack defines. */
export interface StackDefinitions {
  readonly connections: ByPath;
  readonly models: ByPath;
  readonly syncs: ByPath;
  readonly bulkSyncs: ByPath;
  readonly primaryKeys: ByPath;
}

interface Resource extends Arguments {
  readonly '//'?: { readonly metadata?: { readonly path: string } };
}

/**
 * Synthesises a stack, its aspects and checks included, and answers what it defines, for a test's assertions:
 *
 *     expect(definitionsOf(stack).syncs.users_to_crm).toMatchObject({ mode: 'updateOrCreate' });
 */
export function definitionsOf(stack: TerraformStack): StackDefinitions {
  const { resource = {} } = JSON.parse(Testing.synth(stack, true)) as {
    readonly resource?: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  };
  const prefix = `${stack.node.path}/`;
  const those = (pattern: RegExp): ByPath =>
    Object.fromEntries(
      Object.entries(resource)
        .filter(([type]) => pattern.test(type))
        .flatMap(([, all]) => Object.entries(all))
        .map(([name, { '//': about, ...args }]) => [about?.metadata?.path.replace(prefix, '') ?? name, args]),
    );
  return {
    connections: those(/^syncform_\w+_connection$/),
    models: those(/^syncform_model$/),
    syncs: those(/^syncform_sync$/),
    bulkSyncs: those(/^syncform_bulk_sync$/),
    primaryKeys: those(/^syncform_connection_schema_primary_keys$/),
  };
}
