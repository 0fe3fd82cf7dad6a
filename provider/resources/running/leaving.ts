import type { ModelInput } from '@syncform/engine/api/documents.ts';
import { isUnknown, type Unknown } from '../../framework/index.ts';
import type { References } from './runnable.ts';

type Ids = readonly (string | Unknown)[];

/** Ids of the connections and models that a sync or bulk sync uses. */
export function usedByRunnable({ models, connections, target }: References): Ids {
  return [...models, ...connections, target];
}

/** Ids of the connection and of the models that a model uses. */
export function usedByModel({ connection_id, relations }: ModelInput): Ids {
  const related: unknown = relations;
  const models = Array.isArray(related) ? (relations ?? []).map(({ to }) => to.model_id) : [];
  return [connection_id, ...models];
}

/** What a definition used before and does not use any more. What is not known yet is recreated, and so is another one. */
export function leftBy(before: Ids, after: Ids): readonly string[] {
  return before.filter((id): id is string => typeof id === 'string' && !isUnknown(id) && !after.includes(id));
}
