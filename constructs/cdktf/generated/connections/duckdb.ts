import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Shape } from '../../shape.ts';

export interface DuckdbConnectionProps extends ConnectionProps {
  /** The DuckDB file; made when rows are first written to it. A relative path is relative to the folder of the configuration. */
  readonly path: string;
  /** Whether queries, and views in a DuckDB file, may read more than the connection: files of this machine, addresses, databases of other connections. Set it only where you trust whoever writes them. Default: false. */
  readonly allowExternalAccess?: boolean;
}

const shape: Shape = {"path":"value","allow_external_access":"value"};

/** A DuckDB file: source of models and bulk syncs, target of both. DuckDB runs inside syncform. */
export class DuckdbConnection extends SystemConnection {
  static readonly tfResourceType = 'syncform_duckdb_connection';

  constructor(scope: Construct, id: string, props: DuckdbConnectionProps) {
    super(scope, id, DuckdbConnection.tfResourceType, shape, props);
  }
}
