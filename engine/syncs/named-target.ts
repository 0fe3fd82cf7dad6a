import type { SyncInput } from '../api/documents.ts';

/** What Polytomic's configurations name as the object of a sync that makes its target. */
const NEW_TARGET = '__pt_new_target';

/** The object that a sync names as its target; undefined where it makes one. */
export function namedObject({ object }: SyncInput['target']): string | undefined {
  return object === NEW_TARGET ? undefined : object || undefined;
}

/** Whether the sync's target is one that it makes. */
export function makesTarget({ target }: SyncInput): boolean {
  return namedObject(target) === undefined;
}

/** What is needed to make the target; `new_name` is another way to say its name. */
export function createdTarget({ target }: SyncInput): Readonly<Record<string, string>> {
  return target.new_name ? { ...target.create, name: target.new_name } : (target.create ?? {});
}
