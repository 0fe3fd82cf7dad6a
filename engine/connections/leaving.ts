import type { DeleteOptions } from '../api/engine-api.ts';
import type { Dependent } from '../kit/errors.ts';

/** What uses a connection or model that is to be deleted, and is not about to use another one. */
export function stayingOf(
  dependents: readonly Dependent[],
  { leaving = [] }: DeleteOptions,
): readonly Dependent[] {
  return dependents.filter(({ id }) => !leaving.includes(id));
}
