import { SyncformError } from '../../api/errors.ts';
import type { JsonObject } from '../../types/json.ts';
import { targetType } from '../../types/map-types.ts';
import type { DefineFacet, ExistingTable, TableChange, TargetTable } from '../contract.ts';
import { describeObjects, describesItself, ifThere } from './catalog.ts';
import { StatementError } from './client/failures.ts';
import type { Warehouse } from './client/warehouse.ts';
import { forgetTable } from './commits.ts';
import type { DatabricksConfig } from './config.ts';
import {
  allowedTableName,
  DEFAULT_SCHEMA,
  formatTableId,
  parseTableId,
  placeOf,
  type TableName,
  tableName,
} from './names.ts';
import { withRecordTimestamps } from './record-timestamps.ts';
import {
  COLUMN_MAPPING,
  needsColumnMapping,
  type TableProperties,
  TYPE_WIDENING,
  tableProperties,
} from './table-properties.ts';
import * as statements from './table-statements.ts';
import { databricksTypes } from './types.ts';
import { canWiden, holds } from './widening.ts';

/** Makes and alters Delta tables. Each statement stands for itself, and is skipped where what it does is done. */
export function defineFacet(config: DatabricksConfig, warehouse: Warehouse): DefineFacet {
  return {
    tableId: (name, configuration, sourceSchema) =>
      formatTableId(targetName(config, name, configuration, sourceSchema)),
    columnType(fieldType) {
      const mapped = targetType(databricksTypes, fieldType);
      if (!mapped) throw new SyncformError('unsupported', `Databricks has no type for ${fieldType}`);
      return { target_type: mapped.type, ...(mapped.lossy ? { lossy: mapped.lossy } : {}) };
    },
    describe: (id, signal) => describeTarget(config, warehouse, tableName(id), signal),
    change: (wanted, existing) => changeTable(config, withRecordTimestamps(wanted), existing),
    createStatement: (wanted) => creation(config, withRecordTimestamps(wanted)).join(';\n\n'),
    async apply(change, signal) {
      if (change.conflicts.length > 0) throw new SyncformError('invalid', change.conflicts.join('; '));
      for (const statement of change.statements) await applyStatement(warehouse, statement, signal);
    },
    async drop(id, signal) {
      const name = tableName(id);
      const doing = { doing: `dropping ${id}` };
      await ifThere(warehouse.rows(statements.dropTable(name), signal, doing));
      await forgetTable(warehouse, name, signal);
    },
    isRecreatedOnResync: ({ preserve_table_on_resync }) => preserve_table_on_resync !== true,
  };
}

/** The table of an output name: where the configuration says, under a name that is allowed there. */
function targetName(
  config: DatabricksConfig,
  name: string,
  configuration: JsonObject,
  sourceSchema: string | undefined,
): TableName {
  const { mirror_schemas } = configuration;
  const { catalog, schema } = placeOf(configuration);
  const allowed = (text: string) => allowedTableName(text, config.unity_catalog_enabled);
  const within = mirror_schemas === true && sourceSchema !== undefined ? allowed(sourceSchema) : schema;
  const place = { catalog: config.unity_catalog_enabled ? catalog : undefined };
  const whole = { ...(place.catalog === undefined ? {} : { catalog: place.catalog }), table: name };
  const named =
    within === undefined
      ? (parseTableId(name, place) ?? { ...whole, schema: DEFAULT_SCHEMA })
      : { ...whole, schema: within };
  return { ...named, table: allowed(named.table) };
}

async function describeTarget(
  config: DatabricksConfig,
  warehouse: Warehouse,
  name: TableName,
  signal: AbortSignal,
): Promise<ExistingTable | null> {
  const id = formatTableId(name);
  const [object] = await describeObjects(warehouse, config.unity_catalog_enabled, [id], signal);
  if (!object) return null;
  const properties = object.isDelta
    ? await warehouse.rows(statements.showProperties(name), signal, { doing: `describing ${id}` })
    : [];
  return {
    id,
    columns: object.fields.map(({ name: column, type, remote_type, nullable }) => ({
      name: column,
      type,
      target_type: remote_type.toUpperCase(),
      nullable,
    })),
    key: object.fields.filter((field) => field.is_primary_key).map((field) => field.name),
    unique: [],
    properties: Object.fromEntries(properties.map(({ key, value }) => [key ?? '', value ?? ''])),
  };
}

/** The statements that make a table, one after the other. */
function creation(config: DatabricksConfig, wanted: TargetTable): readonly string[] {
  const name = tableName(wanted.id);
  const location = wanted.configuration?.external_location_name;
  const created = statements.createTable({
    name,
    columns: wanted.columns,
    properties: tableProperties(config, wanted),
    externalLocation: typeof location === 'string' && location !== '' ? location : undefined,
  });
  const hasKey = wanted.key.length > 0 && describesItself(name.catalog, config.unity_catalog_enabled);
  return hasKey ? [created, statements.addPrimaryKey(name, wanted.key)] : [created];
}

