import type { Issue } from '../kit/errors.ts';
import { isNameConflict } from './name-conflicts.ts';

/** What keeps a table from becoming what is wanted, as faults at a place of the definition. */
export function conflictIssues(conflicts: readonly string[], path: Issue['path']): readonly Issue[] {
  return conflicts.map((message) => ({
    path,
    message,
    code: isNameConflict(message) ? 'name-cut' : 'conflict',
  }));
}
