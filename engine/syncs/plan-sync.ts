import type { PlannedColumn, SyncInput, SyncPlan, TablePlan } from '../api/documents.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import { conflictIssues } from '../contract/conflict-issues.ts';
import type { FieldSchema, LoadOperation, TableChange, TargetTable } from '../contract/contract.ts';
import { refusalWarnings, writingConflicts } from '../contract/existing-rules.ts';
import { underWantedNames } from '../contract/wanted-names.ts';
import { stableDigest } from '../kit/digest.ts';
import { InvalidError } from '../kit/errors.ts';
import { findings, spoken } from '../kit/findings/finding.ts';
import { yieldsOf } from '../models/plan-model.ts';
import { checkSync } from './check-sync.ts';
import { OPERATIONS } from './decide.ts';
import type { FieldCipher } from './encryption.ts';
import { joinModels, type ModelJoin } from './join-models.ts';
import { lossFindings, lossOf } from './loss.ts';
import { type MappedColumn, mapColumns } from './map-columns.ts';
import { makesTarget } from './named-target.ts';
import { planLookup } from './plan-lookup.ts';
import { type PlannedTarget, type PlannedWriting, planTarget } from './plan-target.ts';
import type { PlannedModel } from './planned-model.ts';
import type { RecordField } from './record-sql.ts';

/** A sync's plan with everything that a run needs to carry it out. */
export interface SyncBlueprint {
  readonly plan: SyncPlan;
  /** The model whose records are sent, then those that are joined to it. */
  readonly models: readonly [PlannedModel, ...PlannedModel[]];
  /** The model whose records are sent. */
  readonly model: PlannedModel;
  readonly joins: readonly ModelJoin[];
  /** The identity's field, where the sync has one. */
  readonly identity: RecordField | undefined;
  readonly table: TargetTable;
  readonly change: TableChange;
  readonly mapping: readonly MappedColumn[];
  /** Target columns that tell records apart; empty in mode append and in replace without identity. */
  readonly key: readonly string[];
  /** Whether records are loaded into a table or written to something that takes records. */
  readonly delivery: PlannedTarget['delivery'];
  /** Of a target that takes records. */
  readonly writing: PlannedWriting | undefined;
  /** Of a load. */
  readonly operation: LoadOperation;
  /** What encrypts the fields that are to be encrypted; undefined where none is. */
  readonly cipher: FieldCipher | undefined;
  /** The target's own fields as it describes them, where records are looked for in it; empty where they are not. */
  readonly targetFields: readonly FieldSchema[];
}

/**
 * Plans a sync: checks the definition against its models and its target, and works out the target table. Reads only.
 * Throws an InvalidError with a path for each fault.
 */
export async function planSync(
  input: SyncInput,
  found: readonly PlannedModel[],
  target: UsedConnection,
  /** Whether a sync made the target's table of this id. */
  isMade: (table: string) => Promise<boolean>,
  cipher: FieldCipher | undefined,
  signal: AbortSignal,
): Promise<SyncBlueprint> {
  const byId = new Map(found.map((model) => [model.id, model]));
  const issues = [...checkSync(input, byId)];
  if (isEncrypting(input) && !cipher)
    issues.push({
      path: ['encryption_passphrase'],
      message: 'fields with encryption_enabled need a passphrase to be encrypted with',
    });
  if (issues.length > 0) throw new InvalidError(issues);
  const { models, joins } = joinModels(input, found);
  const [model] = models as [PlannedModel];
  const planned = await planTarget(input, target, signal);
  const mapping = mapColumns(input, models, planned);
  checkColumnModes(input, mapping, planned, target);
  const key = input.mode === 'append' || !input.identity ? [] : [input.identity.target];
  const table: TargetTable = {
    id: planned.id,
    columns: mapping.map((m) => m.column),
    key: makesTarget(input) ? key : [],
    configuration: input.target.configuration ?? {},
  };
  const change = planned.define(table);
  const operation = OPERATIONS[input.mode];
  const columns = mapping.map(({ column, only }) => ({ name: column.name, ...(only ? { only } : {}) }));
  const writing = { operation, columns, key, isAltered: change.action === 'alter' };
  const unmakable =
    change.action === 'create' && planned.delivery === 'load'
      ? ((await target.facet('define').creationConflicts?.(table.id, signal)) ?? [])
      : [];
  const existing =
    planned.existing && planned.delivery === 'load'
      ? underWantedNames(target.facet('define'), table, planned.existing)
      : planned.existing;
  const others = [...unmakable, ...writingConflicts(existing, writing)];
  const conflicts = conflictIssues(change, others, ['target']);
  if (conflicts.length > 0) throw new InvalidError(conflicts);
  const identity = identityField(input, models);
  const identityType = identity?.field.type ?? 'string';
  const targetFields = await planLookup(input, planned, change, table, identityType, target, signal);
  const described = describePlan(input, models, table, mapping, key, change, await isMade(table.id), cipher);
  const refusals = findings('may-be-refused', refusalWarnings(existing, writing));
  const rewritten = findings('alters', change.rewritten ?? []);
  const emptied = findings('destructive', emptiedOnResync(input, planned, target));
  const plan = { ...described, ...spoken([...emptied, ...rewritten, ...described.findings, ...refusals]) };
  return {
    plan,
    models: models as SyncBlueprint['models'],
    model,
    joins,
    identity,
    table,
    change,
    mapping,
    key,
    delivery: planned.delivery,
    writing: planned.writing,
    operation,
    cipher: isEncrypting(input) ? cipher : undefined,
    targetFields,
  };
}

