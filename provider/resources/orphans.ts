import type { Computed } from '@syncform/engine/api/documents.ts';
import type { EngineApi } from '@syncform/engine/api/engine-api.ts';
import { stableText } from '@syncform/engine/types/digest.ts';
import { withoutSecrets } from './run-plan.ts';
import type { RunnableKind } from './runnable.ts';

/**
 * Syncs that a provider left in the store when it was killed while it created them: Terraform knows nothing of them. What
 * the store held is looked at once a process, at the first creation: every orphan is older than this process, and looking
 * again at each creation would cost as many looks as there are syncs, squared.
 */
export class Orphans {
  readonly #stored = new Map<string, Promise<ReadonlyMap<string, readonly string[]>>>();

  /** Deletes the orphan of this definition, if there is one, so that the sync created in its place goes on with its progress. */
  async release<Input extends object, Document extends Input & Computed>(
    engine: EngineApi,
    kind: RunnableKind<Input, Document>,
    input: Input,
    signal: AbortSignal,
  ): Promise<void> {
    const api = kind.api(engine);
    let stored = this.#stored.get(kind.what);
    if (!stored) {
      stored = api.list().then((documents) => byDefinition(kind, documents));
      this.#stored.set(kind.what, stored);
    }
    for (const id of (await stored).get(stableText(withoutSecrets(input))) ?? []) {
      const last = await api.lastExecution(id);
      if (last?.status === 'interrupted' && !(await hasCompleted(engine, id)) && (await api.get(id)))
        await api.delete(id, { resumable: true }, signal);
    }
  }
}

function byDefinition<Input extends object, Document extends Input & Computed>(
  kind: RunnableKind<Input, Document>,
  documents: readonly Document[],
): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const document of documents) {
    const text = stableText(kind.definition(document));
    ids.set(text, [...(ids.get(text) ?? []), document.id]);
  }
  return ids;
}

/** Whether a run of the sync ever came to its end. */
export async function hasCompleted(engine: EngineApi, id: string): Promise<boolean> {
  const executions = await engine.executions.list({ sync_id: id });
  return executions.some(({ status }) => status === 'completed' || status === 'errors');
}
