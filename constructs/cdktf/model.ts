import type { TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import type { Connection } from './connection.ts';
import { type ModelConfig, Model as ModelResource } from './generated/model/index.ts';

/** One field of a model, for syncs to take. */
export interface ModelField {
  readonly model: { readonly id: string };
  readonly field: string;
}

export interface ModelProps
  extends Omit<ModelConfig, 'name' | 'connectionId' | 'configuration' | keyof TerraformMetaArguments>,
    Omit<TerraformMetaArguments, 'connection'> {
  /** Name, for people. Default: the construct's id. */
  readonly name?: string;
  /** What it reads from. */
  readonly connection: Connection;
}

export interface QueryModelProps extends ModelProps {
  /** One SELECT statement in the connection's own SQL. */
  readonly query: string;
}

export interface TableModelProps extends ModelProps {
  /** A table or view, as the connection names it: `public.users`. */
  readonly table: string;
}

export interface ConfiguredModelProps extends ModelProps {
  /** What to read, as the connection's type has it, with the names that the API has. */
  readonly configuration: { readonly [name: string]: unknown };
}

/**
 * Something to sync from: the result of a query, or a table.
 *
 *     const users = Model.fromQuery(this, 'users', {
 *       connection: warehouse, identifier: 'email',
 *       query: 'SELECT email, count(*) AS orders FROM orders GROUP BY ALL',
 *     });
 *     users.field('orders')
 */
export class Model extends ModelResource {
  /** A model of whatever else a connection's type can read. */
  constructor(scope: Construct, id: string, { connection, name = id, ...rest }: ConfiguredModelProps) {
    super(scope, id, { ...rest, name, connectionId: connection.id });
  }

  /** The result of a query. */
  static fromQuery(scope: Construct, id: string, { query, ...props }: QueryModelProps): Model {
    return new Model(scope, id, { ...props, configuration: { query } });
  }

  /** A table or view. */
  static fromTable(scope: Construct, id: string, { table, ...props }: TableModelProps): Model {
    return new Model(scope, id, { ...props, configuration: { table } });
  }

  /** One of its fields, by name. */
  field(field: string): ModelField {
    return { model: this, field };
  }

  /** Several of its fields, each under its own name: for a target that has the same names. */
  pick(...names: readonly string[]): Record<string, ModelField> {
    return Object.fromEntries(names.map((name) => [name, this.field(name)]));
  }
}
