import type { ExistingTable, FacetOf } from '../../../contract/contract.ts';
import { columnTypes } from '../../../families/sql/column-type.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { shortStatement } from '../../../kit/short-statement.ts';
import type { databricksCapabilities } from './capabilities.ts';
import { describeObjects, ifThere } from './catalog.ts';
import { changeTable } from './change-table.ts';
import { StatementError } from './client/failures.ts';
import type { Warehouse } from './client/warehouse.ts';
import { forgetTable } from './commits.ts';
import type { DatabricksConfig } from './config.ts';
import { countRows } from './load-statements.ts';
import {
  allowedTableName,
  DEFAULT_SCHEMA,
  formatTableId,
  nameRules,
  parseTableId,
  placeOf,
  type TableName,
  tableName,
} from './names.ts';
import { withRecordTimestamps } from './record-timestamps.ts';
import { showSchemas } from './statements.ts';
import { checkConstraints } from './table-properties.ts';
import * as statements from './table-statements.ts';
import { databricksTypes } from './types.ts';

/** Makes and alters Delta tables. Each statement stands for itself, and is skipped where what it does is done. */
export function defineFacet(
  config: DatabricksConfig,
  warehouse: Warehouse,
): FacetOf<typeof databricksCapabilities, 'define'> {
  const catalogs = new Set<string>();
  return {
    tableId: (name, configuration, sourceSchema) =>
      formatTableId(targetName(config, name, configuration, sourceSchema)),
    sameTable: async (id) => id.toLowerCase(),
    columnType: columnTypes(nameRules.system, databricksTypes),
    async describe(id, signal) {
      const name = tableName(id);
      const there = await describeTarget(config, warehouse, name, signal);
      const { catalog } = name;
      if (!there && catalog !== undefined && !catalogs.has(catalog)) {
        await checkCatalog(warehouse, catalog, signal);
        catalogs.add(catalog);
      }
      return there;
    },
    async countRows(id, limit, signal, filled) {
      const [row] = await warehouse.rows(countRows(tableName(id), filled), signal, {
        doing: `counting ${id}`,
      });
      return Math.min(Number(row?.rows), limit);
    },
    change: (wanted, existing) => changeTable(config, withRecordTimestamps(wanted), existing),
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

/** Throws where a table is to be made in a catalog that is not there: schemas are made, catalogs are not. */
async function checkCatalog(warehouse: Warehouse, catalog: string, signal: AbortSignal): Promise<void> {
  const doing = { doing: `looking for catalog ${catalog}` };
  // Every catalog has at least the schema in which it describes itself.
  const schemas = await ifThere(warehouse.rows(showSchemas(catalog), signal, doing));
  if (schemas && schemas.length > 0) return;
  throw new SyncformError('invalid', `there is no catalog "${catalog}" that may be used`, {
    hint: 'Set catalog to one that is there, or create it, and GRANT USE CATALOG on it.',
  });
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
  const named = Object.fromEntries(properties.map(({ key, value }) => [key ?? '', value ?? '']));
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
    rules: checkConstraints(named).map((text) => ({ text, columns: [] })),
    properties: named,
  };
}

async function applyStatement(warehouse: Warehouse, statement: string, signal: AbortSignal): Promise<void> {
  const schema = statements.createdSchema(statement);
  // Where the schema is there, the statement would still ask for a right that nobody needs then.
  if (schema !== undefined && (await ifThere(warehouse.rows(statements.describeSchema(schema), signal))))
    return;
  try {
    await warehouse.rows(await located(warehouse, statement, signal), signal, {
      doing: shortStatement(statement),
    });
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
