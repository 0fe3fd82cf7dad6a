import type { DefineFacet } from './contract.ts';
import type { ExistingTable, TargetColumn, TargetTable } from './targets.ts';

/**
 * The table that is there, with its columns called as a wanted table calls them where the target takes both names for one:
 * `NAME` and `name` are one column to DuckDB, and two to Postgres.
 */
export function underWantedNames(
  define: Pick<DefineFacet, 'change'>,
  wanted: TargetTable,
  existing: ExistingTable,
): ExistingTable {
  const called = new Map<string, string>();
  const names = new Set(existing.columns.map(({ name }) => name));
  for (const column of wanted.columns) {
    if (names.has(column.name)) continue;
    const there = existing.columns.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
    if (there && isOne(define, wanted, column, there.name)) called.set(there.name, column.name);
  }
  if (called.size === 0) return existing;
  const as = (name: string) => called.get(name) ?? name;
  const { rules } = existing;
  return {
    ...existing,
    columns: existing.columns.map((column) => ({ ...column, name: as(column.name) })),
    key: existing.key.map(as),
    unique: existing.unique.map((columns) => columns.map(as)),
    ...(rules ? { rules: rules.map((rule) => ({ ...rule, columns: rule.columns.map(as) })) } : {}),
  };
}

/** Whether a table that has a column of that name and of the wanted type has the wanted column: nothing is to be done then. */
function isOne(
  define: Pick<DefineFacet, 'change'>,
  table: TargetTable,
  { name, type, target_type }: TargetColumn,
  there: string,
): boolean {
  const wanted = { name, type, target_type, nullable: true };
  const { action, conflicts } = define.change(
    { ...table, columns: [wanted], key: [] },
    { id: table.id, columns: [{ ...wanted, name: there }], key: [], unique: [] },
  );
  return action === 'none' && conflicts.length === 0;
}
