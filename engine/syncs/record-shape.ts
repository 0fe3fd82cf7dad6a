import type { ModelField, SyncInput } from '../api/documents.ts';
import { duckdbFilters } from '../families/duckdb/filter-dialect.ts';
import { type FilterColumn, type FilterContext, overrideSql } from '../filters/filter-sql.ts';
import { stableDigest } from '../kit/digest.ts';
import { toText } from '../movement/csv-dialect.ts';
import { fieldType } from '../types/field-type.ts';
import type { RecordColumn, RecordShape } from './diff.ts';
import type { MappedColumn } from './map-columns.ts';
import type { SyncBlueprint } from './plan-sync.ts';
import { fieldKey, fieldSql, type RecordField } from './record-sql.ts';
import { stampValue } from './stamp-columns.ts';

/** What of a run says how its records are made. */
export interface RecordSource {
  readonly sync: SyncInput;
  readonly blueprint: SyncBlueprint;
  /** The run's moment, in milliseconds since 1970-01-01 UTC: what is relative is relative to it. */
  readonly now: number;
}

/** The records as the target will get them, over the fields of all models as record-sql.ts names them. */
export function recordShape(source: RecordSource): RecordShape {
  const { sync, blueprint } = source;
  const { model, mapping } = blueprint;
  const columns = recordColumns(source);
  const key = blueprint.key.length > 0 ? blueprint.key : identifying(sync, model.input.identifier, mapping);
  const timeless = recordColumns({ ...source, now: 0 });
  const { identity } = blueprint;
  const isLooked = identity && sync.identity?.function !== 'Equality' && blueprint.key.length > 0;
  return {
    columns,
    key,
    isPaired: key.length === 0 && blueprint.joins.length > 0,
    identity: isLooked ? fieldSql(identity) : undefined,
    // A record that is appended, or sent to a system that does as it likes, is better not sent twice.
    hashing: sync.mode === 'append' || blueprint.delivery === 'write' ? 'md5' : 'hash',
    tracked: trackedSql(sync, blueprint, columns),
    keyDefinition: stableDigest([
      timeless.filter((c) => key.includes(c.name)),
      isLooked ? fieldSql(identity) : null,
      ...(key.length === 0 && columns.some((c) => c.isStamp) ? ['stamps apart'] : []),
    ]),
    definition: stableDigest([
      timeless,
      key,
      trackedSql(sync, blueprint, timeless) ?? null,
      blueprint.joins.map(({ model, field, to }) => [model, field.name, to.model, to.field.name]),
      blueprint.cipher?.fingerprint ?? null,
    ]),
  };
}

function recordColumns({ sync, blueprint, now }: RecordSource): readonly RecordColumn[] {
  const context = filterContext(blueprint, now);
  const overrides = (sync.overrides ?? []).map(({ source, ...override }) => ({
    ...override,
    field: sourceKey(blueprint, source),
  }));
  return blueprint.mapping.map((mapped) =>
    recordColumn(mapped, sync, now, (from) =>
      overrideSql(fieldKey(from.model, from.field.name), overrides, context),
    ),
  );
}

/** Of records that have no identity at the target, the model's own identifier tells them apart. */
function identifying(
  { mode }: SyncInput,
  identifier: string | undefined,
  mapping: readonly MappedColumn[],
): readonly string[] {
  if (identifier === undefined || mode === 'replace') return [];
  const found = mapping.find(
    ({ from, isEncrypted }) =>
      !isEncrypted && 'field' in from && from.model === 0 && from.field.name === identifier,
  );
  return found ? [found.column.name] : [];
}

function recordColumn(
  { column, from, isEncrypted, only }: MappedColumn,
  sync: SyncInput,
  now: number,
  valueSql: (from: RecordField) => string,
): RecordColumn {
  const common = { name: column.name, type: column.type, ...(only ? { only } : {}) };
  if ('isMoment' in from)
    return { ...common, isStamp: true, sql: literal(stampValue(now, column.type), column.type) };
  if (!('field' in from))
    return { ...common, sql: literal(from.constant, column.type), ...(isEncrypted ? { isEncrypted } : {}) };
  const sql = valueSql(from);
  if (isEncrypted) return { ...common, sql: toText(sql, fieldType(from.field.type)), isEncrypted };
  const isIdentity = sync.identity?.target === column.name && sync.mode !== 'append';
  return { ...common, sql: isIdentity ? identitySql(sql, from, column.type) : sql };
}

/** Where the target's identity has another type: of a list its first value, and NULL of what does not fit. */
function identitySql(sql: string, { field }: RecordField, type: string): string {
  if (field.type === type) return sql;
  const isList = fieldType(field.type).kind === 'array';
  const value = isList && fieldType(type).kind !== 'array' ? `${sql}[1]` : sql;
  return !isList && fieldType(type).kind === 'array' ? `[${value}]` : value;
}

function literal(value: Parameters<typeof duckdbFilters.literal>[0], type: string): string {
  return duckdbFilters.literal(value, fieldType(type));
}

/** What counts as a change: all columns, or what the models track; of joined models nothing with `only_enrich_updates`. */
function trackedSql(
  sync: SyncInput,
  { models, mapping }: SyncBlueprint,
  columns: readonly RecordColumn[],
): readonly string[] | undefined {
  const isTracking = models.some((m) => m.input.tracking_columns?.length);
  if (!isTracking && !(sync.only_enrich_updates && models.length > 1))
    return columns.some((c) => c.isStamp) ? columns.filter((c) => !c.isStamp).map((c) => c.sql) : undefined;
  const constants = mapping.flatMap((m, i) =>
    'constant' in m.from ? [(columns[i] as RecordColumn).sql] : [],
  );
  const fields = models.flatMap(({ input, fields }, model) => {
    if (model > 0 && sync.only_enrich_updates) return [];
    if (input.tracking_columns?.length)
      return input.tracking_columns.flatMap((name) => {
        const field = fields.find((f) => f.name === name);
        return field ? [fieldSql({ model, field })] : [];
      });
    return mapping.flatMap(({ from }, i) =>
      'field' in from && from.model === model ? [(columns[i] as RecordColumn).sql] : [],
    );
  });
  return [...fields, ...constants];
}

/** The key by which filters and overrides of a sync name a model's field. */
export function sourceKey({ models }: SyncBlueprint, { model_id, field }: ModelField): string {
  return fieldKey(
    models.findIndex((model) => model.id === model_id),
    field,
  );
}

/** Every field of every model as a column for filters, relative to a moment (ms since 1970-01-01 UTC). */
export function filterContext({ models }: SyncBlueprint, now: number): FilterContext {
  const columns = models.flatMap(({ fields }, model) =>
    fields.map((field): [string, FilterColumn] => [
      fieldKey(model, field.name),
      { sql: fieldSql({ model, field }), type: fieldType(field.type) },
    ]),
  );
  return { dialect: duckdbFilters, columns: new Map(columns), now };
}
