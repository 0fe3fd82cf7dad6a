import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldSchema } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';

/** Where it is kept which kinds of values reading a collection came upon. */
export interface LearningPlace {
  /** The host's folder for what can be found out again. Absent: nothing is kept. */
  readonly cacheDir: string | undefined;
  /** The connector's id. */
  readonly connector: string;
  /** What tells the system apart from others: its address. */
  readonly system: string;
  /** The collection, as errors name it. */
  readonly collection: string;
  /** The query that is looked at instead of the whole collection, as text: its fields are not the collection's. */
  readonly query?: string | undefined;
}

/** A value that its field's type cannot hold. */
export interface UnheldValue {
  readonly field: FieldSchema;
  readonly kind: string;
  /** What errors call the document by. */
  readonly document: string;
}

export type LearnedKinds = Readonly<Record<string, readonly string[]>>;

/** Which kinds of values were found in a collection's fields beside those of the documents that were looked at. */
export async function learnedKinds(place: LearningPlace): Promise<LearnedKinds> {
  if (place.cacheDir === undefined) return {};
  try {
    return JSON.parse(await readFile(fileOf(place, place.cacheDir), 'utf8')) as LearnedKinds;
  } catch {
    // What was learned can be learned again.
    return {};
  }
}

/**
 * Keeps which kinds of values were found in a collection's fields, beside those that are known: what some documents have that were
 * looked at once stays known, though others are looked at the next time.
 */
export async function rememberKinds(place: LearningPlace, found: LearnedKinds): Promise<void> {
  const { cacheDir } = place;
  if (cacheDir === undefined) return;
  const before = await learnedKinds(place);
  const isKnown = ([name, kinds]: readonly [string, readonly string[]]) =>
    before[name] !== undefined && kinds.every((kind) => before[name]?.includes(kind));
  const news = Object.entries(found).filter((of) => !isKnown(of));
  if (news.length === 0) return;
  const added = news.map(([name, kinds]) => [name, [...new Set([...(before[name] ?? []), ...kinds])]]);
  await mkdir(cacheDir, { recursive: true });
  const file = fileOf(place, cacheDir);
  const written = `${file}.${randomUUID()}`;
  await writeFile(written, JSON.stringify({ ...before, ...Object.fromEntries(added) }));
  await rename(written, file);
}

/** Keeps that a field has values of one more kind, and answers the error that says so. */
export async function learnKind(
  place: LearningPlace,
  { field, kind, document }: UnheldValue,
): Promise<SyncformError> {
  await rememberKinds(place, { [field.name]: [kind] });
  return new SyncformError(
    'source_changed',
    `${place.collection}: the field "${field.name}" is ${field.type} (${field.remote_type}), and document ${document} has a value of type ${kind} there, which that cannot hold`,
    { hint: 'Plan again: the next plan knows of it.' },
  );
}

function fileOf({ connector, system, collection, query }: LearningPlace, cacheDir: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([system, collection, ...(query === undefined ? [] : [query])]))
    .digest('hex');
  return join(cacheDir, `${connector}-${digest.slice(0, 24)}.json`);
}
