import type { IResolvable, TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import type { Connection } from './connection.ts';
import { type BulkSyncConfig, BulkSync as BulkSyncResource } from './generated/bulk-sync/index.ts';
import { Schedule } from './schedule.ts';

/** A connection with the settings that its type has for being a source or destination, named as the API names them. */
export interface BulkSyncEnd {
  readonly connection: Connection;
  readonly configuration?: { readonly [name: string]: unknown };
}

/** A field of a source object. */
export interface BulkField {
  /** Default true. */
  readonly enabled?: boolean;
  /** Send a hash in the place of the value. */
  readonly obfuscate?: boolean;
  /** Name of its column. */
  readonly outputName?: string;
}

export interface BulkFilter {
  /** Id of a field of the object. */
  readonly fieldId: string;
  /** Filter function: `Equality`. */
  readonly function: string;
  readonly value?: unknown;
}

/** An object of the source, and what becomes of it. */
export interface BulkSchema {
  /** Default true. */
  readonly enabled?: boolean;
  /** Name of its table. */
  readonly outputName?: string;
  /** Its fields, by id. All as they are where unset. */
  readonly fields?: { readonly [fieldId: string]: BulkField };
  /** Which of its records to take. */
  readonly filters?: readonly BulkFilter[];
  /** The field by which the work is divided. */
  readonly partitionKey?: string;
  /** The field that moves when a record changes. */
  readonly trackingField?: string;
  /** Only records from then on (RFC 3339). */
  readonly dataCutoffTimestamp?: string;
  readonly disableDataCutoff?: boolean;
}

type Rewritten = 'name' | 'active' | 'mode' | 'schedule' | 'source' | 'destination' | 'schemas';

export interface BulkSyncProps
  extends Omit<BulkSyncConfig, Rewritten | keyof TerraformMetaArguments>,
    TerraformMetaArguments {
  /** Name, for people. Default: the construct's id. */
  readonly name?: string;
  /** Whether it runs, by its schedule and on apply. Default true. */
  readonly active?: boolean | IResolvable;
  /** `replicate` keeps the tables equal to the source; `snapshot` replaces them on each run. Default `replicate`. */
  readonly mode?: 'replicate' | 'snapshot';
  /** When it runs by itself. Default `Schedule.manual()`. */
  readonly schedule?: Schedule;
  readonly source: Connection | BulkSyncEnd;
  readonly destination: Connection | BulkSyncEnd;
  /** The source's objects to sync, by id. All where unset. */
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
 */
export class BulkSync extends BulkSyncResource {
  constructor(scope: Construct, id: string, props: BulkSyncProps) {
    const {
      name = id,
      active = true,
      mode = 'replicate',
      schedule = Schedule.manual(),
      schemas,
      ...rest
    } = props;
    super(scope, id, {
      ...rest,
      name,
      active,
      mode,
      schedule,
      source: endConfig(props.source),
      destination: endConfig(props.destination),
      ...(schemas && { schemas: mapValues(schemas, schemaDocument) }),
    });
  }
}

function endConfig(end: Connection | BulkSyncEnd) {
  if (!isEnd(end)) return { connectionId: end.id };
  return {
    connectionId: end.connection.id,
    ...(end.configuration && { configuration: { ...end.configuration } }),
  };
}

/** Connections are resources and have a `connection` too (how provisioners reach them), but no end has an id. */
function isEnd(end: Connection | BulkSyncEnd): end is BulkSyncEnd {
  return !('id' in end);
}

/** `schemas` is one value to Terraform, so that its names are those of the API. */
function schemaDocument(schema: BulkSchema) {
  return {
    enabled: schema.enabled,
    user_output_name: schema.outputName,
    fields: schema.fields && mapValues(schema.fields, fieldDocument),
    filters: schema.filters?.map(({ fieldId, function: name, value }) => ({
      field_id: fieldId,
      function: name,
      value,
    })),
    partition_key: schema.partitionKey,
    tracking_field: schema.trackingField,
    data_cutoff_timestamp: schema.dataCutoffTimestamp,
    disable_data_cutoff: schema.disableDataCutoff,
  };
}

function fieldDocument(field: BulkField) {
  return { enabled: field.enabled, obfuscate: field.obfuscate, user_output_name: field.outputName };
}

function mapValues<T, U>(record: { readonly [key: string]: T }, map: (value: T) => U): { [key: string]: U } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
