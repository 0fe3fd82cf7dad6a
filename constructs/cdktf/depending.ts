import {
  DefaultTokenResolver,
  dependable,
  StringConcat,
  type TerraformResource,
  TerraformStack,
  Token,
  Tokenization,
} from 'cdktf';
import type { Settings } from './definitions.ts';
import { SyncformResource } from './resource.ts';

/*
 * What a definition has to wait for although it refers to it by a name alone, which Terraform does not see: a model reads a table
 * that a bulk sync fills, a bulk sync reads an object of which primary keys are said.
 */

/** The bulk syncs of a model's stack that fill what it reads. One that itself waits for a model or a sync is left out. */
export function fillersOf(model: SyncformResource): readonly TerraformResource[] {
  const { connection_id, configuration } = model.inputs;
  const read = readNames((configuration ?? {}) as Settings);
  if (read === undefined) return [];
  const stack = TerraformStack.of(model);
  const connection = resolved(stack, connection_id);
  return resourcesOf(stack, 'syncform_bulk_sync').filter((bulkSync) => {
    const { connection_id: id, configuration: settings = {} } = bulkSync.inputs.destination as {
      readonly connection_id: unknown;
      readonly configuration?: Settings;
    };
    if (resolved(stack, id) !== connection || waitsForModels(stack, bulkSync)) return false;
    return fills(bulkSync.inputs.schemas as Filled | undefined, settings, read);
  });
}

/** The primary keys that are said of objects which a bulk sync reads. */
export function keysOf(bulkSync: SyncformResource): readonly TerraformResource[] {
  const stack = TerraformStack.of(bulkSync);
  const { connection_id } = bulkSync.inputs.source as Settings;
  const connection = resolved(stack, connection_id);
  const schemas = bulkSync.inputs.schemas as Filled | undefined;
  return resourcesOf(stack, 'syncform_connection_schema_primary_keys').filter(({ inputs }) => {
    if (resolved(stack, inputs.connection_id) !== connection) return false;
    return !schemas || (inputs.schema_id as string) in schemas;
  });
}

/** Adds resources to what one depends on, those that it depends on already left out. */
export function waitFor(resource: TerraformResource, others: readonly TerraformResource[]): void {
  if (others.length === 0) return;
  const stack = TerraformStack.of(resource);
  const given = resource.dependsOn ?? [];
  const known = new Set(given.map((one) => resolved(stack, one)));
  const added = others.map(dependable).filter((one) => !known.has(resolved(stack, one)));
  if (added.length > 0) resource.dependsOn = [...given, ...added];
}

function resourcesOf(stack: TerraformStack, type: string): readonly SyncformResource[] {
  return stack.node
    .findAll()
    .filter(
      (found): found is SyncformResource =>
        found instanceof SyncformResource && found.terraformResourceType === type,
    );
}

/** To wait for it as well would be a circle. */
function waitsForModels(stack: TerraformStack, bulkSync: SyncformResource): boolean {
  const said = JSON.stringify(resolved(stack, [bulkSync.inputs, bulkSync.dependsOn ?? []]));
  return /\bsyncform_(?:model|sync)\./.test(said);
}

/** A value with Terraform's own expressions in the place of references. */
function resolved(scope: TerraformStack, value: unknown): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}

interface Read {
  /** Whether these are all words of a query, rather than the parts of one name. */
  readonly isQuery: boolean;
  readonly names: ReadonlySet<string>;
  /** The schema of a table that is named with it. */
  readonly schema?: string;
}

/** The names in what a model reads, each as {@link plain}; undefined where only Terraform knows. */
function readNames({ query, table, view, schema }: Settings): Read | undefined {
  if (typeof query === 'string' && !Token.isUnresolved(query)) {
    const quoted = [...query.matchAll(/"([^"]+)"|`([^`]+)`/g)].map(([, a, b]) => a ?? b ?? '');
    const words = query.split(/[^\p{L}\p{N}_$]+/u);
    return { isQuery: true, names: new Set([...quoted, ...words].map(plain)) };
  }
  const name = table ?? view;
  if (typeof name !== 'string' || Token.isUnresolved(name)) return undefined;
  const parts = name.split('.');
  const own = parts.length > 1 ? parts.at(-2) : schema;
  return {
    isQuery: false,
    names: new Set(tableNames(name)),
    ...(typeof own === 'string' && { schema: plain(own) }),
  };
}

type Filled = Readonly<
  Record<string, { readonly enabled?: boolean | undefined; readonly user_output_name?: string | undefined }>
>;

/** Whether a bulk sync makes one of the tables, as far as names tell; where it takes all objects, whether it writes there. */
function fills(schemas: Filled | undefined, destination: Settings, read: Read): boolean {
  const place = destination.schema ?? destination.database;
  const schema = typeof place === 'string' && !Token.isUnresolved(place) ? plain(place) : undefined;
  const isElsewhere =
    schema !== undefined &&
    !destination.mirror_schemas &&
    (read.isQuery ? false : read.schema !== undefined && read.schema !== schema);
  if (isElsewhere) return false;
  if (!schemas) return !read.isQuery || schema === undefined || read.names.has(schema);
  const advanced = destination.advanced as { readonly table_prefix?: unknown } | undefined;
  const prefix = typeof advanced?.table_prefix === 'string' ? advanced.table_prefix : '';
  return Object.entries(schemas).some(
    ([id, { enabled, user_output_name }]) =>
      enabled !== false &&
      (user_output_name === undefined ? tableNames(id) : [user_output_name]).some((name) =>
        read.names.has(plain(prefix + name)),
      ),
  );
}

/** What the table of an object may be called: by the whole of its id, its last part, or a file's name without its ending. */
function tableNames(id: string): readonly string[] {
  const last = id.split('/').at(-1) ?? id;
  const parts = last.split('.');
  return [id, last, parts.at(-1) ?? last, parts.slice(0, -1).join('.')].filter(Boolean).map(plain);
}

/** A name without what quoting, case and snake_case make of it. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}
