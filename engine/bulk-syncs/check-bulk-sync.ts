import { type AddNew, type BulkSchema, type BulkSyncInput, bulkSyncModes } from '../api/documents.ts';
import { parseDate, parseMoment } from '../filters/moments.ts';
import type { Issue } from '../kit/errors.ts';
import { checkSchedule } from '../schedules/check-schedule.ts';

type Path = readonly (string | number)[];

const addNew: readonly AddNew[] = ['all', 'onlyIncremental', 'onlyNonIncremental', 'none'];

/** Faults that a bulk sync's definition has by itself, whatever its source and destination are. */
export function checkBulkSyncShape(input: BulkSyncInput): readonly Issue[] {
  const issues: Issue[] = [];
  const add = (path: Path, message: string) => issues.push({ path, message });
  if (!bulkSyncModes.includes(input.mode))
    add(['mode'], `"${input.mode}" is no mode; known are ${bulkSyncModes.join(', ')}`);
  for (const { path, message } of checkSchedule(input.schedule)) add(['schedule', ...path], message);
  for (const name of ['automatically_add_new_fields', 'automatically_add_new_objects'] as const) {
    const policy = input[name];
    if (policy !== undefined && !addNew.includes(policy))
      add([name], `"${policy}" is none of ${addNew.join(', ')}`);
  }
  for (const name of ['concurrency_limit', 'resync_concurrency_limit'] as const) {
    const limit = input[name];
    if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1))
      add([name], `must be a whole number from 1 on, not ${limit}`);
  }
  checkMoment(input.data_cutoff_timestamp, ['data_cutoff_timestamp'], add);
  for (const [i, schema] of (input.schemas ?? []).entries()) checkSchema(schema, ['schemas', i], add);
  return issues;
}

function checkSchema(schema: BulkSchema, path: Path, add: (path: Path, message: string) => void): void {
  checkMoment(schema.data_cutoff_timestamp, [...path, 'data_cutoff_timestamp'], add);
  if (schema.user_output_name === '') add([...path, 'user_output_name'], 'a name cannot be empty');
  const seen = new Set<string>();
  for (const [j, field] of (schema.fields ?? []).entries()) {
    const at = [...path, 'fields', j];
    if (seen.has(field.id)) add([...at, 'id'], `"${field.id}" is listed twice`);
    seen.add(field.id);
    if (field.user_output_name === '') add([...at, 'user_output_name'], 'a name cannot be empty');
  }
}

function checkMoment(text: string | undefined, path: Path, add: (path: Path, message: string) => void): void {
  if (text !== undefined && !isMoment(text)) add(path, `"${text}" is ${NO_MOMENT}`);
}

/** Whether a text is what a data cutoff may be: a date, or a date and a time. */
export function isMoment(text: string): boolean {
  return parseMoment(text) !== undefined || parseDate(text) !== undefined;
}

export const NO_MOMENT = 'not a date or time such as 2024-01-31 or 2024-01-31T09:30:00Z';
