import type { Construct } from 'constructs';
import { asSaid, type BulkSchema } from './bulk-schemas.ts';
import { refuseFaultsOfBulkSync } from './checks.ts';
import { configurationFor } from './configuration.ts';
import type { Connection, Definitions, Settings, SettingsOf } from './definitions.ts';
import { keysOf, waitFor } from './depending.ts';
import { BulkSyncResource, type BulkSyncResourceConfig } from './generated/resources/bulk-sync.ts';
import { placeOf } from './resource.ts';
import { Schedule } from './schedule.ts';

/** Connections that a bulk sync can read from. */
export interface BulkReadable {
  readonly source?: Settings;
}

/** Connections that a bulk sync can write to. */
export interface BulkWritable {
  readonly destination?: Settings;
}

/** A connection with the settings that its type has for being the source or the destination. */
export interface BulkSyncEnd<D extends Definitions, U extends 'source' | 'destination'> {
  readonly connection: Connection<D>;
  readonly configuration?: SettingsOf<D, U>;
}

type Rewritten = 'name' | 'active' | 'mode' | 'schedule' | 'source' | 'destination' | 'schemas';

export interface BulkSyncProps<S extends Definitions, D extends Definitions>
  extends Omit<BulkSyncResourceConfig, Rewritten> {
  /** Name, for people. Default: the construct's id. */
  readonly name?: string;
  /** Whether it runs, by its schedule and on apply. Default true. */
  readonly active?: BulkSyncResourceConfig['active'];
  /** `replicate` keeps the tables equal to the source; `snapshot` replaces them on each run. Default `replicate`. */
  readonly mode?: BulkSyncResourceConfig['mode'];
  /** When it runs by itself. Default `Schedule.manual()`. */
  readonly schedule?: Schedule;
  /** Where the objects come from: a connection, or one with its settings. */
  readonly source: Connection<S> | BulkSyncEnd<S, 'source'>;
  /** Where the tables go: a connection, or one with its settings. */
  readonly destination: Connection<D> | BulkSyncEnd<D, 'destination'>;
  /** The source's objects to sync, by id. All if not set. */
  readonly schemas?: { readonly [objectId: string]: BulkSchema };
}

/**
 * Moves objects of a source, each into a table of its own.
 *
 *     new BulkSync(this, 'raw', {
 *       source: files,
 *       destination: { connection: warehouse, configuration: { schema: 'raw' } },
 *       schemas: { 'airports.csv': { outputName: 'airports' } },
 *     });
 *
 * It depends on the primary keys that its stack says of what it reads.
 */
export class BulkSync<
  S extends BulkReadable = Definitions,
  D extends BulkWritable = Definitions,
> extends BulkSyncResource {
  constructor(scope: Construct, id: string, props: BulkSyncProps<S, D>) {
    const {
      name = id,
      active = true,
      mode = 'replicate',
      schedule = Schedule.manual(),
      source,
      destination,
      schemas,
      ...rest
    } = props;
    const where = placeOf(BulkSyncResource.tfResourceType, { node: { path: `${scope.node.path}/${id}` } });
    super(scope, id, {
      ...rest,
      name,
      active,
      mode,
      schedule,
      source: endConfig(source, 'source', where),
      destination: endConfig(destination, 'destination', where),
      ...(schemas && { schemas: asSaid(schemas, where) }),
    });
    refuseFaultsOfBulkSync(this.inputs, where);
  }

  /** With the primary keys of what it reads. */
  override toTerraform(): unknown {
    waitFor(this, keysOf(this));
    return super.toTerraform();
  }
}

function endConfig<D extends Definitions, U extends 'source' | 'destination'>(
  end: Connection<D> | BulkSyncEnd<D, U>,
  use: U,
  where: string,
) {
  const { connection, configuration } = isEnd(end) ? end : { connection: end, configuration: undefined };
  const said = configurationFor(connection, use, configuration, where, `${use}.configuration`);
  return { connectionId: connection.id, ...(said && { configuration: said }) };
}

/** Connections are resources and have a `connection` too (how provisioners reach them), but no end has an id. */
function isEnd<D extends Definitions, U extends 'source' | 'destination'>(
  end: Connection<D> | BulkSyncEnd<D, U>,
): end is BulkSyncEnd<D, U> {
  return !('id' in end);
}
