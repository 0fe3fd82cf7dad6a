import type { Construct } from 'constructs';
import type { Connection, Definitions, Takes } from './definitions.ts';
import { type Meta, SyncformResource } from './resource.ts';
import type { Shape } from './shape.ts';

/** What every connection takes beside what its system needs. */
export interface ConnectionProps extends Meta {
  /** Name, for people. Default: the construct's id. */
  readonly name?: string;
  /** Test the connection when it is created or changed, and fail when it does not work. Default true. */
  readonly validate?: boolean;
  /** Also delete what uses the connection when it is destroyed. Must have been applied before. Default false. */
  readonly forceDestroy?: boolean;
  /** Id of the organization that it belongs to. Default: that of the API key. */
  readonly organization?: string;
}

/** The arguments that every connection has, by their names in Terraform; a system's own stand beside them. */
const COMMON: Shape = { name: 'value', validate: 'value', force_destroy: 'value', organization: 'value' };

/**
 * A `syncform_<system>_connection`. Each system has a class of its own, which says what its configuration takes; its settings
 * stand beside those that every connection has. `D` is what models, syncs and bulk syncs over it may say.
 */
export abstract class SystemConnection<D extends Definitions>
  extends SyncformResource
  implements Connection<D>
{
  readonly takes: Takes<D>;

  protected constructor(
    scope: Construct,
    id: string,
    type: string,
    shape: Shape,
    takes: Takes<D>,
    props: ConnectionProps,
  ) {
    super(scope, id, type, { ...COMMON, ...shape }, { name: id, ...props });
    this.takes = takes;
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

  override get inputs(): Readonly<Record<string, unknown>> {
    const entries = Object.entries(super.inputs);
    return {
      ...Object.fromEntries(entries.filter(([name]) => name in COMMON)),
      configuration: Object.fromEntries(entries.filter(([name]) => !(name in COMMON))),
    };
  }
}
