import {
  type AddNew,
  type BulkSchema,
  type BulkSync,
  type BulkSyncInput,
  bulkSyncModes,
} from '@syncform/engine/api/documents.ts';
import { checkBulkSyncShape, isMoment, NO_MOMENT } from '@syncform/engine/bulk-syncs/check-bulk-sync.ts';
import {
  bool,
  dynamic,
  importById,
  integer,
  isUnknown,
  type JsonObject,
  object,
  optional,
  required,
  set,
  string,
} from '../../framework/index.ts';
import { coded } from '../diagnostics/findings.ts';
import { moveFromPolytomic } from '../planning/move-from-polytomic.ts';
import type { Cause } from '../planning/put-off.ts';
import { withColumnsByName } from '../running/planned-tables.ts';
import { createRunnable, deleteRunnable, planDeleteRunnable, updateRunnable } from '../running/run.ts';
import { planRunnable } from '../running/run-plan.ts';
import { readRunnable } from '../running/run-read.ts';
import { type RunnableKind, runnableAttributes } from '../running/runnable.ts';
import { checkScheduleValue, schedule } from '../running/schedule.ts';
import { startingBulkSyncOver } from '../running/starting-over.ts';
import { resource } from '../syncform.ts';
import {
  definitionValue,
  endpointValue,
  withoutEmptyTexts,
  withoutUndefined,
} from '../values/definition-values.ts';
import { configurationFault, jsonText } from '../values/json-values.ts';
import { checkElements, elementsOf, keyedLike, sameElements } from '../values/keyed-elements.ts';
import { actors, identityById } from '../values/record-attributes.ts';
import { bulkSchemas } from './bulk-schemas.ts';

const end = (what: string) =>
  object({
    connection_id: required(string, { description: `Id of the connection that it ${what}.` }),
    configuration: optional(dynamic, {
      equality: 'json',
      validate: configurationFault,
      description: 'Settings that the connection’s type has for this. An object, or the `jsonencode` of one.',
    }),
  });
const positive = (limit: number) => (limit < 1 ? 'must be at least 1' : undefined);
const addNewOrUnset: readonly (AddNew | '')[] = ['all', 'onlyIncremental', 'onlyNonIncremental', 'none', ''];

const attributes = {
  ...runnableAttributes,
  mode: required(string, {
    oneOf: bulkSyncModes,
    description:
      '`replicate` keeps the tables equal to the source: by `tracking_field` where a schema has one, else by reading the object whole; `snapshot` replaces them on each run.',
  }),
  source: required(end('reads from'), { description: 'Where the objects come from.' }),
  destination: required(end('writes to'), { description: 'Where the tables go.' }),
  schedule,
  schemas: optional(dynamic, {
    equality: (a, b) => sameElements(bulkSchemas, a, b),
    description:
      'The source’s objects to sync: a map by object id, or a list of objects with `id`. All if not set. Each may say `enabled`, `user_output_name` (the table’s name), `tracking_field` (by which new and changed records are found), `partition_key`, `filters` (each with `field_id`, `function` and `value`), `data_cutoff_timestamp`, `disable_data_cutoff`, `expectations` (a list of what its records are expected to be, as those of `syncform_model`), and `fields`: a map by field id, or a list with `id`, of `enabled`, `obfuscate` (only a keyed hash of the value is synced) and `user_output_name`. Where a field is listed that is not disabled, only those listed are synced.',
  }),
  automatically_add_new_fields: optional(string, {
    oneOf: addNewOrUnset,
    description:
      'Whether fields that the source gets later are synced: `all` (if not set and no fields are listed), `onlyIncremental`, `onlyNonIncremental`, `none`.',
  }),
  automatically_add_new_objects: optional(string, {
    oneOf: addNewOrUnset,
    description:
      'Whether objects that the source gets later are synced: `all`, `onlyIncremental`, `onlyNonIncremental`, `none` (if not set).',
  }),
  concurrency_limit: optional(integer, {
    validate: positive,
    description: 'How many objects are synced at the same time; 2 if not set.',
  }),
  resync_concurrency_limit: optional(integer, {
    validate: positive,
    description:
      'How many objects are synced at the same time when all is moved again; as `concurrency_limit` if not set.',
  }),
  data_cutoff_timestamp: optional(string, {
    validate: (text) => (text === '' || isMoment(text) ? undefined : `"${text}" is ${NO_MOMENT}`),
    description:
      'Only records from then on: a date, or a date and time (RFC 3339). Told by each schema’s `tracking_field`.',
  }),
  disable_record_timestamps: optional(bool, {
    description:
      'Leave out the columns `_syncform_created_at`, `_syncform_updated_at` and `_syncform_deleted_at`. Records that are gone from the source are then deleted instead of marked.',
  }),
  change_history: optional(bool, {
    description:
      'Of a source whose changes are followed: beside each table a table `<name>_history` with every change, in order, with its operation, position and time of commit. The rows that were there before are not in it.',
  }),
  allow_destructive: optional(bool, {
    description:
      'Let rows be replaced that are in a target table and that this bulk sync did not load (`snapshot`, and tables without a key). Without it a plan that would is refused, and says how many there are.',
  }),
  allow_reset: optional(bool, {
    description:
      'Let it start over where the store that knew how far it had come is lost, although it has `change_history` (which gets a gap) or obfuscated fields (whose values all get another hash). Without it such a plan is refused. Other bulk syncs start over without it.',
  }),
  normalize_names: optional(string, {
    oneOf: ['enabled', 'disabled', 'legacy', ''],
    description:
      'How names become names of tables and columns: `enabled` (snake_case), `disabled` (as they are), `legacy`.',
  }),
  policies: optional(set(string), {
    description: 'Ids of the policies that guard it.',
    validate: (ids) => (ids.length > 0 ? 'policies are not available yet' : undefined),
  }),
  ...actors,
};

