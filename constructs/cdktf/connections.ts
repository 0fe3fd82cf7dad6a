import type { TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import {
  type ApiConnectionConfig,
  type ApiConnectionConfiguration,
  ApiConnection as ApiConnectionResource,
} from './generated/api-connection/index.ts';
import {
  type CsvConnectionConfig,
  type CsvConnectionConfiguration,
  CsvConnection as CsvConnectionResource,
} from './generated/csv-connection/index.ts';
import {
  type DuckdbConnectionConfig,
  type DuckdbConnectionConfiguration,
  DuckdbConnection as DuckdbConnectionResource,
} from './generated/duckdb-connection/index.ts';
import {
  type LocalFilesConnectionConfig,
  type LocalFilesConnectionConfiguration,
  LocalFilesConnection as LocalFilesConnectionResource,
} from './generated/local-files-connection/index.ts';
import {
  type MysqlConnectionConfig,
  type MysqlConnectionConfiguration,
  MysqlConnection as MysqlConnectionResource,
} from './generated/mysql-connection/index.ts';
import {
  type PostgresqlConnectionConfig,
  type PostgresqlConnectionConfiguration,
  PostgresqlConnection as PostgresqlConnectionResource,
} from './generated/postgresql-connection/index.ts';
import {
  type WebhookConnectionConfig,
  type WebhookConnectionConfiguration,
  WebhookConnection as WebhookConnectionResource,
} from './generated/webhook-connection/index.ts';
import { type SecretName, type WithSecrets, withReferences } from './secrets.ts';

/** Any connection: a construct of this package, a generated class, a data source, or `{ id: '…' }` of one made elsewhere. */
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

export type PostgresqlConnectionProps = ConnectionProps &
  WithSecrets<PostgresqlConnectionConfiguration, SecretName<'syncform_postgresql_connection'>>;

/**
 * A PostgreSQL database.
 *
 *     new PostgresqlConnection(this, 'warehouse', {
 *       hostname: 'db.example.com', database: 'analytics', username: 'syncform',
 *       password: new SecretVariable(this, 'warehouse_password'),
 *     });
 */
export class PostgresqlConnection extends PostgresqlConnectionResource {
  constructor(scope: Construct, id: string, props: PostgresqlConnectionProps) {
    super(
      scope,
      id,
      connectionConfig<PostgresqlConnectionConfig>(PostgresqlConnectionResource.tfResourceType, id, props),
    );
  }
}

export type MysqlConnectionProps = ConnectionProps &
  WithSecrets<MysqlConnectionConfiguration, SecretName<'syncform_mysql_connection'>>;

/**
 * A MySQL or MariaDB database.
 *
 *     new MysqlConnection(this, 'shop', {
 *       hostname: 'db.example.com', dbname: 'shop', account: 'syncform',
 *       passwd: new SecretVariable(this, 'shop_passwd'),
 *     });
 */
export class MysqlConnection extends MysqlConnectionResource {
  constructor(scope: Construct, id: string, props: MysqlConnectionProps) {
    super(
      scope,
      id,
      connectionConfig<MysqlConnectionConfig>(MysqlConnectionResource.tfResourceType, id, props),
    );
  }
}

export type DuckdbConnectionProps = ConnectionProps & DuckdbConnectionConfiguration;

/**
 * A DuckDB file. A relative `path` is looked for where Terraform runs, which with the command line of cdktf is within
 * `cdktf.out`: give an absolute one.
 */
export class DuckdbConnection extends DuckdbConnectionResource {
  constructor(scope: Construct, id: string, props: DuckdbConnectionProps) {
    super(
      scope,
      id,
      connectionConfig<DuckdbConnectionConfig>(DuckdbConnectionResource.tfResourceType, id, props),
    );
  }
}

export type LocalFilesConnectionProps = ConnectionProps & LocalFilesConnectionConfiguration;

/**
 * A folder of files, or a pattern for some. A relative `path` is looked for where Terraform runs, which with the command
 * line of cdktf is within `cdktf.out`: give an absolute one.
 */
export class LocalFilesConnection extends LocalFilesConnectionResource {
  constructor(scope: Construct, id: string, props: LocalFilesConnectionProps) {
    super(
      scope,
      id,
      connectionConfig<LocalFilesConnectionConfig>(LocalFilesConnectionResource.tfResourceType, id, props),
    );
  }
}

export type CsvConnectionProps = ConnectionProps & CsvConnectionConfiguration;

/** A CSV file at a web address. */
export class CsvConnection extends CsvConnectionResource {
  constructor(scope: Construct, id: string, props: CsvConnectionProps) {
    super(scope, id, connectionConfig<CsvConnectionConfig>(CsvConnectionResource.tfResourceType, id, props));
  }
}

export type ApiConnectionProps = ConnectionProps & ApiConnectionConfiguration;

/** An HTTP API that answers JSON. */
export class ApiConnection extends ApiConnectionResource {
  constructor(scope: Construct, id: string, props: ApiConnectionProps) {
    super(scope, id, connectionConfig<ApiConnectionConfig>(ApiConnectionResource.tfResourceType, id, props));
  }
}

export type WebhookConnectionProps = ConnectionProps & WebhookConnectionConfiguration;

/**
 * An HTTP endpoint that records are posted to. Requests are signed with a secret that is made with the connection:
 * `syncform connections secret <name>` shows it.
 */
export class WebhookConnection extends WebhookConnectionResource {
  constructor(scope: Construct, id: string, props: WebhookConnectionProps) {
    super(
      scope,
      id,
      connectionConfig<WebhookConnectionConfig>(WebhookConnectionResource.tfResourceType, id, props),
    );
  }
}

/** What a generated connection class takes, `R`: what the system needs, apart from all else. */
function connectionConfig<R>(type: string, id: string, props: ConnectionProps): R {
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
  const meta = { connection, count, dependsOn, forEach, lifecycle, provider, provisioners };
  return {
    ...withReferences(type, id, { configuration }),
    ...meta,
    name,
    validate,
    forceDestroy,
    organization,
  } as R;
}
