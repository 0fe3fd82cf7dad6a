import type { BulkSchema, BulkSyncInput } from '../api/documents.ts';
import type { ObjectSummary } from '../contract/contract.ts';
import { stableDigest } from '../kit/digest.ts';
import type { Issue } from '../kit/errors.ts';
import { shortList } from '../kit/short-list.ts';
import type { KnownSource } from '../store/store.ts';
import type { KnownSources } from './known-source.ts';

/** An object of the source that is synced, and what the definition says of it. */
export interface ChosenObject {
  readonly summary: ObjectSummary;
  readonly schema: BulkSchema | undefined;
  /** Its place among the definition's schemas; -1 of one that is not among them. */
  readonly index: number;
}

/** An object that a definition names and that cannot be synced. */
export interface ObjectFault {
  readonly object: string;
  /** Its place among the definition's schemas. */
  readonly index: number;
  readonly issue: Issue;
}

export interface ChosenObjects {
  readonly chosen: readonly ChosenObject[];
  readonly faults: readonly ObjectFault[];
  /** Objects that were synced before and that the source no longer has. */
  readonly gone: readonly string[];
  /** Objects that the source got since the first run and that the definition's policy leaves out. */
  readonly leftOut: readonly string[];
  readonly known: Omit<KnownSource, 'sync_id'>;
}

/**
 * The objects that a definition chooses: those listed, or all; and of those that the source got since the first run what
 * `automatically_add_new_objects` says, by default none. Nothing says by which field a new object's changes are found: it is
 * not incremental.
 */
export function chooseObjects(
  input: BulkSyncInput,
  listed: readonly ObjectSummary[],
  sources: KnownSources,
): ChosenObjects {
  const { schemas } = input;
  const policy = input.automatically_add_new_objects ?? 'none';
  const addsNew = policy === 'all' || policy === 'onlyNonIncremental';
  const choice = stableDigest(
    schemas?.map(({ id, enabled = true }) => [id, enabled]).sort((a, b) => (a < b ? -1 : 1)) ?? 'all',
  );
  const known = sources.under(null, choice);
  const faults: ObjectFault[] = [];
  const chosen: ChosenObject[] = [];
  const named = new Set<string>();
  for (const [index, schema] of (schemas ?? []).entries()) {
    const summary = find(listed, schema.id);
    const fault = (message: string) =>
      faults.push({ object: schema.id, index, issue: { path: ['schemas', index, 'id'], message } });
    if (!summary) {
      if (schema.enabled !== false)
        fault(`the source has no object "${schema.id}"; it has ${shortList(listed.map((o) => o.id))}`);
    } else if (named.has(summary.id)) fault(`"${summary.id}" is listed twice`);
    else {
      named.add(summary.id);
      if (schema.enabled !== false) chosen.push({ summary, schema, index });
    }
  }
  const leftOut: string[] = [];
  for (const summary of listed) {
    if (named.has(summary.id)) continue;
    const isNew = known !== undefined && !known.taken.has(summary.id) && !known.left.has(summary.id);
    const isTaken = schemas
      ? known !== undefined && addsNew && !known.left.has(summary.id)
      : known === undefined || addsNew || known.taken.has(summary.id);
    if (isTaken) chosen.push({ summary, schema: undefined, index: -1 });
    else if (isNew) leftOut.push(summary.id);
  }
  const taken = chosen.map(({ summary }) => summary.id);
  const there = new Set(listed.map(({ id }) => id));
  return {
    chosen,
    faults,
    gone: [...(known?.taken ?? [])].filter((id) => !there.has(id)),
    leftOut,
    known: {
      object: null,
      choice,
      taken,
      left: [...there].filter((id) => !taken.includes(id)),
    },
  };
}

/** The object of that id, or else the only one of that name. */
function find(listed: readonly ObjectSummary[], id: string): ObjectSummary | undefined {
  const found = listed.find((object) => object.id === id);
  if (found) return found;
  const named = listed.filter((object) => object.name === id);
  return named.length === 1 ? named[0] : undefined;
}
