import type { BulkSchema, BulkSyncInput, SyncInput } from '../../engine/api/documents.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { sourceTypes } from './column-types.ts';
import {
  type Condition,
  conditionOf,
  isNameable,
  JOINED_FIELD,
  labelsOf,
  nameableValue,
  recordColumns,
} from './conditions.ts';
import { identityFunction } from './identity.ts';
import { JOINED_BY, JOINED_TABLE, joinOf } from './joined.ts';
import { type CaseSpec, tablesOf } from './spec.ts';
import type { System } from './system.ts';

/** Where a case's two tables are. */
export interface Places {
  readonly source: System;
  readonly target: System;
  /** Their names: schemas, databases, folders. */
  readonly from: string;
  readonly to: string;
  /** Where the table of the other model is, of a case that joins one: with the source, or elsewhere. */
  readonly other: { readonly system: System; readonly place: string };
}

const manual = { frequency: 'manual' } as const;

/** How a system's configurations say the place. */
function placed(system: System, place: string): JsonObject {
  if (!system.isDatabase) return {};
  return system.name === 'mysql' ? { database: place } : { schema: place };
}

/** The bulk sync of a case. */
export function bulkSync(spec: CaseSpec, places: Places): BulkSyncInput {
  const { options } = spec;
  const { source, target, from, to } = places;
  return {
    name: `case ${spec.seed}`,
    active: true,
    mode: spec.mode === 'snapshot' ? 'snapshot' : 'replicate',
    schedule: manual,
    source: { connection_id: source.connection, configuration: placed(source, from) },
    destination: {
      connection_id: target.connection,
      configuration: target.isDatabase
        ? {
            ...placed(target, to),
            advanced: {
              hard_deletes: options.hardDeletes === true,
              ...(options.prefixes === true ? { table_prefix: 'pre_' } : {}),
            },
          }
        : {
            format: target.name,
            advanced: { table_prefix: `${to}/`, hard_deletes: options.hardDeletes === true },
          },
    },
    normalize_names: options.normalize as 'enabled',
    allow_destructive: options.allows === true,
    disable_record_timestamps: options.hasStamps !== true,
    change_history: keepsHistory(spec),
    schemas: tablesOf(spec).map((one) => schemaOf(one, places)),
  };
}

/** Whether a case's sync follows the source's log of changes. */
export function followsChanges({ kind, options }: CaseSpec): boolean {
  return kind === 'bulk' && options.follows === true;
}

/** Whether each change of its tables stays in a table beside them. */
export function keepsHistory(spec: CaseSpec): boolean {
  return followsChanges(spec) && spec.options.history === true;
}

/** What a bulk sync says of one of its tables. */
function schemaOf(spec: CaseSpec, { source, target, from, to }: Places): BulkSchema {
  const { options, columns } = spec;
  const chosen = columns.flatMap(({ name, isKey }, i) => {
    const isLeft = options.fields === 'one disabled' && !isKey && i === columns.length - 1;
    const obfuscate = options.obfuscated === i && !isKey;
    const user_output_name = options.renamed === i ? 'Renamed' : undefined;
    const says = isLeft || obfuscate || user_output_name !== undefined;
    if (options.fields !== 'listed' && !says) return [];
    return [
      {
        id: name,
        ...(isLeft ? { enabled: false } : {}),
        ...(obfuscate ? { obfuscate } : {}),
        ...(user_output_name ? { user_output_name } : {}),
      },
    ];
  });
  // One that is listed without being disabled leaves the others out.
  const fields = chosen.length === 0 || options.fields === 'listed' ? chosen : withOthers(columns, chosen);
  const tracking = options.tracks === true && spec.mode === 'replicate' ? trackable(spec) : undefined;
  return {
    id: source.idOf(from, spec.table),
    // A file's ending is none of its table's name.
    ...(source.isDatabase
      ? {}
      : { user_output_name: target.isDatabase ? spec.table : `${to}/${spec.table}` }),
    ...(fields.length > 0 ? { fields } : {}),
    ...(spec.filters.length > 0 ? { filters: spec.filters.map((one) => bulkFilter(spec, one)) } : {}),
    ...(tracking ? { tracking_field: tracking } : {}),
    ...expectationsOf(spec),
  };
}

