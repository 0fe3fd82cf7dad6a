import type { TargetTable } from '../../../contract/contract.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { DatabricksConfig } from './config.ts';

type Retention = Partial<
  Pick<
    DatabricksConfig,
    'set_retention_properties' | 'deleted_file_retention_days' | 'log_file_retention_days'
  >
>;

/** Table properties by name (https://docs.databricks.com/delta/table-properties.html). */
export type TableProperties = Readonly<Record<string, string>>;

/** Columns are found by ids of their own, so that a name may hold any character. */
export const COLUMN_MAPPING: TableProperties = { 'delta.columnMapping.mode': 'name' };

/** A column's type may be changed into a wider one in place. */
export const TYPE_WIDENING: TableProperties = { 'delta.enableTypeWidening': 'true' };

/** Characters that a Parquet file's own column names, and so those of a table without column mapping, cannot have. */
const NEEDS_MAPPING = /[ ,;{}()\n\t=]/;

/** The properties that connection, destination and the columns' names ask of a table. */
export function tableProperties(config: DatabricksConfig, table: TargetTable): TableProperties {
  const advanced = (table.configuration?.advanced ?? {}) as JsonObject;
  const retention: Retention = advanced.set_retention_properties === true ? advanced : config;
  return {
    ...(needsColumnMapping(table) || config.enable_delta_uniform ? COLUMN_MAPPING : {}),
    ...(advanced.enable_change_data_feed === true ? { 'delta.enableChangeDataFeed': 'true' } : {}),
    ...(config.enable_delta_uniform
      ? {
          // Iceberg has no deletion vectors of Delta's kind (https://docs.databricks.com/delta/uniform.html).
          'delta.enableDeletionVectors': 'false',
          'delta.enableIcebergCompatV2': 'true',
          'delta.universalFormat.enabledFormats': 'iceberg',
        }
      : {}),
    ...retentionProperties(retention),
  };
}

export function needsColumnMapping({ columns }: Pick<TargetTable, 'columns'>): boolean {
  return columns.some(({ name }) => NEEDS_MAPPING.test(name));
}

function retentionProperties(retention: Retention): TableProperties {
  const { set_retention_properties, deleted_file_retention_days, log_file_retention_days } = retention;
  if (!set_retention_properties) return {};
  const property = (name: string, days: number | undefined) =>
    days === undefined ? {} : { [name]: `interval ${days} days` };
  return {
    ...property('delta.deletedFileRetentionDuration', deleted_file_retention_days),
    ...property('delta.logRetentionDuration', log_file_retention_days),
  };
}

const CONSTRAINT = 'delta.constraints.';

/** A Delta table's CHECK constraints, which it keeps among its properties, as their text. */
export function checkConstraints(properties: TableProperties): readonly string[] {
  return Object.entries(properties)
    .filter(([name]) => name.startsWith(CONSTRAINT))
    .map(([, expression]) => `CHECK (${expression})`);
}
