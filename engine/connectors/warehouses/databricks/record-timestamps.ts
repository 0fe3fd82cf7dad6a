import type { TargetTable } from '../../../contract/contract.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { RecordTimestamps } from './load-statements.ts';

/** The columns that a sync's target has for when a row was created and last updated, if its configuration asks for them. */
export function recordTimestamps(configuration: JsonObject | undefined): RecordTimestamps | undefined {
  if (configuration?.write_record_timestamps !== true) return undefined;
  const named = (value: unknown, otherwise: string) =>
    typeof value === 'string' && value !== '' ? value : otherwise;
  return {
    created: named(configuration.created_column, '_created_at'),
    updated: named(configuration.updated_column, '_updated_at'),
  };
}

/** The table with those columns as well. */
export function withRecordTimestamps(wanted: TargetTable): TargetTable {
  const timestamps = recordTimestamps(wanted.configuration);
  if (!timestamps) return wanted;
  const there = wanted.columns.map(({ name }) => name.toLowerCase());
  const added = [timestamps.created, timestamps.updated]
    .filter((name) => !there.includes(name.toLowerCase()))
    .map((name) => ({ name, type: 'datetime_tz', target_type: 'TIMESTAMP', nullable: true }));
  return { ...wanted, columns: [...wanted.columns, ...added] };
}
