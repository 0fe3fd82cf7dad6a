import { type ModelField, type SyncInput, syncModes } from '../api/documents.ts';
import { checkFilterLogic } from '../filters/filter-logic.ts';
import type { Issue } from '../kit/errors.ts';
import { checkSchedule } from '../schedules/check-schedule.ts';
import { withFilterLabels } from './filter-labels.ts';
import { namedObject } from './named-target.ts';

/*
 * The constructs' package has this module in it, to refuse at synth what can be refused without asking a system: so it imports
 * nothing that is slow to load.
 */

type Path = readonly (string | number)[];

/** Modes that tell records apart by identity, and cannot work without one. */
const NEEDS_IDENTITY: readonly SyncInput['mode'][] = ['create', 'update', 'updateOrCreate', 'remove'];

export const identityFunctions = ['Equality', 'ISubstring', 'OneOf', 'DomainMatch', 'HostnameMatch'] as const;

/** Modes of a single field: it is written always, only when a record is created, or only when one is updated. */
export const fieldModes = ['updateOrCreate', 'create', 'update'] as const;

/** Faults that a sync's definition has by itself, whatever its models and target are. */
export function checkSyncShape(input: SyncInput): readonly Issue[] {
  return [...checkSyncSettings(input), ...mappingFaults(input)];
}

/**
 * Those of them that stay faults whatever a model's id is: an identity and a field that name two models may mean one, of which
 * an id is wrong.
 */
export function checkSyncSettings(given: SyncInput): readonly Issue[] {
  const input = withFilterLabels(given);
  const issues: Issue[] = [];
  const add = (path: Path, message: string) => issues.push({ path, message });
  if (!syncModes.includes(input.mode))
    add(['mode'], `"${input.mode}" is no mode; known are ${syncModes.join(', ')}`);
  for (const { path, message } of checkSchedule(input.schedule)) add(['schedule', ...path], message);
  if (input.fields.length === 0) add(['fields'], 'a sync needs at least one field');
  checkTarget(input, add);
  checkIdentity(input, add);
  for (const [i, field] of input.fields.entries()) {
    if (!field.source && field.override_value === undefined)
      add(['fields', i], `field "${field.target}" needs a source or an override_value`);
    if (field.encryption_enabled && field.target === input.identity?.target)
      add(
        ['fields', i, 'encryption_enabled'],
        `"${field.target}" tells records apart at the target, which an encrypted value cannot`,
      );
    checkFieldMode(input, field, ['fields', i], add);
  }
  for (const [i, field] of (input.override_fields ?? []).entries()) {
    if (field.override_value === undefined) add(['override_fields', i, 'override_value'], 'is required');
    if (field.target === input.identity?.target)
      add(
        ['override_fields', i, 'target'],
        `"${field.target}" tells records apart and cannot be the same in all`,
      );
    checkFieldMode(input, field, ['override_fields', i], add);
  }
  if (input.target_filters?.length && input.mode !== 'update')
    add(['target_filters'], `only mode update takes filters on the target, not ${input.mode}`);
  const logics = [
    [['filter_logic'], input.filter_logic, input.filters],
    [['target', 'filter_logic'], input.target.filter_logic, input.target_filters],
  ] as const;
  for (const [path, logic, filters] of logics)
    for (const { message } of checkFilterLogic(
      logic,
      (filters ?? []).map((f) => f.label),
    ))
      add(path, message);
  return issues;
}

function checkTarget({ target }: SyncInput, add: (path: Path, message: string) => void): void {
  const { create } = target;
  const object = namedObject(target);
  const new_name = target.new_name || undefined;
  const makes = create !== undefined || new_name !== undefined;
  if ((object === undefined) === !makes) add(['target'], 'exactly one of object and create is needed');
  if (object !== undefined && create === undefined && new_name !== undefined)
    add(['target', 'new_name'], 'names a target that is to be created: leave object out, or this');
}

function checkIdentity({ mode, identity }: SyncInput, add: (path: Path, message: string) => void): void {
  if (NEEDS_IDENTITY.includes(mode) && !identity)
    add(['identity'], `mode ${mode} tells records apart by identity: say which field is it`);
  if (!identity) return;
  if (!identityFunctions.includes(identity.function))
    add(
      ['identity', 'function'],
      `"${identity.function}" is no identity function; known are ${identityFunctions.join(', ')}`,
    );
  else if (identity.function !== 'Equality' && !NEEDS_IDENTITY.includes(mode))
    add(
      ['identity', 'function'],
      `mode ${mode} looks for no record at the target: use Equality, or a mode that does`,
    );
}

/** Target fields that are to be filled with two things. */
export function mappingFaults({ identity, fields, override_fields = [] }: SyncInput): readonly Issue[] {
  const repeated = (list: readonly { readonly target: string }[], i: number) =>
    list.findIndex(({ target }) => target === list[i]?.target) < i;
  const ofFields = fields.flatMap(({ target, source }, i): Issue[] => {
    if (repeated(fields, i))
      return [{ path: ['fields', i, 'target'], message: `the target field "${target}" is mapped twice` }];
    if (target !== identity?.target || isSame(source, identity.source)) return [];
    const message = `the identity fills "${target}" with another field: ${identity.source.field}`;
    return [{ path: ['fields', i, 'source'], message }];
  });
  const ofConstants = override_fields.flatMap(({ target }, i): Issue[] =>
    repeated(override_fields, i)
      ? [{ path: ['override_fields', i, 'target'], message: `"${target}" is given two constants` }]
      : [],
  );
  return [...ofFields, ...ofConstants];
}

function isSame(a: ModelField | undefined, b: ModelField): boolean {
  return a?.model_id === b.model_id && a.field === b.field;
}

function checkFieldMode(
  { mode, identity }: SyncInput,
  { sync_mode, target }: { readonly sync_mode?: string | undefined; readonly target: string },
  path: Path,
  add: (path: Path, message: string) => void,
): void {
  if (!sync_mode || sync_mode === mode) return;
  const known: readonly string[] = fieldModes;
  if (!known.includes(sync_mode))
    add([...path, 'sync_mode'], `"${sync_mode}" is no mode of a field; known are ${known.join(', ')}`);
  else if (mode !== 'updateOrCreate')
    add(
      [...path, 'sync_mode'],
      `fields have modes of their own in mode updateOrCreate only; this sync's is ${mode}`,
    );
  else if (sync_mode === 'update' && target === identity?.target)
    add([...path, 'sync_mode'], `"${target}" tells records apart and is written when they are created`);
}