const bulkSyncs: RunnableKind<BulkSyncInput, BulkSync> = {
  what: 'bulk sync',
  type: 'bulk_sync',
  attributes,
  api: (engine) => engine.bulkSyncs,
  input: (values) =>
    withoutUndefined({
      name: values.name as string,
      active: values.active as boolean,
      mode: values.mode as BulkSyncInput['mode'],
      source: endpointValue(values.source, 'source'),
      destination: endpointValue(values.destination, 'destination'),
      schedule: withoutEmptyTexts(values.schedule) as BulkSyncInput['schedule'],
      schemas: schemasInput(values.schemas),
      automatically_add_new_fields: definitionValue(values.automatically_add_new_fields),
      automatically_add_new_objects: definitionValue(values.automatically_add_new_objects),
      concurrency_limit: definitionValue(values.concurrency_limit),
      resync_concurrency_limit: definitionValue(values.resync_concurrency_limit),
      data_cutoff_timestamp: definitionValue(values.data_cutoff_timestamp),
      disable_record_timestamps: definitionValue(values.disable_record_timestamps),
      change_history: definitionValue(values.change_history),
      normalize_names: definitionValue(values.normalize_names),
      allow_destructive: definitionValue(values.allow_destructive),
      allow_reset: definitionValue(values.allow_reset),
    }),
  definition: ({ id: _, organization_id: __, created_at: ___, updated_at: ____, ...definition }) =>
    withoutUndefined(definition),
  references: ({ source, destination }) => ({
    models: [],
    connections: [source.connection_id],
    target: destination.connection_id,
  }),
  startingOver: startingBulkSyncOver,
  faults: checkBulkSyncShape,
  cause: (input) => (path) => causeOf(input, path),
  derived: () => ({}),
  state: (input, names, before) =>
    Object.fromEntries(
      names.map((name) => {
        const found = input[name as keyof BulkSyncInput] ?? null;
        if (name === 'schemas' && found)
          return [name, keyedLike(bulkSchemas, found as never, before.schemas as never)];
        return [name, found];
      }),
    ),
};

/** Faults of a listed object are owed to its table at the source; of all objects, to any table there. */
function causeOf(
  { source, schemas }: BulkSyncInput,
  [list, index]: readonly (string | number)[],
): Cause | undefined {
  if (list === 'source') return { connection: source.connection_id };
  const schema = list === 'schemas' && typeof index === 'number' ? schemas?.[index] : undefined;
  return schema && { connection: source.connection_id, text: schema.id };
}

/** A bulk sync: objects of a source into tables of a destination. */
export default resource({
  description:
    'A bulk sync ("ELT"): moves objects of a source, each into a table of its own.\n\nApply makes or alters the tables and runs the sync.',
  version: 1,
  upgrade: { 0: withColumnsByName },
  attributes,
  identity: identityById,
  validate({ config, diagnostics }) {
    const { schemas } = config;
    if (Array.isArray(schemas) ? schemas.length === 0 : isEmptyObject(schemas))
      diagnostics.warning(
        'schemas',
        coded('All objects are synced', 'no-effect'),
        'schemas is empty, which means the same as leaving it out: all objects of the source are synced.',
      );
    checkElements(bulkSchemas, schemas, ['schemas'], diagnostics);
    checkScheduleValue(config.schedule, diagnostics);
  },
  plan: (context) => planRunnable(context, bulkSyncs),
  planDelete: (context) => planDeleteRunnable(context),
  create: (context) => createRunnable(context, bulkSyncs),
  read: (context) => readRunnable(context, bulkSyncs),
  update: (context) => updateRunnable(context, bulkSyncs),
  delete: (context) => deleteRunnable(context, bulkSyncs),
  importState: importById(),
  moveState: moveFromPolytomic('bulk_sync', attributes, withoutOutputNames),
});

function schemasInput(value: unknown): readonly BulkSchema[] | undefined {
  const elements = elementsOf(bulkSchemas, value as never);
  if (!Array.isArray(elements)) return elements as never;
  if (elements.length === 0) return undefined;
  // Polytomic's configurations may name the table by `output_name` as well.
  return elements.map(({ output_name, filters, ...schema }) => ({
    ...(output_name === undefined ? {} : { user_output_name: output_name }),
    ...(Array.isArray(filters) ? { filters: filters.map(withValue) } : {}),
    ...schema,
  }));
}

/** A filter's value may be given as JSON text, as Polytomic's configurations do: of a text, a list or an object. */
function withValue(filter: JsonObject): JsonObject {
  const { value } = filter;
  if (typeof value !== 'string' || !/^\s*["[{]/.test(value)) return filter;
  const parsed = jsonText(value) as JsonObject[string] | undefined;
  return parsed === undefined ? filter : { ...filter, value: parsed };
}

/** Polytomic's state has the names that tables and fields ended up with, beside those that the user chose. */
function withoutOutputNames(state: JsonObject): JsonObject {
  return withoutKey(state, 'output_name') as JsonObject;
}

function withoutKey(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((element) => withoutKey(element, key));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutKey(inner, key)]));
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isUnknown(value) && Object.keys(value).length === 0;
}
