import type { ExistingTable, TableChange, TargetTable } from './contract.ts';

/** What a system takes for a name. */
export interface NameRules {
  /** For people: "Postgres". */
  readonly system: string;
  /** What makes a name one that the system cannot give as it is, as a phrase; undefined where nothing does. */
  fault(name: string): string | undefined;
  /** Names that come to the same are one name to the system. */
  fold(name: string): string;
  /** The most columns of a table that rows can be loaded into. Absent: there is no limit. */
  readonly mostColumns?: number;
}

/**
 * Sentences on the names that a system cannot give to a table and to those of its columns that are not there yet: too
 * long, two that are one, or too many. `parts` are the parts of the table's own name.
 */
export function nameConflicts(
  { id, columns }: TargetTable,
  parts: readonly string[],
  existing: ExistingTable | null,
  { system, fault, fold, mostColumns }: NameRules,
): string[] {
  const there = new Set(existing?.columns.map(({ name }) => fold(name)));
  const added = columns.map(({ name }) => name).filter((name) => !there.has(fold(name)));
  const faults = [...(existing ? [] : parts), ...added].flatMap((name) => {
    const phrase = name.includes('\0') ? 'has the character NUL' : fault(name);
    return phrase
      ? [`the name "${name.replaceAll('\0', '\\0')}" ${phrase}, which ${system} does not take`]
      : [];
  });
  const first = new Map<string, string>();
  const twice = columns.flatMap(({ name }) => {
    const other = first.get(fold(name));
    if (other === undefined) first.set(fold(name), name);
    return other === undefined
      ? []
      : [`${id} would have columns "${other}" and "${name}", which ${system} cannot tell apart`];
  });
  const count = (existing?.columns.length ?? 0) + added.length;
  const many =
    mostColumns !== undefined && added.length > 0 && count > mostColumns
      ? [
          `${id} would have ${count} columns, and ${system} can be loaded with ${mostColumns} at most: choose fewer fields`,
        ]
      : [];
  return [...faults, ...twice, ...many];
}

/** A change with conflicts of names before its own. */
export function underNames(nameConflicts: readonly string[], change: TableChange): TableChange {
  if (nameConflicts.length === 0) return change;
  return { ...change, conflicts: [...nameConflicts, ...change.conflicts], nameConflicts };
}
