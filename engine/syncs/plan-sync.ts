import type {
  ModelInput,
  PlannedColumn,
  SyncField,
  SyncInput,
  SyncPlan,
  TablePlan,
} from '../api/documents.ts';
import { InvalidError, type Issue } from '../api/errors.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type {
  FieldSchema,
  LoadOperation,
  TableChange,
  TargetColumn,
  TargetTable,
} from '../connectors/contract.ts';
import { checkConfig } from '../connectors/describe-config.ts';
import { unsupportedFacet } from '../connectors/facets.ts';
import { yieldsOf } from '../models/plan-model.ts';
import { stableDigest } from '../types/digest.ts';
import { checkSync } from './check-sync.ts';
import { type PlannedTarget, planTarget } from './plan-target.ts';

/** A model as a sync uses it. */
export interface PlannedModel {
  readonly id: string;
  readonly input: ModelInput;
  readonly fields: readonly FieldSchema[];
}

/** One target column and what fills it. */
export interface MappedColumn {
  readonly column: TargetColumn;
  /** The model's field, or a constant's text. */
  readonly from: { readonly field: FieldSchema } | { readonly constant: string };
}

/** A sync's plan with everything that a run needs to carry it out. */
export interface SyncBlueprint {
  readonly plan: SyncPlan;
  readonly model: PlannedModel;
  readonly table: TargetTable;
  readonly change: TableChange;
  readonly mapping: readonly MappedColumn[];
  /** Target columns that tell records apart; empty in mode append and in replace without identity. */
  readonly key: readonly string[];
  /** Whether records are loaded into a table or written to something that takes records. */
  readonly delivery: PlannedTarget['delivery'];
  /** Of a load. */
  readonly operation: LoadOperation;
}

/** What loading does in each mode. */
const OPERATIONS: Readonly<Record<SyncInput['mode'], LoadOperation>> = {
  create: 'insert',
  update: 'update',
  updateOrCreate: 'upsert',
  replace: 'replace',
  append: 'append',
  remove: 'delete',
};

/**
 * Plans a sync: checks the definition against its model and its target, and works out the target table. Reads only.
 * Throws an InvalidError with a path for each fault.
 */
export async function planSync(
  input: SyncInput,
  model: PlannedModel,
  target: UsedConnection,
  signal: AbortSignal,
): Promise<SyncBlueprint> {
  const issues = [...checkSync(input, model), ...checkTargetConfiguration(input, target)];
  if (issues.length > 0) throw new InvalidError(issues);
  const planned = await planTarget(input, target, signal);
  const mapping = mapColumns(input, model, planned);
  const key = input.mode === 'append' || !input.identity ? [] : [input.identity.target];
  const table: TargetTable = {
    id: planned.id,
    columns: mapping.map((m) => m.column),
    key: input.target.create ? key : [],
  };
  const { change, ddl } = planned.define(table);
  if (change.conflicts.length > 0)
    throw new InvalidError(change.conflicts.map((message) => ({ path: ['target'], message })));
  const plan = describePlan(input, model, table, mapping, key, ddl, change);
  const { delivery } = planned;
  return { plan, model, table, change, mapping, key, delivery, operation: OPERATIONS[input.mode] };
}

function checkTargetConfiguration(input: SyncInput, target: UsedConnection): Issue[] {
  const { definitions } = target.definition;
  if (!definitions.syncTarget) throw unsupportedFacet(target.definition, 'load');
  const at = (prefix: string, issues: readonly Issue[]) =>
    issues.map((i) => ({ ...i, path: ['target', prefix, ...i.path] }));
  const issues = at('configuration', checkConfig(definitions.syncTarget, input.target.configuration ?? {}));
  if (input.target.create) {
    if (!definitions.createTarget)
      return [
        ...issues,
        {
          path: ['target', 'create'],
          message: `${target.definition.name} cannot create a target; name one in target.object`,
        },
      ];
    issues.push(...at('create', checkConfig(definitions.createTarget, input.target.create)));
  }
  return issues;
}

function mapColumns(input: SyncInput, model: PlannedModel, planned: PlannedTarget): readonly MappedColumn[] {
  const issues: Issue[] = [];
  const mapping: MappedColumn[] = [];
  const add = (
    target: string,
    from: MappedColumn['from'],
    isNew: boolean,
    path: readonly (string | number)[],
  ) => {
    if (mapping.some((m) => m.column.name === target)) {
      issues.push({ path, message: `the target field "${target}" is mapped twice` });
      return;
    }
    const isKey = input.identity?.target === target && input.mode !== 'append';
    const type = 'field' in from ? from.field.type : 'string';
    const column = planned.column(target, type, isNew, isKey);
    if (typeof column === 'string') issues.push({ path, message: column });
    else mapping.push({ column, from });
  };
  const fieldOf = (name: string) => model.fields.find((f) => f.name === name) as FieldSchema;
  const identity = input.identity;
  if (identity && !input.fields.some((f) => f.target === identity.target))
    add(identity.target, { field: fieldOf(identity.source.field) }, identity.new_field === true, [
      'identity',
      'target',
    ]);
  const fields: readonly [string, number, SyncField][] = [
    ...input.fields.map((f, i): [string, number, SyncField] => ['fields', i, f]),
    ...(input.override_fields ?? []).map((f, i): [string, number, SyncField] => ['override_fields', i, f]),
  ];
  for (const [list, i, field] of fields) {
    const from = field.source
      ? { field: fieldOf(field.source.field) }
      : { constant: field.override_value as string };
    add(field.target, from, field.new === true, [list, i, 'target']);
  }
  if (issues.length > 0) throw new InvalidError(issues);
  return mapping;
}

function describePlan(
  input: SyncInput,
  model: PlannedModel,
  table: TargetTable,
  mapping: readonly MappedColumn[],
  key: readonly string[],
  ddl: string,
  change: TableChange,
): SyncPlan {
  const columns = mapping.map(({ column, from }): PlannedColumn => {
    const field = 'field' in from ? from.field : undefined;
    const lossy = [field?.lossy, column.lossy].filter((l) => l !== undefined);
    return {
      name: column.name,
      source: field?.name ?? null,
      source_type: field?.remote_type ?? null,
      type: column.type,
      target_type: column.target_type,
      lossy: lossy.length > 0 ? lossy.join('; ') : null,
    };
  });
  const planned: TablePlan = {
    source: model.id,
    table: table.id,
    key,
    columns,
    ddl,
    statements: change.statements,
  };
  return {
    tables: [planned],
    definition_version: stableDigest({
      definition: workOf(input),
      model: yieldsOf(model.input),
      columns,
      key,
    }),
    warnings: planWarnings([planned]),
  };
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
  return {
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
  };
}

/** The reviewer's sentences on planned tables: what will be run, and which columns cannot be kept exactly. */
export function planWarnings(tables: readonly TablePlan[]): readonly string[] {
  return tables.flatMap((table) => [
    ...table.columns
      .filter((c) => c.lossy !== null)
      .map(
        (c) =>
          `${table.table}: column "${c.name}" (${c.source_type ?? c.type} → ${c.target_type}): ${c.lossy}`,
      ),
  ]);
}
