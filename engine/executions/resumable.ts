import type { Computed } from '../api/documents.ts';
import type {
  Ledger,
  NoteMade,
  Position,
  Store,
  StoredRejection,
  TargetTableRecord,
} from '../store/store.ts';
import { noteOwnTables, type TablesOwner, type Work, workDigest } from './own-tables.ts';
import type { RunnableDocument, RunnableKind } from './runnable-kind.ts';

/** Everything that says how far a deleted sync had come. */
interface Progress {
  readonly id: string;
  readonly positions: readonly Position[];
  readonly ledger: Ledger | null;
  readonly rejections: readonly StoredRejection[];
  readonly tables: readonly TargetTableRecord[];
}

/**
 * Deletes a sync but keeps its progress under what it does, so that a sync that is created for the same work goes on
 * from what was committed: Terraform replaces a resource whose creation failed part-way.
 */
export async function keepProgress<
  Input extends { readonly name: string },
  Document extends RunnableDocument,
>(store: Store, kind: RunnableKind<Input, Document>, document: Document): Promise<void> {
  await store.transaction(async (repositories) => {
    const progress: Progress = {
      id: document.id,
      positions: await repositories.positions.list(document.id),
      ledger: await repositories.ledgers.get(document.id),
      rejections: await repositories.rejections.list({ sync_id: document.id }),
      tables: await repositories.targetTables.list(document.id),
    };
    await noteOwnTables(repositories, document.id, workOf(kind, document));
    await kind.documents(repositories).delete(document.id);
    await repositories.meta.set(progressKey(kind, document), JSON.stringify(progress));
  });
}

/**
 * Creates the sync under the id of a deleted one that did the same work, with its progress; null where there is none.
 * The id must be the same one: batches that the target has committed carry it.
 */
export async function takeUpProgress<
  Input extends { readonly name: string },
  Document extends RunnableDocument,
>(
  store: Store,
  kind: RunnableKind<Input, Document>,
  document: (id: string) => Document,
  noteMade: NoteMade,
): Promise<Document | null> {
  const key = progressKey(kind, document(''));
  return store.transaction(async (repositories) => {
    const kept = await repositories.meta.get(key);
    if (!kept) return null;
    const progress = JSON.parse(kept) as Progress;
    const resumed = document(progress.id);
    await kind.documents(repositories).insert(resumed);
    await noteMade(repositories, resumed.id);
    for (const position of progress.positions) await repositories.positions.set(position);
    if (progress.ledger) await repositories.ledgers.set(progress.ledger);
    for (const { sync_id, object, key: record, reason } of progress.rejections)
      await repositories.rejections.add(sync_id, object, [{ key: record, reason }]);
    for (const table of progress.tables) await repositories.targetTables.add(table);
    await repositories.meta.set(key, '');
    return resumed;
  });
}

function progressKey<Input extends { readonly name: string }, Document extends RunnableDocument>(
  kind: RunnableKind<Input, Document>,
  document: Document & Computed,
): string {
  return `progress:${workDigest(workOf(kind, document))}`;
}

/** What a definition does, whatever its id. */
export function workOf<Input extends { readonly name: string }, Document extends RunnableDocument>(
  kind: Pick<RunnableKind<Input, Document>, 'type' | 'sameWork'>,
  definition: Input | Document,
): Work {
  return { type: kind.type, name: definition.name, ends: kind.sameWork(definition) };
}

/** What a definition's tables are looked for by; `id` is undefined of one that is not stored. */
export function tablesOwner<Input extends { readonly name: string }, Document extends RunnableDocument>(
  store: Store,
  kind: Pick<RunnableKind<Input, Document>, 'type' | 'sameWork' | 'documents'>,
  input: Input,
  id: string | undefined,
): TablesOwner {
  const work = workOf(kind, input);
  const digest = workDigest(work);
  return {
    id,
    work,
    twins: async () => {
      const others = (await kind.documents(store).list()).filter((d) => d.name === work.name && d.id !== id);
      return others.flatMap((other) => (workDigest(workOf(kind, other)) === digest ? [other.id] : []));
    },
  };
}
