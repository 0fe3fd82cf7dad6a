import { TerraformDataSource } from 'cdktf';
import type { Construct } from 'constructs';
import type { Connection, Takes } from './definitions.ts';
import { type ConnectionType, type DefinitionsByType, takenByType } from './generated/connections/by-type.ts';
import { providerMetadata } from './generated/provider-metadata.ts';
import type { Meta } from './resource.ts';

export interface ExistingConnectionProps<T extends ConnectionType> extends Meta {
  /** What it connects to. */
  readonly type: T;
  readonly connectionId: string;
}

/** A connection that is there already, by its id: `data "syncform_<type>_connection"`. */
export class ExistingConnection<T extends ConnectionType>
  extends TerraformDataSource
  implements Connection<DefinitionsByType[T]>
{
  readonly takes: Takes<DefinitionsByType[T]>;
  readonly #connectionId: string;

  constructor(scope: Construct, id: string, { type, connectionId, ...meta }: ExistingConnectionProps<T>) {
    super(scope, id, {
      terraformResourceType: `syncform_${type}_connection`,
      terraformGeneratorMetadata: providerMetadata,
      ...meta,
    } as ConstructorParameters<typeof TerraformDataSource>[2]);
    const takes = takenByType[type] as (() => Takes) | undefined;
    if (!takes)
      throw new Error(
        `"${this.node.path}": there is no connection type ${type}; there are ${Object.keys(takenByType).join(', ')}.`,
      );
    this.takes = takes() as Takes<DefinitionsByType[T]>;
    this.#connectionId = connectionId;
  }

  get id(): string {
    return this.getStringAttribute('id');
  }

  get name(): string {
    return this.getStringAttribute('name');
  }

  get organization(): string {
    return this.getStringAttribute('organization');
  }

  /** A reference to a setting that is no secret, by its name in Terraform: `connection.setting('hostname')`. */
  setting(name: string): string {
    return this.getStringAttribute(`configuration.${name}`);
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { id: this.#connectionId };
  }

  protected override synthesizeHclAttributes(): { [name: string]: unknown } {
    return {
      id: { value: this.#connectionId, isBlock: false, type: 'simple', storageClassType: 'string' },
    };
  }
}
