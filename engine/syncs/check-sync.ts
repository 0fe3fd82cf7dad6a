import { type SyncInput, syncModes } from '../api/documents.ts';
import type { Issue } from '../api/errors.ts';
import type { PlannedModel } from './plan-sync.ts';

/** Modes that tell records apart by identity, and cannot work without one. */
const NEEDS_IDENTITY: readonly SyncInput['mode'][] = ['create', 'update', 'updateOrCreate', 'remove'];

/** Faults that a sync's definition has by itself, whatever its model and target are. */
export function checkSyncShape(input: SyncInput): readonly Issue[] {
  const issues: Issue[] = [];
  const add = (path: readonly (string | number)[], message: string) => issues.push({ path, message });
  if (!syncModes.includes(input.mode))
    add(['mode'], `"${input.mode}" is no mode; known are ${syncModes.join(', ')}`);
  if (input.fields.length === 0) add(['fields'], 'a sync needs at least one field');
  if ((input.target.object === undefined) === (input.target.create === undefined))
    add(['target'], 'exactly one of object and create is needed');
  if (NEEDS_IDENTITY.includes(input.mode) && !input.identity)
    add(['identity'], `mode ${input.mode} tells records apart by identity: say which field is it`);
  if (input.identity && input.identity.function !== 'Equality')
    add(['identity', 'function'], `${input.identity.function} is not available yet; use Equality`);
  for (const [i, field] of input.fields.entries()) {
    if (!field.source && field.override_value === undefined)
      add(['fields', i], `field "${field.target}" needs a source or an override_value`);
    if (field.encryption_enabled)
      add(['fields', i, 'encryption_enabled'], 'field encryption is not available yet');
    if (field.sync_mode !== undefined)
      add(['fields', i, 'sync_mode'], 'a mode per field is not available yet');
  }
  for (const [i, field] of (input.override_fields ?? []).entries())
    if (field.override_value === undefined) add(['override_fields', i, 'override_value'], 'is required');
  const later = [
    ['filters', input.filters?.length],
    ['filter_logic', input.filter_logic],
    ['target_filters', input.target_filters?.length],
    ['overrides', input.overrides?.length],
    ['only_enrich_updates', input.only_enrich_updates],
    ['encryption_passphrase', input.encryption_passphrase],
  ] as const;
  for (const [name, value] of later) if (value) add([name], `${name} is not available yet`);
  return issues;
}

/** Every fault of a sync's definition against the fields that its model yields. */
export function checkSync(input: SyncInput, model: PlannedModel): readonly Issue[] {
  const issues = [...checkSyncShape(input)];
  const names = model.fields.map((f) => f.name);
  const known = (path: readonly (string | number)[], source: { model_id: string; field: string }) => {
    if (source.model_id !== model.id)
      issues.push({
        path: [...path, 'model_id'],
        message: 'fields of more than one model are not available yet',
      });
    else if (!names.includes(source.field))
      issues.push({
        path: [...path, 'field'],
        message: `model "${model.input.name}" has no field "${source.field}"; it has ${names.join(', ')}`,
      });
  };
  for (const [i, field] of input.fields.entries())
    if (field.source) known(['fields', i, 'source'], field.source);
  if (input.identity) known(['identity', 'source'], input.identity.source);
  return issues;
}
