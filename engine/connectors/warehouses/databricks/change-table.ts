import type { ExistingTable, TableChange, TargetColumn, TargetTable } from '../../../contract/contract.ts';
import { nameConflicts, underNames } from '../../../contract/name-conflicts.ts';
import { alteredTable } from '../../../families/sql/change-table.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { describesItself } from './catalog.ts';
import type { DatabricksConfig } from './config.ts';
import { DEFAULT_SCHEMA, nameRules, quoteTable, tableName } from './names.ts';
import { quoteIdentifier } from './sql.ts';
import {
  COLUMN_MAPPING,
  needsColumnMapping,
  type TableProperties,
  TYPE_WIDENING,
  tableProperties,
} from './table-properties.ts';
import * as statements from './table-statements.ts';
import { canWiden, holds } from './widening.ts';

/** The table with what `empty_strings_null` makes of it: a text that is never NULL at the source may be written as NULL. */
function asWritten(wanted: TargetTable): TargetTable {
  const { advanced } = wanted.configuration ?? {};
  if ((advanced as JsonObject | undefined)?.empty_strings_null !== true) return wanted;
  const isCleared = ({ name, type }: TargetColumn) => type === 'string' && !wanted.key.includes(name);
  const columns = wanted.columns.map((column) =>
    isCleared(column) ? { ...column, nullable: true } : column,
  );
  return { ...wanted, columns };
}

/** The statements that make a table, one after the other. */
function creation(config: DatabricksConfig, table: TargetTable): readonly string[] {
  const wanted = asWritten(table);
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
  table: TargetTable,
  existing: ExistingTable | null,
): TableChange {
  const wanted = asWritten(table);
  const name = tableName(wanted.id);
  const parts = [name.catalog, name.schema, name.table].filter((part) => part !== undefined);
  return underNames(
    nameConflicts(wanted, parts, existing, nameRules),
    changeUnnamed(config, wanted, existing),
  );
}

/** The same of a table as it is written, whatever the names are. */
function changeUnnamed(
  config: DatabricksConfig,
  wanted: TargetTable,
  existing: ExistingTable | null,
): TableChange {
  const name = tableName(wanted.id);
  if (!existing) {
    const schema = name.schema === DEFAULT_SCHEMA ? [] : [statements.createSchema(name)];
    return { action: 'create', statements: [...schema, ...creation(config, wanted)], conflicts: [] };
  }
  let widens = false;
  const altered = alteredTable(
    {
      system: nameRules.system,
      quoteIdentifier,
      fold: nameRules.fold,
      holds,
      canBecome: canWiden,
      ddl: {
        column: statements.columnDefinition,
        addColumn: 'ADD COLUMN',
        alterType(table, column, _from, to) {
          widens = true;
          return statements.alterColumnType(table, column, to);
        },
        dropNotNull: statements.dropNotNull,
      },
    },
    quoteTable(name),
    wanted,
    existing,
  );
  const there = new Set(existing.columns.map((column) => nameRules.fold(column.name)));
  const added = wanted.columns.filter((column) => !there.has(nameRules.fold(column.name)));
  const properties = changedProperties(config, wanted, existing, added, widens);
  if (Object.keys(properties).length === 0) return altered;
  return {
    ...altered,
    action: 'alter',
    statements: [statements.setProperties(name, properties), ...altered.statements],
  };
}

/** The properties that the table lacks, or has otherwise. UniForm is a matter of tables that are created. */
function changedProperties(
  config: DatabricksConfig,
  wanted: TargetTable,
  { properties = {} }: ExistingTable,
  columns: TargetTable['columns'],
  widens: boolean,
): TableProperties {
  const asked = {
    ...tableProperties({ ...config, enable_delta_uniform: false }, { ...wanted, columns }),
    ...(needsColumnMapping({ columns }) ? COLUMN_MAPPING : {}),
    ...(widens ? TYPE_WIDENING : {}),
  };
  return Object.fromEntries(Object.entries(asked).filter(([key, value]) => properties[key] !== value));
}
