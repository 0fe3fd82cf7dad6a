import type { IResolvable, TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';
import type { Connection } from './connection.ts';
import {
  type SyncConfig,
  type SyncFilters,
  type SyncIdentity,
  type SyncOverrides,
  Sync as SyncResource,
  type SyncTarget,
} from './generated/sync/index.ts';
import type { ModelField } from './model.ts';
import { Schedule } from './schedule.ts';
import { type Secret, withReferences } from './secrets.ts';

export type SyncMode = 'create' | 'update' | 'updateOrCreate' | 'replace' | 'append' | 'remove';

/** A target's field that takes more than a model's field as it is. */
export interface SyncFieldProps {
  /** The model's field. Either this or `overrideValue`. */
  readonly source?: ModelField;
  /** A constant. */
  readonly overrideValue?: string;
  /** Add the field to a target that has it not. */
  readonly new?: boolean;
  /** Another mode for this field. */
  readonly syncMode?: SyncMode;
  /** Encrypt it with the sync's passphrase. */
  readonly encryptionEnabled?: boolean;
}

/** Where records go: an object that is there, or one to create. */
export type ModelSyncTarget = Omit<SyncTarget, 'connectionId' | 'object' | 'create'> & {
  readonly connection: Connection;
} & (
    | {
        /** Id of an object that is there: `public.users`. */
        readonly object: string;
        readonly create?: never;
      }
    | {
        /** What is needed to make a new object: `{ name: 'public.users' }`. */
        readonly create: { readonly [name: string]: string };
        readonly object?: never;
      }
  );

/** `T` with a model's field in the place of its id and name. */
type OverModelField<T> = Omit<T, 'source'> & { readonly source: ModelField };

export interface ModelSyncIdentity extends Omit<OverModelField<SyncIdentity>, 'function'> {
  /** How the two are compared. Default `Equality`. */
  readonly function?: 'Equality' | 'ISubstring' | 'OneOf' | 'DomainMatch' | 'HostnameMatch';
}

type Rewritten =
  | 'name'
  | 'active'
  | 'mode'
  | 'schedule'
  | 'target'
  | 'fields'
  | 'identity'
  | 'filters'
  | 'overrides'
  | 'encryptionPassphrase';

export interface ModelSyncProps
  extends Omit<SyncConfig, Rewritten | keyof TerraformMetaArguments>,
    TerraformMetaArguments {
  /** Name, for people. Default: the construct's id. */
  readonly name?: string;
  /** Whether it runs, by its schedule and on apply. Default true. */
  readonly active?: boolean | IResolvable;
  /** What happens to the target's records. */
  readonly mode: SyncMode;
  /** When it runs by itself. Default `Schedule.manual()`. */
  readonly schedule?: Schedule;
  readonly target: ModelSyncTarget;
  /** Which field fills which, by the target's field: `{ full_name: users.field('name') }`. */
  readonly fields: { readonly [targetField: string]: ModelField | SyncFieldProps };
  /** The field that tells records apart. */
  readonly identity?: ModelSyncIdentity;
  /** Which of the model's records take part. */
  readonly filters?: readonly OverModelField<SyncFilters>[];
  /** Values that are replaced on the way. */
  readonly overrides?: readonly OverModelField<SyncOverrides>[];
  /** Encrypts the fields that say `encryptionEnabled`. */
  readonly encryptionPassphrase?: Secret;
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
export class ModelSync extends SyncResource {
  constructor(scope: Construct, id: string, props: ModelSyncProps) {
    const {
      name = id,
      active = true,
      schedule = Schedule.manual(),
      identity,
      filters,
      overrides,
      ...rest
    } = props;
    const { connection, ...target } = props.target;
    super(
      scope,
      id,
      withReferences(SyncResource.tfResourceType, id, {
        ...rest,
        name,
        active,
        schedule,
        target: { ...target, connectionId: connection.id },
        fields: Object.fromEntries(
          Object.entries(props.fields).map(([targetField, field]) => [targetField, fieldDocument(field)]),
        ),
        ...(identity && { identity: { function: 'Equality', ...overModelId(identity) } }),
        ...(filters && { filters: filters.map(overModelId) }),
        ...(overrides && { overrides: overrides.map(overModelId) }),
      }) as SyncConfig,
    );
  }
}

function overModelId<T extends { readonly source: ModelField }>({ source, ...rest }: T) {
  return { ...rest, source: { modelId: source.model.id, field: source.field } };
}

/** `fields` is one value to Terraform, so that its names are those of the API. */
function fieldDocument(field: ModelField | SyncFieldProps) {
  if ('model' in field) return { source: sourceDocument(field) };
  return {
    source: field.source && sourceDocument(field.source),
    override_value: field.overrideValue,
    new: field.new,
    sync_mode: field.syncMode,
    encryption_enabled: field.encryptionEnabled,
  };
}

function sourceDocument({ model, field }: ModelField) {
  return { model_id: model.id, field };
}