/** What it takes; a column that the table has beyond what is wanted stays as it is. */
export function changeTable(
  config: DatabricksConfig,
  wanted: TargetTable,
  existing: ExistingTable | null,
): TableChange {
  const name = tableName(wanted.id);
  const conflicts = sameNames(wanted);
  if (!existing) {
    const schema = name.schema === DEFAULT_SCHEMA ? [] : [statements.createSchema(name)];
    return { action: 'create', statements: [...schema, ...creation(config, wanted)], conflicts };
  }
  const found: string[] = [];
  let widens = false;
  const added: string[] = [];
  for (const column of wanted.columns) {
    const there = existing.columns.find((c) => c.name.toLowerCase() === column.name.toLowerCase());
    if (!there) {
      if (wanted.key.includes(column.name))
        conflicts.push(`${wanted.id} has no column "${column.name}", which is part of the key`);
      else {
        added.push(column.name);
        found.push(statements.addColumn(name, column));
      }
      continue;
    }
    if (!holds(there.target_type, column.target_type)) {
      if (canWiden(there.target_type, column.target_type)) {
        widens = true;
        found.push(statements.alterColumnType(name, there.name, column.target_type));
      } else
        conflicts.push(
          `column "${column.name}" of ${wanted.id} is ${there.target_type} and cannot become ${column.target_type} without loss`,
        );
    }
    if (column.nullable && !there.nullable && !existing.key.includes(there.name))
      found.push(statements.dropNotNull(name, there.name));
  }
  if (wanted.key.length > 0 && existing.key.length > 0 && !areSame(wanted.key, existing.key))
    conflicts.push(
      `the primary key of ${wanted.id} is (${existing.key.join(', ')}), not (${wanted.key.join(', ')})`,
    );
  const properties = changedProperties(config, wanted, existing, added, widens);
  const first = Object.keys(properties).length > 0 ? [statements.setProperties(name, properties)] : [];
  const all = [...first, ...found];
  return { action: all.length > 0 ? 'alter' : 'none', statements: all, conflicts };
}

/** The properties that the table lacks, or has otherwise. UniForm is a matter of tables that are created. */
function changedProperties(
  config: DatabricksConfig,
  wanted: TargetTable,
  { properties = {} }: ExistingTable,
  added: readonly string[],
  widens: boolean,
): TableProperties {
  const columns = wanted.columns.filter(({ name }) => added.includes(name));
  const asked = {
    ...tableProperties({ ...config, enable_delta_uniform: false }, { ...wanted, columns }),
    ...(needsColumnMapping({ columns }) ? COLUMN_MAPPING : {}),
    ...(widens ? TYPE_WIDENING : {}),
  };
  return Object.fromEntries(Object.entries(asked).filter(([key, value]) => properties[key] !== value));
}

/** Names tell columns apart in any case: two that differ in that alone cannot be in one table. */
function sameNames({ id, columns }: TargetTable): string[] {
  const names = columns.map(({ name }) => name.toLowerCase());
  return columns
    .filter((_, i) => names.indexOf(names[i] as string) !== i)
    .map(({ name }) => `${id} would have two columns called "${name}", in different cases`);
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  const lower = b.map((name) => name.toLowerCase());
  return a.length === b.length && a.every((name) => lower.includes(name.toLowerCase()));
}

async function applyStatement(warehouse: Warehouse, statement: string, signal: AbortSignal): Promise<void> {
  const schema = statements.createdSchema(statement);
  // Where the schema is there, the statement would still ask for a right that nobody needs then.
  if (schema !== undefined && (await ifThere(warehouse.rows(statements.describeSchema(schema), signal))))
    return;
  try {
    await warehouse.rows(await located(warehouse, statement, signal), signal, { doing: statement });
  } catch (error) {
    if (!isDone(error)) throw error;
  }
}

/** The statement with the address of the external location that it names, if it names one. */
async function located(warehouse: Warehouse, statement: string, signal: AbortSignal): Promise<string> {
  const location = statements.namedLocation(statement);
  if (location === undefined) return statement;
  const [row] = await warehouse.rows(statements.describeExternalLocation(location), signal);
  if (row?.url) return statements.withLocation(statement, location, row.url);
  throw new SyncformError('failed', `external location "${location}" has no address`);
}

/** Whether a statement failed because what it does is there already: a column, a key. */
function isDone(error: unknown): boolean {
  return (
    error instanceof StatementError &&
    /^(FIELDS?_ALREADY_EXISTS?|COLUMN_ALREADY_EXISTS|CONSTRAINT_ALREADY_EXISTS|DELTA_CONSTRAINT_ALREADY_EXISTS|TABLE_WITH_PRIMARY_KEY|PRIMARY_KEY_ALREADY_EXISTS|MULTIPLE_PRIMARY_KEYS?)/.test(
      error.condition,
    )
  );
}
