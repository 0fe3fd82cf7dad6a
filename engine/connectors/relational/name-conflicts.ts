import type { ExistingTable, TargetTable } from '../contract.ts';

/** What a system takes for a name. */
export interface NameRules {
  /** For people: "Postgres". */
  readonly system: string;
  /** What makes a name one that the system cannot give as it is, as a phrase; undefined where nothing does. */
  fault(name: string): string | undefined;
  /** Names that come to the same are one name to the system. */
  fold(name: string): string;
}

/**
 * Sentences on the names that a system cannot give to a table and to those of its columns that are not there yet: too
 * long, or two that are one. `parts` are the parts of the table's own name.
 */
export function nameConflicts(
  { id, columns }: TargetTable,
  parts: readonly string[],
  existing: ExistingTable | null,
  { system, fault, fold }: NameRules,
): string[] {
  const there = new Set(existing?.columns.map(({ name }) => fold(name)));
  const added = columns.map(({ name }) => name).filter((name) => !there.has(fold(name)));
  const faults = [...(existing ? [] : parts), ...added].flatMap((name) => {
    const phrase = fault(name);
    return phrase ? [`the name "${name}" ${phrase}, which ${system} does not take`] : [];
  });
  const twice = columns.flatMap(({ name }, i) => {
    const first = columns.findIndex((other) => fold(other.name) === fold(name));
    return first === i
      ? []
      : [
          `${id} would have columns "${columns[first]?.name}" and "${name}", which ${system} cannot tell apart`,
        ];
  });
  return [...faults, ...twice];
}
