import type { BulkSchema, BulkSyncInput, PlannedColumn, SyncPlan, TablePlan } from '../api/documents.ts';
import { InvalidError, type Issue } from '../api/errors.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type {
  DefineFacet,
  FieldSchema,
  ObjectSchema,
  ObjectSummary,
  TableChange,
  TargetColumn,
  TargetTable,
} from '../connectors/contract.ts';
import { checkConfig } from '../connectors/describe-config.ts';
import { unsupportedFacet } from '../connectors/facets.ts';
import { planWarnings } from '../syncs/plan-sync.ts';
import { stableDigest } from '../types/digest.ts';
import type { JsonObject } from '../types/json.ts';
import { checkBulkSyncShape } from './check-bulk-sync.ts';
import { outputNames } from './output-names.ts';

/** One object of a bulk sync, with everything that a run needs to move it. */
export interface ObjectBlueprint {
  readonly object: ObjectSchema;
  readonly plan: TablePlan;
  readonly table: TargetTable;
  readonly change: TableChange;
  /** The fields that travel, in the order of the table's columns. */
  readonly fields: readonly FieldSchema[];
  /** The field by which new and changed rows are found; undefined where every run reads everything. */
  readonly trackingField: string | undefined;
  /** Moves when what a run of this object depends on was redefined. A digest. */
  readonly version: string;
}

export interface BulkSyncBlueprint {
  readonly plan: SyncPlan;
  readonly objects: readonly ObjectBlueprint[];
}

/**
 * Plans a bulk sync: checks the definition against source and destination, and works out every target table. Reads only.
 * Throws an InvalidError with a path for each fault.
 */
export async function planBulkSync(
  input: BulkSyncInput,
  source: UsedConnection,
  destination: UsedConnection,
  signal: AbortSignal,
): Promise<BulkSyncBlueprint> {
  const issues = [...checkBulkSyncShape(input), ...checkConfigurations(input, source, destination)];
  if (issues.length > 0) throw new InvalidError(issues);
  source.facet('read');
  destination.facet('load');
  const configuration: JsonObject = input.source.configuration ?? {};
  const discover = source.facet('discover');
  const listed = await discover.list(configuration, signal);
  const chosen = chooseObjects(input, listed);
  const described = await discover.describe(
    chosen.map((c) => c.summary.id),
    configuration,
    signal,
  );
  const byId = new Map(described.map((d) => [d.id, d]));
  const names = outputNames(
    chosen.map((c) => c.summary.id),
    input.normalize_names,
    baseNames(chosen, input),
  );
  const define = destination.facet('define');
  const objects: ObjectBlueprint[] = [];
  for (const { summary, schema, index } of chosen) {
    const object = byId.get(summary.id);
    if (!object)
      throw new InvalidError([
        {
          path: schema ? ['schemas', index] : ['source'],
          message: `object "${summary.id}" disappeared while it was read`,
        },
      ]);
    objects.push(
      await planObject(input, object, schema, index, names.get(summary.id) as string, define, signal),
    );
  }
  const tables = objects.map((o) => o.plan);
  refuseSharedTables(tables);
  return {
    objects,
    plan: {
      tables,
      definition_version: stableDigest({ objects: objects.map((o) => [o.object.id, o.version]) }),
      warnings: planWarnings(tables),
    },
  };
}

function checkConfigurations(
  input: BulkSyncInput,
  source: UsedConnection,
  destination: UsedConnection,
): Issue[] {
  const { bulkSource } = source.definition.definitions;
  const { bulkDestination } = destination.definition.definitions;
  if (!bulkSource) throw unsupportedFacet(source.definition, 'read');
  if (!bulkDestination) throw unsupportedFacet(destination.definition, 'load');
  const at = (end: 'source' | 'destination', issues: readonly Issue[]) =>
    issues.map((i) => ({ ...i, path: [end, 'configuration', ...i.path] }));
  return [
    ...at('source', checkConfig(bulkSource, input.source.configuration ?? {})),
    ...at('destination', checkConfig(bulkDestination, input.destination.configuration ?? {})),
  ];
}

interface ChosenObject {
  readonly summary: ObjectSummary;
  readonly schema: BulkSchema | undefined;
  readonly index: number;
}

function chooseObjects(input: BulkSyncInput, listed: readonly ObjectSummary[]): readonly ChosenObject[] {
  if (!input.schemas) return listed.map((summary) => ({ summary, schema: undefined, index: -1 }));
  const issues: Issue[] = [];
  const chosen: ChosenObject[] = [];
  for (const [index, schema] of input.schemas.entries()) {
    const summary = listed.find((o) => o.id === schema.id);
    if (!summary)
      issues.push({
        path: ['schemas', index, 'id'],
        message: `the source has no object "${schema.id}"; it has ${shortList(listed.map((o) => o.id))}`,
      });
    else if (schema.enabled !== false) chosen.push({ summary, schema, index });
  }
  if (issues.length > 0) throw new InvalidError(issues);
  return chosen;
}

function shortList(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length <= 20
    ? names.join(', ')
    : `${names.slice(0, 20).join(', ')} and ${names.length - 20} more`;
}