/** What the records of a case are expected to be: that one of the columns has a value. */
function expectationsOf({ options, columns }: CaseSpec): Pick<BulkSchema, 'expectations'> {
  const { expects, expectsOf } = options;
  const column = columns[Number(expectsOf) % columns.length];
  if (!column || (expects !== 'stop' && expects !== 'set_aside')) return {};
  return { expectations: [{ type: 'not_null', fields: [column.name], on_failure: expects }] };
}

function bulkFilter(spec: CaseSpec, condition: Condition) {
  const { column, function: takes, value } = conditionOf(spec, condition);
  return { field_id: column.name, function: takes, ...(value === undefined ? {} : { value }) };
}

/** Which conditions replace values: those of fields whose values can be named, other than the key. */
export function overridesOf(spec: CaseSpec) {
  return spec.overrides.flatMap((one) => {
    const { column, type } = conditionOf(spec, one);
    if (column.isKey || !isNameable(column, type)) return [];
    return [{ condition: one, column, override: nameableValue(type, one.as) }];
  });
}

/** The name of a column that gets a constant that no field of the model has the name of. */
export const CONSTANT = 'constant';

/** The columns that get a constant, and which. */
export function constantsOf(spec: CaseSpec): Readonly<Record<string, string>> {
  if (spec.kind === 'bulk') return {};
  const { constant, addsConstant } = spec.options;
  const replaced = typeof constant === 'number' ? sentColumns(spec)[constant]?.name : undefined;
  return {
    ...(replaced ? { [replaced]: 'constant' } : {}),
    ...(addsConstant === 'nothing' ? {} : { [CONSTANT]: String(addsConstant) }),
  };
}

/** The columns of the case's own model that its sync sends as fields. */
function sentColumns({ columns, options }: CaseSpec) {
  const key = columns.find(({ isKey }) => isKey);
  const sent = columns.filter((column, i) => column !== key && options.leavesOut !== i);
  // Without a field of its own the sync would be one of the other model's records.
  return sent.length > 0 || key !== undefined ? sent : columns;
}

/** The column that is filled only when a record is created, or updated; undefined where there is none. */
export function partlyFilled({ kind, options, columns, mode }: CaseSpec) {
  const column = columns[Number(options.onlyWhen ?? -1)];
  return kind === 'model' && mode === 'updateOrCreate' && column?.isKey === false ? column : undefined;
}

/** The place of the column of which the target gets no clear value; -1 where there is none. */
export function hiddenColumn({ kind, options, columns }: CaseSpec): number {
  const at = Number(kind === 'bulk' ? options.obfuscated : options.encrypted);
  return at >= 0 && columns[at]?.isKey === false ? at : -1;
}

function withOthers<Field extends { readonly id: string }>(
  columns: CaseSpec['columns'],
  chosen: readonly Field[],
): readonly (Field | { readonly id: string })[] {
  return columns.map(({ name }) => chosen.find(({ id }) => id === name) ?? { id: name });
}

/** The key, where it is one number, which grows with each row. */
export function trackable({ columns, source }: CaseSpec): string | undefined {
  const keys = columns.filter(({ isKey }) => isKey);
  const [key] = keys;
  const type = key && sourceTypes[source][key.type]?.type;
  return keys.length === 1 && /^u?(small|big|tiny)?int(eger)?( unsigned)?$/i.test(type ?? '')
    ? key?.name
    : undefined;
}

/** The models of a case: that of its records, and the one that is joined where there is one. */
export interface CaseModels {
  readonly own: string;
  readonly joined: string | undefined;
}

/** The configuration of a model that is a case's source. */
export function modelOf(spec: CaseSpec, { source, from }: Places, joined: string | undefined) {
  const join = joinOf(spec);
  return {
    name: `model ${spec.seed}`,
    connection_id: source.connection,
    configuration: { table: source.idOf(from, spec.table) },
    ...(join && joined !== undefined
      ? { relations: [{ from: join.on.name, to: { model_id: joined, field: JOINED_BY } }] }
      : {}),
    ...expectationsOf(spec),
  };
}

/** What the target's records are asked, by their own columns: a value or none. */
export function targetCondition(spec: CaseSpec, { at, takes }: Condition) {
  const columns = recordColumns(spec);
  return {
    column: columns[at % columns.length]?.name ?? '',
    takes: takes === 'IsNull' || takes === 'Inequality' ? ('IsNull' as const) : ('IsNotNull' as const),
  };
}

