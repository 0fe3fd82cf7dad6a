import {
  ImportableResource,
  type TerraformMetaArguments,
  type TerraformProvider,
  TerraformResource,
} from 'cdktf';
import type { Construct } from 'constructs';
import { providerMetadata } from './generated/provider-metadata.ts';
import { type Shape, toTerraform } from './shape.ts';

/** Any connection: a construct of this package, a data source, or `{ id: '…' }` of one made elsewhere. */
export interface Connection {
  readonly id: string;
}

/** What every connection takes beside what its system needs. */
export interface ConnectionProps extends TerraformMetaArguments {
  /** Name, for people. Default: the construct's id. */
  readonly name?: string;
  /** Test the connection when it is created or changed, and fail when it does not work. Default true. */
  readonly validate?: boolean;
  /** Also delete what uses the connection when it is destroyed. Must have been applied before. Default false. */
  readonly forceDestroy?: boolean;
  /** Id of the organization that it belongs to. Default: that of the API key. */
  readonly organization?: string;
}

/**
 * A `syncform_<system>_connection`. Each system has a class of its own, which says what its configuration takes; its settings
 * stand beside those that every connection has. Throws at synth for a setting that there is not, and for a secret that is
 * written out.
 */
export abstract class SystemConnection extends TerraformResource implements Connection {
  readonly #attributes: Readonly<Record<string, unknown>>;

  protected constructor(scope: Construct, id: string, type: string, shape: Shape, props: ConnectionProps) {
    const {
      name = id,
      validate,
      forceDestroy,
      organization,
      connection,
      count,
      dependsOn,
      forEach,
      lifecycle,
      provider,
      provisioners,
      ...configuration
    } = props;
    super(scope, id, {
      terraformResourceType: type,
      terraformGeneratorMetadata: providerMetadata,
      ...{ connection, count, dependsOn, forEach, lifecycle, provider, provisioners },
    } as ConstructorParameters<typeof TerraformResource>[2]);
    this.#attributes = {
      configuration: toTerraform(configuration, shape, `${type} "${this.node.path}"`),
      force_destroy: forceDestroy,
      name,
      organization,
      validate,
    };
  }

  /** Code of a stack that imports a connection which is there already, for `cdktf plan`. */
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

  get id(): string {
    return this.getStringAttribute('id');
  }

  get name(): string {
    return this.getStringAttribute('name');
  }

  get organization(): string {
    return this.getStringAttribute('organization');
  }

  /** Counts up when a secret is another. */
  get secretsVersion(): number {
    return this.getNumberAttribute('secrets_version');
  }

  get createdAt(): string {
    return this.getStringAttribute('created_at');
  }

  get updatedAt(): string {
    return this.getStringAttribute('updated_at');
  }

  /** A reference to a setting that is no secret, by its name in Terraform: `connection.setting('hostname')`. */
  setting(name: string): string {
    return this.getStringAttribute(`configuration.${name}`);
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { ...this.#attributes };
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return Object.fromEntries(
      Object.entries(this.#attributes).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, { value, isBlock: false, type: 'any', storageClassType: 'any' }]],
      ),
    );
  }
}
