import type { Issue } from '../kit/errors.ts';
import type { TableChange } from './targets.ts';

/** What keeps a table from becoming what is wanted, as faults at a place of the definition; `others` are not the change's own. */
export function conflictIssues(
  { conflicts, nameConflicts = [] }: Pick<TableChange, 'conflicts' | 'nameConflicts'>,
  others: readonly string[],
  path: Issue['path'],
): readonly Issue[] {
  return [...conflicts, ...others].map((message) => ({
    path,
    message,
    code: nameConflicts.includes(message) ? 'name-cut' : 'conflict',
  }));
}