/** That a resync empties the table before it loads it, where the definition asks for that and the target can do no better. */
function emptiedOnResync(
  { target: { configuration } }: SyncInput,
  { id, delivery }: PlannedTarget,
  target: UsedConnection,
): readonly string[] {
  if (delivery !== 'load' || configuration?.preserve_table_on_resync !== false) return [];
  if (target.can('load').canChangeTable === true) return [];
  return [
    `a resync drops ${id} before it loads it again (preserve_table_on_resync = false): until the load is through, and if it fails, the table is empty`,
  ];
}

function isEncrypting({ fields }: SyncInput): boolean {
  return fields.some((field) => field.encryption_enabled);
}

function identityField({ identity }: SyncInput, models: readonly PlannedModel[]): RecordField | undefined {
  if (!identity) return undefined;
  const model = models.findIndex((m) => m.id === identity.source.model_id);
  const field = models[model]?.fields.find((f) => f.name === identity.source.field);
  return field && { model, field };
}

function checkColumnModes(
  input: SyncInput,
  mapping: readonly MappedColumn[],
  { delivery }: PlannedTarget,
  target: UsedConnection,
): void {
  const names = mapping.filter((m) => m.only !== undefined).map((m) => m.column.name);
  if (names.length === 0 || (delivery === 'load' && target.can('load').hasColumnModes)) return;
  throw new InvalidError(
    names.map((name) => {
      const list = input.fields.some((f) => f.target === name) ? 'fields' : 'override_fields';
      return {
        path: [list, (input[list] ?? []).findIndex((f) => f.target === name), 'sync_mode'],
        message: `${target.definition.name} cannot write single fields only when it creates or updates a record`,
      };
    }),
  );
}

function describePlan(
  input: SyncInput,
  models: readonly PlannedModel[],
  table: TargetTable,
  mapping: readonly MappedColumn[],
  key: readonly string[],
  change: TableChange,
  is_ours: boolean,
  cipher: FieldCipher | undefined,
): SyncPlan {
  const [model] = models as [PlannedModel];
  const columns = mapping.map(({ column, from }): PlannedColumn => {
    const field = 'field' in from ? from.field : undefined;
    const prefix = 'field' in from && from.model > 0 ? `${models[from.model]?.input.name}.` : '';
    return {
      name: column.name,
      source: field ? `${prefix}${field.name}` : null,
      source_type: field?.remote_type ?? null,
      type: column.type,
      target_type: column.target_type,
      lossy: lossOf(field, column),
    };
  });
  const narrowed = mapping.filter(({ column }) => column.isNarrowed).map(({ column }) => column.name);
  const planned: TablePlan = {
    source: model.id,
    table: table.id,
    key,
    columns: columns.map((column) => ({ ...column, target_type: typeAfter(change, column) })),
    statements: change.statements,
    is_ours,
  };
  return {
    tables: [planned],
    definition_version: stableDigest({
      definition: workOf(input),
      models: models.map((m) => yieldsOf(m.input)),
      columns,
      key,
      cipher: isEncrypting(input) ? cipher?.fingerprint : undefined,
    }),
    estimate: { rows: null, api_calls: null },
    ...spoken(lossFindings([planned], new Set(narrowed))),
  };
}

/** The type that a wanted column has once a change was made. */
export function typeAfter(
  { types = {} }: TableChange,
  { name, target_type }: Pick<PlannedColumn, 'name' | 'target_type'>,
): string {
  return types[name] ?? target_type;
}

/** What a run of a sync depends on: not its name, schedule or activity, nor what the engine computes. */
function workOf({
  mode,
  target,
  fields,
  identity,
  filters,
  filter_logic,
  target_filters,
  overrides,
  override_fields,
  sync_all_records,
  skip_initial_backfill,
  only_enrich_updates,
}: SyncInput) {
  const { configuration, ...place } = target;
  const isConfigured = Object.keys(configuration ?? {}).length > 0;
  return {
    mode,
    target: isConfigured ? target : place,
    fields,
    identity,
    filters,
    filter_logic,
    target_filters,
    overrides,
    override_fields,
    sync_all_records,
    skip_initial_backfill,
    only_enrich_updates,
  };
}
