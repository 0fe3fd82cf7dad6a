import { type Sync, type SyncInput, syncModes } from '@syncform/engine/api/documents.ts';
import {
  bool,
  computed,
  dynamic,
  importById,
  map,
  object,
  optional,
  required,
  set,
  string,
} from '../../framework/index.ts';
import { moveFromPolytomic, refuseSecondAppend } from '../planning/move-from-polytomic.ts';
import { withColumnsByName } from '../running/planned-tables.ts';
import { createRunnable, deleteRunnable, planDeleteRunnable, updateRunnable } from '../running/run.ts';
import { planRunnable } from '../running/run-plan.ts';
import { readRunnable } from '../running/run-read.ts';
import { type RunnableKind, runnableAttributes } from '../running/runnable.ts';
import { checkScheduleValue, schedule } from '../running/schedule.ts';
import { resource } from '../syncform.ts';
import { configurationFault, jsonFault } from '../values/json-values.ts';
import { checkElements, sameElements } from '../values/keyed-elements.ts';
import { actors, identityById, policies } from '../values/record-attributes.ts';
import { syncDefinition } from './sync-definition.ts';
import { syncFields } from './sync-fields.ts';

const modelField = object({
  model_id: required(string, { description: 'Id of the model.' }),
  field: required(string, { description: 'Name of the model’s field.' }),
});
const source = required(modelField, { description: 'A model’s field.' });
const value = optional(string, {
  validate: jsonFault,
  description: 'What to compare with, as JSON: `jsonencode("open")`.',
});
const label = optional(string, { description: 'Name of the filter in `filter_logic`.' });

const attributes = {
  ...runnableAttributes,
  mode: required(string, {
    oneOf: syncModes,
    description:
      '`create` adds records that the target lacks; `update` changes those that it has; `updateOrCreate` does both; `replace` makes the target’s contents the model’s; `append` adds all; `remove` deletes.',
  }),
  schedule,
  target: required(
    object({
      connection_id: required(string, { description: 'Id of the connection that it writes to.' }),
      object: optional(string, { description: 'Id of an object that is there: `public.users`.' }),
      create: optional(map(string), {
        description:
          'What is needed to make a new object: `{ name = "public.users" }`. Either this or `object`.',
      }),
      configuration: optional(dynamic, {
        equality: 'json',
        validate: configurationFault,
        description:
          'Settings that the connection’s type has for targets. An object, or the `jsonencode` of one.',
      }),
      new_name: optional(string, {
        description: 'Name of the object to make; another way to say the `name` in `create`.',
      }),
      filter_logic: optional(string, { description: 'How `target_filters` are combined: `A AND (B OR C)`.' }),
    }),
    { description: 'Where the records go.' },
  ),
  fields: required(dynamic, {
    equality: (a, b) => sameElements(syncFields, a, b),
    description:
      'Which field fills which: a map by target field of `{ source = { model_id, field } }`, or a list of such objects with `target`. Instead of `source`, `override_value` is a constant. `new = true` adds the field to a target that lacks it; `sync_mode` says that it is written only on `create` or on `update`; `encryption_enabled = true` encrypts it.',
  }),
  identity: optional(
    object({
      source,
      target: required(string, { description: 'The target’s field.' }),
      function: required(string, {
        oneOf: ['Equality', 'ISubstring', 'OneOf', 'DomainMatch', 'HostnameMatch'],
        description:
          'How the two are compared: `Equality`; `ISubstring` (the target’s text has the model’s within it, in any case); `OneOf` (one of the two is a list that has the other); `DomainMatch` and `HostnameMatch` (of e-mail addresses and URLs, the first without `www.`).',
      }),
      new_field: optional(bool, { description: 'Add the field to a target that lacks it.' }),
      remote_field_type_id: computed(string, {
        keep: true,
        nullable: true,
        description: 'The target’s type of the field.',
      }),
    }),
    { description: 'The field that tells records apart. Every mode but `append` and `replace` needs one.' },
  ),
  filters: optional(
    set(
      object({
        source,
        function: required(string, { description: 'Filter function: `Equality`.' }),
        value,
        label,
      }),
    ),
    { description: 'Which of the model’s records take part.' },
  ),
  filter_logic: optional(string, {
    description: 'How `filters` are combined, over their labels: `A AND (B OR C)`.',
  }),
  target_filters: optional(
    set(
      object({
        field: required(string, { description: 'A field of the target.' }),
        function: required(string, { description: 'Filter function: `Equality`.' }),
        value,
        label,
      }),
    ),
    { description: 'Which of the target’s records take part, in mode `update`.' },
  ),
  overrides: optional(
    set(
      object({
        source,
        function: required(string, { description: 'Filter function: `Equality`.' }),
        value,
        override: required(string, { validate: jsonFault, description: 'What to send instead, as JSON.' }),
      }),
    ),
    {
      description:
        'Values of models’ fields that are replaced on the way: the first that applies to a field does.',
    },
  ),
  override_fields: optional(
    set(
      object({
        target: required(string, { description: 'The target’s field.' }),
        override_value: optional(string, { description: 'The constant that it gets.' }),
        new: optional(bool, { description: 'Add the field to a target that lacks it.' }),
        sync_mode: optional(string, {
          description:
            'When it is written, in mode `updateOrCreate`: `create`, `update` or always (`updateOrCreate`).',
        }),
      }),
    ),
    { description: 'Target fields that get a constant, whatever `fields` says of them.' },
  ),
  sync_all_records: optional(bool, {
    description: 'Send all records on each run, not only those that changed.',
  }),
  skip_initial_backfill: optional(bool, {
    description: 'Send nothing on the first run, and from then on what is new or changed.',
  }),
  allow_destructive: optional(bool, {
    description:
      'Let mode `replace` replace rows that are in the target and that this sync did not load. Without it a plan that would is refused, and says how many there are.',
  }),
  allow_reset: optional(bool, {
    description:
      'Let mode `append` start over, and so add every record once more, where nobody knows any more which records the target has: the store is lost, or the table was restored. Without it such a plan or run is refused. Other modes start over without it.',
  }),
  only_enrich_updates: optional(bool, {
    description:
      'Whether joined models only enrich: a record is then sent when a field of its own model changed, not when one of a joined model did.',
  }),
  encryption_passphrase: optional(string, {
    writeOnly: true,
    description:
      'Encrypts the fields that say `encryption_enabled` (AES-256-GCM). Kept by syncform, encrypted; another one encrypts all records again.',
  }),
  model_ids: computed(set(string), { description: 'Ids of the models that it reads.' }),
  policies,
  ...actors,
};

const syncs: RunnableKind<SyncInput, Sync> = { ...syncDefinition, attributes };

/** A model sync: fields of models into an object of a target. */
export default resource({
  description:
    'A model sync ("reverse ETL"): sends the records of a model to an object of a target, only those that are new or changed.\n\nApply makes or alters the target table and runs the sync.',
  version: 1,
  upgrade: { 0: withColumnsByName },
  attributes,
  identity: identityById,
  validate({ config, diagnostics }) {
    checkElements(syncFields, config.fields, ['fields'], diagnostics);
    checkScheduleValue(config.schedule, diagnostics);
  },
  plan(context) {
    refuseSecondAppend(context);
    return planRunnable(context, syncs);
  },
  planDelete: (context) => planDeleteRunnable(context),
  create: (context) => createRunnable(context, syncs),
  read: (context) => readRunnable(context, syncs),
  update: (context) => updateRunnable(context, syncs),
  delete: (context) => deleteRunnable(context, syncs),
  importState: importById(),
  moveState: moveFromPolytomic('sync', attributes),
});
