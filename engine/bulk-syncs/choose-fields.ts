import type { BulkSchema, BulkSchemaField, BulkSyncInput } from '../api/documents.ts';
import type { FieldSchema, ObjectSchema } from '../contract/contract.ts';
import { stableDigest } from '../kit/digest.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import { shortList } from '../kit/short-list.ts';
import type { KnownSource } from '../store/store.ts';
import type { Known, KnownSources } from './known-source.ts';
import { UnusableObject } from './object-faults.ts';

/** A field of an object that is synced, and what the definition says of it. */
export interface ChosenField {
  readonly field: FieldSchema;
  readonly settings: BulkSchemaField | undefined;
  /** Its place among the schema's fields; -1 of one that is not among them. */
  readonly index: number;
}

export interface ChosenFields {
  readonly chosen: readonly ChosenField[];
  /** Fields that were synced before and that the object no longer has. */
  readonly gone: readonly string[];
  /** Fields that the object got since the first run and that the definition's policy leaves out. */
  readonly leftOut: readonly string[];
  readonly known: Omit<KnownSource, 'sync_id'>;
}

/**
 * The fields that a definition chooses, in the object's order: those listed; all but those listed, where every one that is
 * listed is disabled; all where none is. Of fields that the object got since the first run what
 * `automatically_add_new_fields` says, by default all, or none where fields to sync are listed. Throws an InvalidError at
 * each field that there is not and was not, and an UnusableObject where there are no fields, or all of them are foreign.
 */
export function chooseFields(
  input: BulkSyncInput,
  object: ObjectSchema,
  schema: BulkSchema | undefined,
  index: number,
  isIncremental: boolean,
  sources: KnownSources,
): ChosenFields {
  const listed = schema?.fields ?? [];
  const isWhitelist = listed.some(({ enabled }) => enabled !== false);
  const policy = input.automatically_add_new_fields ?? (isWhitelist ? 'none' : 'all');
  const addsNew = policy === 'all' || (policy !== 'none' && (policy === 'onlyIncremental') === isIncremental);
  const choice = stableDigest(
    listed.map(({ id, enabled = true }) => [id, enabled]).sort((a, b) => (a < b ? -1 : 1)),
  );
  const known = sources.under(object.id, choice);
  refuseUnusable(object, known?.taken);
  const settings = settingsOf(object, listed, index, known);
  const chosen: ChosenField[] = [];
  const leftOut: string[] = [];
  for (const field of object.fields) {
    const own = settings.get(field.id);
    const isNew = known !== undefined && !known.taken.has(field.id) && !known.left.has(field.id);
    const isOpen = isWhitelist
      ? known !== undefined && addsNew && !known.left.has(field.id)
      : known === undefined || addsNew || known.taken.has(field.id);
    if (own ? own.settings.enabled !== false : isOpen)
      chosen.push({ field, settings: own?.settings, index: own?.index ?? -1 });
    else if (isNew && !own) leftOut.push(field.id);
  }
  if (chosen.length === 0)
    throw new InvalidError([
      {
        path: index < 0 ? ['source'] : ['schemas', index, ...(listed.length > 0 ? ['fields'] : [])],
        message: listed.length > 0 ? 'every field is disabled' : `every field of "${object.id}" is left out`,
      },
    ]);
  const unreadable = chosen.flatMap(({ field }) => field.unreadable ?? []);
  if (unreadable.length > 0)
    throw new UnusableObject(unreadable.join('; '), 'Or leave the field out: enabled = false.', false);
  const there = object.fields.map(({ id }) => id);
  // A field that the definition lists is remembered when it is gone: it stays no fault for as long as it is listed.
  const listedAndGone = (ids: ReadonlySet<string> = new Set()) =>
    [...ids].filter((id) => !there.includes(id) && listed.some((field) => field.id === id));
  const chosenIds = chosen.map(({ field }) => field.id);
  const taken = [...chosenIds, ...listedAndGone(known?.taken)];
  const left = [...there.filter((id) => !chosenIds.includes(id)), ...listedAndGone(known?.left)];
  return {
    chosen,
    gone: [...(known?.taken ?? [])].filter((id) => !there.includes(id)),
    leftOut,
    known: { object: object.id, choice, taken, left },
  };
}

/**
 * An object without fields is not synced, and one of which no field is left that was synced before is not taken for the same
 * one: an error page that stands where a file was would replace a whole table.
 */
function refuseUnusable(object: ObjectSchema, before: ReadonlySet<string> = new Set()): void {
  const isNew = before.size === 0;
  if (object.fields.length === 0)
    throw new UnusableObject(
      isNew
        ? `"${object.id}" has no fields`
        : `"${object.id}" has no fields any more; ${shortList([...before])} were synced before`,
      isNew ? 'Leave it out, or fill it first.' : 'Nothing was replaced. Look at what writes it.',
      isNew,
    );
  if (isNew || object.fields.some(({ id }) => before.has(id))) return;
  const found = shortList(object.fields.map(({ id }) => id));
  throw new UnusableObject(
    `"${object.id}" has none of the fields that were synced before (${shortList([...before])}); it has ${found}`,
    'Nothing was replaced. If these are its fields from now on, list them in the definition.',
    false,
  );
}

/** What is said of each field, by its id. A field that was known before and is gone is no fault. */
function settingsOf(
  object: ObjectSchema,
  listed: readonly BulkSchemaField[],
  index: number,
  before: Known | undefined,
): ReadonlyMap<string, { readonly settings: BulkSchemaField; readonly index: number }> {
  const issues: Issue[] = [];
  const found = new Map<string, { readonly settings: BulkSchemaField; readonly index: number }>();
  for (const [i, settings] of listed.entries()) {
    const field =
      object.fields.find(({ id }) => id === settings.id) ??
      object.fields.find(({ name }) => name === settings.id);
    if (field) found.set(field.id, { settings, index: i });
    else if (!before?.taken.has(settings.id) && !before?.left.has(settings.id))
      issues.push({
        path: ['schemas', index, 'fields', i],
        message: `"${object.id}" has no field "${settings.id}"; it has ${shortList(object.fields.map((o) => o.id))}`,
      });
  }
  if (issues.length > 0) throw new InvalidError(issues);
  return found;
}