/** Names that the user chose, and the source's own short names in place of ids, normalised later with the others. */
function baseNames(chosen: readonly ChosenObject[], input: BulkSyncInput): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { summary, schema } of chosen)
    if (schema?.user_output_name) names.set(summary.id, schema.user_output_name);
  const open = chosen.filter((c) => !names.has(c.summary.id));
  const shortNames = outputNames(
    open.map((c) => c.summary.output_name),
    input.normalize_names,
  );
  const count = (name: string) => open.filter((c) => c.summary.output_name === name).length;
  for (const { summary } of open)
    if (count(summary.output_name) === 1)
      names.set(summary.id, shortNames.get(summary.output_name) as string);
  return names;
}

async function planObject(
  input: BulkSyncInput,
  object: ObjectSchema,
  schema: BulkSchema | undefined,
  index: number,
  outputName: string,
  define: DefineFacet,
  signal: AbortSignal,
): Promise<ObjectBlueprint> {
  const fields = chooseFields(object, schema, index);
  const names = outputNames(
    fields.map((f) => f.name),
    input.normalize_names,
    new Map((schema?.fields ?? []).flatMap((f) => (f.user_output_name ? [[f.id, f.user_output_name]] : []))),
  );
  const columns = fields.map((field): TargetColumn => {
    const mapped = define.columnType(field.type);
    return {
      name: names.get(field.name) as string,
      type: field.type,
      target_type: mapped.target_type,
      nullable: field.nullable && !field.is_primary_key,
      ...(mapped.lossy ? { lossy: mapped.lossy } : {}),
    };
  });
  const key = fields.filter((f) => f.is_primary_key).map((f) => names.get(f.name) as string);
  const table: TargetTable = {
    id: define.tableId(outputName, input.destination.configuration ?? {}),
    columns,
    key: key.length === object.fields.filter((f) => f.is_primary_key).length ? key : [],
  };
  const change = define.change(table, await define.describe(table.id, signal));
  if (change.conflicts.length > 0)
    throw new InvalidError(
      change.conflicts.map((message) => ({
        path: index < 0 ? ['destination'] : ['schemas', index],
        message: `${object.id}: ${message}`,
      })),
    );
  const trackingField = schema?.tracking_field;
  if (trackingField !== undefined && !object.fields.some((f) => f.name === trackingField))
    throw new InvalidError([
      {
        path: ['schemas', index, 'tracking_field'],
        message: `"${object.id}" has no field "${trackingField}"`,
      },
    ]);
  const plan: TablePlan = {
    source: object.id,
    table: table.id,
    key: table.key,
    columns: fields.map((field, i) => plannedColumn(field, columns[i] as TargetColumn)),
    ddl: define.createStatement(table),
    statements: change.statements,
  };
  return {
    object,
    plan,
    table,
    change,
    fields,
    trackingField: input.mode === 'replicate' ? trackingField : undefined,
    version: stableDigest({
      mode: input.mode,
      source: input.source,
      destination: input.destination,
      table: [plan.table, plan.key, plan.columns],
      trackingField,
    }),
  };
}

/** All fields; those listed, where fields are listed; all but those listed, where every one that is listed is disabled. */
function chooseFields(
  object: ObjectSchema,
  schema: BulkSchema | undefined,
  index: number,
): readonly FieldSchema[] {
  const listed = schema?.fields;
  if (!listed) return object.fields;
  const issues = listed.flatMap((f, i): Issue[] =>
    object.fields.some((o) => o.id === f.id)
      ? []
      : [
          {
            path: ['schemas', index, 'fields', i],
            message: `"${object.id}" has no field "${f.id}"; it has ${object.fields.map((o) => o.id).join(', ')}`,
          },
        ],
  );
  if (issues.length > 0) throw new InvalidError(issues);
  const enabled = new Set(listed.filter((f) => f.enabled !== false).map((f) => f.id));
  const disabled = new Set(listed.filter((f) => f.enabled === false).map((f) => f.id));
  const fields = object.fields.filter((f) => (enabled.size > 0 ? enabled.has(f.id) : !disabled.has(f.id)));
  if (fields.length === 0)
    throw new InvalidError([{ path: ['schemas', index, 'fields'], message: 'every field is disabled' }]);
  return fields;
}

function plannedColumn(field: FieldSchema, column: TargetColumn): PlannedColumn {
  const lossy = [field.lossy, column.lossy].filter((l) => l !== undefined);
  return {
    name: column.name,
    source: field.name,
    source_type: field.remote_type,
    type: column.type,
    target_type: column.target_type,
    lossy: lossy.length > 0 ? lossy.join('; ') : null,
  };
}

function refuseSharedTables(tables: readonly TablePlan[]): void {
  const seen = new Map<string, string>();
  for (const table of tables) {
    const other = seen.get(table.table);
    if (other !== undefined)
      throw new InvalidError([
        {
          path: ['schemas'],
          message: `"${other}" and "${table.source}" would both become table ${table.table}; give one a user_output_name`,
        },
      ]);
    seen.set(table.table, table.source);
  }
}
