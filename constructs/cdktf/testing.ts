import { type TerraformStack, Testing } from 'cdktf';
import { SyncformResource } from './resource.ts';

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

/**
 * Synthesises a stack, its aspects and checks included, and answers what it defines, for a test's assertions:
 *
 *     expect(definitionsOf(stack).syncs.users_to_crm).toMatchObject({ mode: 'updateOrCreate' });
 */
export function definitionsOf(stack: TerraformStack): StackDefinitions {
  const { resource = {} } = JSON.parse(Testing.synth(stack)) as {
    readonly resource?: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
  };
  const constructs = stack.node.findAll().filter((one) => one instanceof SyncformResource);
  const those = (pattern: RegExp): ByPath =>
    Object.fromEntries(
      constructs
        .filter(({ terraformResourceType }) => pattern.test(terraformResourceType))
        .flatMap(({ node, terraformResourceType, friendlyUniqueId }) => {
          const written = resource[terraformResourceType]?.[friendlyUniqueId];
          return written ? [[node.path.slice(stack.node.path.length + 1), written]] : [];
        }),
    );
  return {
    connections: those(/^syncform_\w+_connection$/),
    models: those(/^syncform_model$/),
    syncs: those(/^syncform_sync$/),
    bulkSyncs: those(/^syncform_bulk_sync$/),
    primaryKeys: those(/^syncform_connection_schema_primary_keys$/),
  };
}
