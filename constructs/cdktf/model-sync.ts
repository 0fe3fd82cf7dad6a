import type { Construct } from 'constructs';
import { refuseFaultsOfSync } from './checks.ts';
import { configurationFor } from './configuration.ts';
import type { Connection, Definitions, Settings, SettingsOf } from './definitions.ts';
import type { FilterFunction, IdentityFunction } from './generated/functions.ts';
import { SyncResource, type SyncResourceConfig } from './generated/resources/sync.ts';
import { asJson } from './json.ts';
import type { ModelField } from './model.ts';
import { placeOf } from './resource.ts';
import { Schedule } from './schedule.ts';
import { fieldsAsSaid, type SyncField, type SyncFieldProps } from './sync-fields.ts';

export type SyncMode = SyncResourceConfig['mode'];

/** Connections that a sync can write to. */
export interface Writable {
  readonly target?: Settings;
  readonly create?: Settings;
}

/** Where records go: an object that is there, or one to create. */
export type ModelSyncTarget<D extends Definitions> = {
  readonly connection: Connection<D>;
  /** Settings that the connection's type has for targets. */
  readonly configuration?: SettingsOf<D, 'target'>;
  /** How the target's filters are combined, over their labels: `A AND (B OR C)`. */
  readonly filterLogic?: string;
} & (
  | {
      /** Id of an object that is there: `public.users`. */
      readonly object: string;
      readonly create?: never;
    }
  | {
      /** What is needed to make a new object: `{ name: 'public.users' }`. */
      readonly create: SettingsOf<D, 'create'>;
      readonly object?: never;
    }
);

export interface ModelSyncIdentity {
  /** The model's field. */
  readonly source: ModelField;
  /** The target's field. */
  readonly target: string;
  /** How the two are compared. Default `Equality`. */
  readonly function?: IdentityFunction;
  /** Add the field to a target that lacks it. */
  readonly newField?: boolean;
}

/** A condition on a model's field. */
export interface ModelSyncFilter {
  readonly source: ModelField;
  readonly function: FilterFunction;
  /** What to compare with: `'Bern'`, `17`, `['a', 'b']`. */
  readonly value?: unknown;
  /** Its name in `filterLogic`. */
  readonly label?: string;
}

/** A condition on a field of the target. */
export interface TargetFilter {
  readonly field: string;
  readonly function: FilterFunction;
  readonly value?: unknown;
  readonly label?: string;
}

/** A value that is replaced on the way. */
export interface ModelSyncOverride {
  readonly source: ModelField;
  readonly function: FilterFunction;
  readonly value?: unknown;
  /** What to send instead. */
  readonly override: unknown;
}

type Rewritten =
  | 'name'
  | 'active'
  | 'schedule'
  | 'target'
  | 'fields'
  | 'identity'
  | 'filters'
  | 'targetFilters'
  | 'overrides';

export interface ModelSyncProps<D extends Definitions> extends Omit<SyncResourceConfig, Rewritten> {
  /** Name, for people. Default: the construct's id. */
  readonly name?: string;
  /** Whether it runs, by its schedule and on apply. Default true. */
  readonly active?: SyncResourceConfig['active'];
  /** When it runs by itself. Default `Schedule.manual()`. */
  readonly schedule?: Schedule;
  readonly target: ModelSyncTarget<D>;
  /**
   * Which field fills which, by the target's field: `{ full_name: users.field('name') }`. Or a list, whose order is that of the
   * columns of a table that is made.
   */
  readonly fields:
    | { readonly [targetField: string]: SyncField }
    | readonly (SyncFieldProps & { readonly target: string })[];
  /** The field that tells records apart. Every mode but `append` and `replace` needs one. */
  readonly identity?: ModelSyncIdentity;
  /** Which of the model's records take part. */
  readonly filters?: readonly ModelSyncFilter[];
  /** Which of the target's records take part, in mode `update`. */
  readonly targetFilters?: readonly TargetFilter[];
  /** Values that are replaced on the way: the first that applies to a field does. */
  readonly overrides?: readonly ModelSyncOverride[];
}

/**
 * Sends a model's records to a target: on apply and by its schedule, only what is new or changed since the last time.
 *
 *     new ModelSync(this, 'users_to_crm', {
 *       mode: 'updateOrCreate',
 *       target: { connection: crm, object: 'contact' },
 *       identity: { source: users.field('email'), target: 'email' },
 *       fields: { full_name: users.field('name'), orders: users.field('orders') },
 *     });
 */
export class ModelSync<D extends Writable = Definitions> extends SyncResource {
  constructor(scope: Construct, id: string, props: ModelSyncProps<D>) {
    const {
      name = id,
      active = true,
      schedule = Schedule.manual(),
      identity,
      filters,
      targetFilters,
      overrides,
      fields,
      target,
      ...rest
    } = props;
    const where = placeOf(SyncResource.tfResourceType, { node: { path: `${scope.node.path}/${id}` } });
    super(scope, id, {
      ...rest,
      name,
      active,
      schedule,
      target: targetConfig(target, where),
      fields: fieldsAsSaid(fields, where),
      ...(identity && { identity: { function: 'Equality', ...overModelId(identity) } }),
      ...(filters && { filters: filters.map((filter) => withJson(overModelId(filter), 'value')) }),
      ...(targetFilters && { targetFilters: targetFilters.map((filter) => withJson(filter, 'value')) }),
      ...(overrides && {
        overrides: overrides.map((one) => withJson(overModelId(one), 'value', 'override')),
      }),
    } as SyncResourceConfig);
    refuseFaultsOfSync(this.inputs, where);
  }
}

function targetConfig<D extends Definitions>(
  { connection, configuration, create, ...target }: ModelSyncTarget<D>,
  where: string,
) {
  const said = configurationFor(connection, 'target', configuration, where, 'target.configuration');
  const made = create && configurationFor(connection, 'create', create, where, 'target.create');
  return {
    ...target,
    connectionId: connection.id,
    ...(said && { configuration: said }),
    ...(made && { create: made }),
  };
}

function overModelId<T extends { readonly source: ModelField }>({ source, ...rest }: T) {
  return { ...rest, source: { modelId: source.model.id, field: source.field } };
}

/** Attributes that Terraform has as JSON text take values here as they are. */
function withJson<T extends object>(given: T, ...names: readonly string[]): T {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      names.includes(name) && value !== undefined ? asJson(value) : value,
    ]),
  ) as T;
}
