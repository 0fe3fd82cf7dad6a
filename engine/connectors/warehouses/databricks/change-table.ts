import type { ExistingTable, TableChange, TargetColumn, TargetTable } from '../../../contract/contract.ts';
import { keptTypes } from '../../../contract/kept-types.ts';
import { nameConflicts, underNames } from '../../../contract/name-conflicts.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { describesItself } from './catalog.ts';
import type { DatabricksConfig } from './config.ts';
import { DEFAULT_SCHEMA, nameRules, tableName } from './names.ts';
import {
  COLUMN_MAPPING,
  needsColumnMapping,
  type TableProperties,
  TYPE_WIDENING,
  tableProperties,
} from './table-properties.ts';
import * as statements from './table-statements.ts';
import { canWiden, holds, isWider } from './widening.ts';

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
  const conflicts: string[] = [];
  if (!existing) {
    const schema = name.schema === DEFAULT_SCHEMA ? [] : [statements.createSchema(name)];
    return { action: 'create', statements: [...schema, ...creation(config, wanted)], conflicts };
  }
  const found: string[] = [];
  let widens = false;
  const types: Record<string, string> = {};
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
    if (isWider(there.target_type, column.target_type)) types[column.name] = there.target_type;
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
  return { action: all.length > 0 ? 'alter' : 'none', statements: all, conflicts, ...keptTypes(types) };
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

function areSame(a: readonly string[], b: readonly string[]): boolean {
  const lower = b.map((name) => name.toLowerCase());
  return a.length === b.length && a.every((name) => lower.includes(name.toLowerCase()));
}
