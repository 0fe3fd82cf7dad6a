import type { Construct } from 'constructs';
import { configurationFor } from './configuration.ts';
import type { Connection, Definitions, Settings, SettingsOf } from './definitions.ts';
import { fillersOf, waitFor } from './depending.ts';
import { ModelResource, type ModelResourceConfig } from './generated/resources/model.ts';
import { placeOf } from './resource.ts';

/** One field of a model, for syncs to take. */
export interface ModelField {
  readonly model: { readonly id: string };
  readonly field: string;
}

/** Connections over which there can be models. */
export interface Readable {
  readonly model?: Settings;
}

export interface ModelProps<D extends Definitions>
  extends Omit<ModelResourceConfig, 'name' | 'connection' | 'configuration' | 'relations'> {
  /** Name, for people. Default: the construct's id. */
  readonly name?: string;
  /** What it reads from. */
  readonly connection: Connection<D>;
  /** Fields that refer to other models. */
  readonly relations?: readonly { readonly from: string; readonly to: ModelField }[];
}

/** What of a model's configuration is said by `fromQuery` and `fromTable` themselves. */
type Beside<D extends Definitions> = Omit<SettingsOf<D, 'model'>, 'query' | 'table'>;

export interface QueryModelProps<D extends Definitions> extends ModelProps<D> {
  /** One SELECT statement in the connection's own SQL. */
  readonly query: string;
  /** What else the connection's type takes. */
  readonly configuration?: Beside<D>;
}

export interface TableModelProps<D extends Definitions> extends ModelProps<D> {
  /** A table or view, as the connection names it: `public.users`. */
  readonly table: string;
  /** What else the connection's type takes. */
  readonly configuration?: Beside<D>;
}

export interface ConfiguredModelProps<D extends Definitions> extends ModelProps<D> {
  /** What to read, as the connection's type has it. */
  readonly configuration: SettingsOf<D, 'model'>;
}

/**
 * Something to sync from: the result of a query, or a table.
 *
 *     const users = Model.fromQuery(this, 'users', {
 *       connection: warehouse, identifier: 'email',
 *       query: 'SELECT email, count(*) AS orders FROM orders GROUP BY ALL',
 *     });
 *     users.field('orders')
 *
 * It depends on the bulk syncs of its stack that fill what it reads.
 */
export class Model<D extends Readable = Definitions> extends ModelResource {
  /** A model of whatever a connection's type can read. */
  constructor(
    scope: Construct,
    id: string,
    { connection, name = id, configuration, relations, ...rest }: ConfiguredModelProps<D>,
  ) {
    const where = placeOf(ModelResource.tfResourceType, { node: { path: `${scope.node.path}/${id}` } });
    super(scope, id, {
      ...rest,
      name,
      connection,
      configuration: configurationFor(connection, 'model', configuration, where, 'configuration'),
      ...(relations && {
        relations: relations.map(({ from, to }) => ({
          from,
          to: { modelId: to.model.id, field: to.field },
        })),
      }),
    });
  }

  /** The result of a query. */
  static fromQuery<D extends Readable = Definitions>(
    scope: Construct,
    id: string,
    { query, configuration, ...props }: QueryModelProps<D>,
  ): Model<D> {
    return new Model<D>(scope, id, {
      ...props,
      configuration: { ...configuration, query } as unknown as SettingsOf<D, 'model'>,
    });
  }

  /** A table or view. */
  static fromTable<D extends Readable = Definitions>(
    scope: Construct,
    id: string,
    { table, configuration, ...props }: TableModelProps<D>,
  ): Model<D> {
    return new Model<D>(scope, id, {
      ...props,
      configuration: { ...configuration, table } as unknown as SettingsOf<D, 'model'>,
    });
  }

  /** One of its fields, by name. */
  field(field: string): ModelField {
    return { model: this, field };
  }

  /** Several of its fields, each under its own name: for a target that has the same names. */
  pick(...names: readonly string[]): Record<string, ModelField> {
    return Object.fromEntries(names.map((name) => [name, this.field(name)]));
  }

  /** With the bulk syncs that fill what it reads. */
  override toTerraform(): unknown {
    waitFor(this, fillersOf(this));
    return super.toTerraform();
  }
}
