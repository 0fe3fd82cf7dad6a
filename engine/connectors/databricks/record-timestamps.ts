import type { JsonObject } from '../../types/json.ts';
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
