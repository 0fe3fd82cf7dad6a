import {
  ImportableResource,
  TerraformDataSource,
  type TerraformMetaArguments,
  type TerraformProvider,
  TerraformResource,
} from 'cdktf';
import type { Construct } from 'constructs';
import { providerMetadata } from './generated/provider-metadata.ts';
import { ownerOf } from './owner.ts';
import { type Shape, toTerraform } from './shape.ts';

/** What every construct takes: `dependsOn`, `lifecycle`, `provider` and their like. */
export type Meta = Omit<TerraformMetaArguments, 'connection'>;

/** Arguments in camelCase, a connection by its construct or its id among them. */
type Arguments = Meta & { readonly connection?: { readonly id: string } | undefined };

/**
 * A resource of the provider. Its class says what it takes. At synth it throws, with the construct's path, for an unknown argument, for
 * a value that is not allowed, and for a secret that is written out.
 */
export abstract class SyncformResource extends TerraformResource {
  readonly #attributes: Readonly<Record<string, unknown>>;

  protected constructor(scope: Construct, id: string, type: string, shape: Shape, args: object) {
    const { settings, own } = parted(type, args);
    super(scope, id, settings);
    this.#attributes = toTerraform(own, shape, placeOf(type, this));
  }

  /** Code of a stack that imports what is there already, for `cdktf plan`. */
  // biome-ignore-start lint/complexity/noThisInStatic: the type is that of the class on which it is called.
  static generateConfigForImport(
    this: { readonly tfResourceType: string },
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource {
    return new ImportableResource(scope, importToId, {
      terraformResourceType: this.tfResourceType,
      importId: importFromId,
      ...(provider ? { provider } : {}),
    });
  }
  // biome-ignore-end lint/complexity/noThisInStatic: the type is that of the class on which it is called.

  /** Its arguments, by their names in Terraform. */
  get inputs(): Readonly<Record<string, unknown>> {
    return this.#attributes;
  }

  /** Its arguments with what `addOverride` puts in their place. */
  get effective(): Readonly<Record<string, unknown>> {
    return { ...this.inputs, ...this.rawOverrides };
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const owner = ownerOf(this);
    return { ...this.inputs, ...(owner !== undefined && { '//': { owner } }) };
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return forHcl(this.inputs);
  }
}

/** A data source of the provider; throws as a {@link SyncformResource} does. */
export abstract class SyncformDataSource extends TerraformDataSource {
  readonly #attributes: Readonly<Record<string, unknown>>;

  protected constructor(scope: Construct, id: string, type: string, shape: Shape, args: object) {
    const { settings, own } = parted(type, args);
    super(scope, id, settings);
    this.#attributes = toTerraform(own, shape, placeOf(type, this));
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { ...this.#attributes };
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return forHcl(this.#attributes);
  }
}

/** How messages name a construct: `syncform_sync "stack/users"`. */
export function placeOf(type: string, { node }: { readonly node: { readonly path: string } }): string {
  return `${type} "${node.path}"`;
}

type Settings = ConstructorParameters<typeof TerraformResource>[2];

/** What Terraform takes of every resource and data source, and what this one does. */
function parted(type: string, args: Arguments): { readonly settings: Settings; readonly own: object } {
  const { count, dependsOn, forEach, lifecycle, provider, provisioners, connection, ...own } = args;
  const meta = { count, dependsOn, forEach, lifecycle, provider, provisioners } as Meta;
  return {
    settings: {
      terraformResourceType: type,
      terraformGeneratorMetadata: providerMetadata,
      ...meta,
    } as Settings,
    own: { ...(connection && { connectionId: connection.id }), ...own },
  };
}

function forHcl(attributes: Readonly<Record<string, unknown>>): { [name: string]: unknown } {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      { value, isBlock: false, type: 'any', storageClassType: 'any' },
    ]),
  );
}
