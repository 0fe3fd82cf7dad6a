import type { Column } from '../../contract/contract.ts';
import type { JsonObject } from '../../kit/json.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { fieldType } from '../../types/field-type.ts';
import { type Compression, compressionConflicts, compressionOf } from '../files/compression.ts';
import type { FileFormat } from '../files/file-format.ts';

export type Granularity = 'hour' | 'day' | 'month' | 'year';

/** How a table's next files are written. */
export interface WrittenAs {
  readonly format: FileFormat;
  readonly compression: Compression;
  readonly partition_by?: string;
  readonly partition_granularity: Granularity;
  readonly retained_versions: number;
}

/** How the configuration of a destination or target says that files are written. */
export function writtenAs(configuration: JsonObject = {}): WrittenAs {
  const { format, partition_by, partition_granularity, retained_versions } = configuration;
  const chosen = (format ?? 'parquet') as FileFormat;
  return {
    format: chosen,
    compression: compressionOf(configuration, chosen),
    ...(typeof partition_by === 'string' ? { partition_by } : {}),
    partition_granularity: (partition_granularity ?? 'day') as Granularity,
    retained_versions: typeof retained_versions === 'number' ? retained_versions : 0,
  };
}

/** What keeps files from being written so: a sentence each. */
export function settingsConflicts(settings: WrittenAs, columns: readonly Column[], table: string): string[] {
  const { format, compression, partition_by } = settings;
  const partition = columns.find(({ name }) => name === partition_by);
  return [
    ...compressionConflicts(undefined, format, compression),
    ...(partition && !partitionKind(partition.type)
      ? [`${table} cannot be partitioned by "${partition.name}", which is ${partition.type}`]
      : []),
  ];
}

/** How rows are told apart by folders. */
export interface Partition {
  /** What folders are named by: `placed_at_date`, `plan`. */
  readonly name: string;
  /** A row's value, as text or NULL. */
  readonly value: string;
}

const FORMATS: Readonly<Record<Granularity, readonly [suffix: string, format: string]>> = {
  hour: ['hour', '%Y-%m-%dT%H'],
  day: ['date', '%Y-%m-%d'],
  month: ['month', '%Y-%m'],
  year: ['year', '%Y'],
};

/** How a table of these columns is partitioned; undefined where it is not. Rows are `r`, in the hub's types. */
export function partitionOf(settings: WrittenAs, columns: readonly Column[]): Partition | undefined {
  const column = columns.find(({ name }) => name === settings.partition_by);
  const kind = column && partitionKind(column.type);
  if (!column || !kind) return undefined;
  const value = `r.${quoteIdentifier(column.name)}`;
  if (kind === 'value') return { name: column.name, value: `CAST(${value} AS VARCHAR)` };
  const [suffix, format] = FORMATS[settings.partition_granularity];
  return {
    name: `${column.name}_${suffix}`,
    value: `strftime(CAST(${value} AS TIMESTAMP), '${format}')`,
  };
}

function partitionKind(type: string): 'time' | 'value' | undefined {
  const { kind } = fieldType(type);
  if (kind === 'date' || kind === 'datetime' || kind === 'datetime_tz') return 'time';
  const isPlain = kind === 'boolean' || kind === 'string' || kind === 'number';
  return isPlain || /INT|^DECIMAL/.test(duckdbType(type)) ? 'value' : undefined;
}
