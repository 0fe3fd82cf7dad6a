import type { JsonObject } from '../../kit/json.ts';
import type { ChangeRange, NextRead, ReadFacet } from '../contract.ts';
import { trackedUpTo } from '../next-read.ts';

/** What a source that was never asked of an object notes of it. */
export async function noteOf(
  read: Pick<ReadFacet, 'next'>,
  object: string,
  configuration: JsonObject,
  signal: AbortSignal,
): Promise<Extract<NextRead, { readonly note: unknown }>['note']> {
  const next = await read.next({ object, configuration }, null, signal);
  if (next.what === 'unchanged') throw new Error(`${object} was never read and is unchanged`);
  return next.note;
}

/** By which version a source knows an object; undefined where it knows none. */
export async function versionOf(
  read: Pick<ReadFacet, 'next'>,
  object: string,
  configuration: JsonObject,
  signal: AbortSignal,
): Promise<string | undefined> {
  const note = await noteOf(read, object, configuration, signal);
  return note === null ? undefined : String(note.fingerprint);
}

/** Where reading by a tracking field goes on: its largest value, and with `since` the one that it was before. */
export async function largestOf(
  read: Pick<ReadFacet, 'next'>,
  object: string,
  field: string,
  configuration: JsonObject,
  signal: AbortSignal,
  since?: string,
): Promise<string | null> {
  const position = since === undefined ? null : { kind: 'tracked', field, value: since };
  const trackingField = {
    id: field,
    name: field,
    type: 'string',
    remote_type: 'text',
    nullable: true,
    is_primary_key: false,
  };
  const next = await read.next({ object, configuration, trackingField }, position, signal);
  if (next.what === 'unchanged') throw new Error(`${object} is unchanged`);
  return trackedUpTo(next.note)?.value ?? null;
}

/** From where to where a source's own record of changes reaches since a version of an object; undefined where it has none. */
export async function changesSince(
  read: Pick<ReadFacet, 'next'>,
  object: string,
  fingerprint: string,
  configuration: JsonObject,
  signal: AbortSignal,
): Promise<ChangeRange | undefined> {
  const position = { kind: 'version', fingerprint };
  const next = await read.next(
    { object, configuration, takesChanges: true, isWanted: true },
    position,
    signal,
  );
  return next.what === 'changes' ? next.range : undefined;
}
