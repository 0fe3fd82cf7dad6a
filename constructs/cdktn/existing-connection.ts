// Made from ../cdktf/existing-connection.ts by `npm run constructs:generate`; change that one.
import { TerraformDataSource, type TerraformMetaArguments } from 'cdktn';
import type { Construct } from 'constructs';
import type { Connection } from './connection.ts';
import type { ConnectionType } from './generated/connections/index.ts';
import { providerMetadata } from './generated/provider-metadata.ts';

export interface ExistingConnectionProps extends TerraformMetaArguments {
  /** What it connects to. */
  readonly type: ConnectionType;
  readonly connectionId: string;
}

/** A connection that is there already, by its id: `data "syncform_<type>_connection"`. */
export class ExistingConnection extends TerraformDataSource implements Connection {
  readonly #connectionId: string;

  constructor(scope: Construct, id: string, { type, connectionId, ...meta }: ExistingConnectionProps) {
    super(scope, id, {
      terraformResourceType: `syncform_${type}_connection`,
      terraformGeneratorMetadata: providerMetadata,
      ...meta,
    } as ConstructorParameters<typeof TerraformDataSource>[2]);
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