/** The configuration of the model that is joined. */
export function joinedModelOf(spec: CaseSpec, { other }: Places, own: string | undefined) {
  const join = joinOf(spec);
  return {
    name: `joined model ${spec.seed}`,
    connection_id: other.system.connection,
    configuration: { table: other.system.idOf(other.place, JOINED_TABLE) },
    ...(join && own !== undefined
      ? { relations: [{ from: JOINED_BY, to: { model_id: own, field: join.on.name } }] }
      : {}),
  };
}

/** The model sync of a case; into a table that is named as one that is there, or as one to be made. */
export function modelSync(spec: CaseSpec, places: Places, models: CaseModels, isNamed: boolean): SyncInput {
  const { options, columns, mode } = spec;
  const { target, to } = places;
  const name = target.idOf(to, spec.table);
  const hidden = columns[hiddenColumn(spec)];
  const partly = partlyFilled(spec);
  const key = columns.find(({ isKey }) => isKey);
  const sent = sentColumns(spec);
  const isNew = isNamed && options.addsMissing === true ? { new: true } : {};
  const model_id = models.own;
  const sourceOf = (condition: Condition) => {
    const { column, ...asks } = conditionOf(spec, condition);
    const of = column.isJoined && models.joined !== undefined ? models.joined : model_id;
    const { function: takes, value } = asks;
    return {
      source: { model_id: of, field: column.name },
      function: takes,
      ...(value === undefined ? {} : { value }),
    };
  };
  const constants = constantsOf(spec);
  const replaced = Object.keys(constants).filter((name) => name !== CONSTANT);
  const overrides = overridesOf(spec);
  const fields = sent.map((column) => ({
    target: column.name,
    source: { model_id, field: column.name },
    ...isNew,
    ...(column === hidden ? { encryption_enabled: true } : {}),
    ...(column === partly ? { sync_mode: Number(options.onlyWhen) % 2 ? 'create' : 'update' } : {}),
  }));
  const others = [
    ...(models.joined === undefined
      ? []
      : [{ target: JOINED_FIELD, source: { model_id: models.joined, field: JOINED_FIELD }, ...isNew }]),
    ...(constants[CONSTANT] === undefined
      ? []
      : [{ target: CONSTANT, override_value: constants[CONSTANT], ...isNew }]),
  ];
  return {
    name: `case ${spec.seed}`,
    active: true,
    mode: mode as SyncInput['mode'],
    schedule: manual,
    target: {
      connection_id: target.connection,
      ...(isNamed ? { object: name } : { create: { name } }),
      configuration: {
        ...(target.isDatabase ? {} : { format: target.name }),
        ...(options.stamps === true ? { write_record_timestamps: true } : {}),
        ...(options.anew === true && target.isDatabase ? { preserve_table_on_resync: false } : {}),
      },
      ...(mode === 'update' && spec.targetLogic !== '' ? { filter_logic: spec.targetLogic } : {}),
    },
    fields:
      key && mode === 'append'
        ? [{ target: key.name, source: { model_id, field: key.name } }, ...fields, ...others]
        : [...fields, ...others],
    ...(key && mode !== 'append'
      ? {
          identity: {
            source: { model_id, field: key.name },
            target: key.name,
            function: identityFunction(spec),
          },
        }
      : {}),
    ...(replaced.length > 0
      ? { override_fields: replaced.map((target) => ({ target, override_value: constants[target] })) }
      : {}),
    ...(spec.filters.length > 0
      ? { filters: spec.filters.map((one, i) => ({ ...sourceOf(one), ...labelsOf(spec.logic, i) })) }
      : {}),
    ...(spec.logic === '' ? {} : { filter_logic: spec.logic }),
    ...(mode === 'update' && spec.targetFilters.length > 0
      ? {
          target_filters: spec.targetFilters.map((one, i) => ({
            field: targetCondition(spec, one).column,
            function: targetCondition(spec, one).takes,
            ...labelsOf(spec.targetLogic, i),
          })),
        }
      : {}),
    ...(overrides.length > 0
      ? { overrides: overrides.map(({ condition, override }) => ({ ...sourceOf(condition), override })) }
      : {}),
    only_enrich_updates: spec.joined?.enrichesOnly === true,
    ...(hidden ? { encryption_passphrase: 'a passphrase of the case' } : {}),
    allow_destructive: options.allows === true,
    sync_all_records: options.sendsAll === true,
    skip_initial_backfill: options.skipsBackfill === true,
  };
}
