import type { ExistingTable, TableChange, TargetTable } from './contract.ts';

type ExistingColumn = ExistingTable['columns'][number];

/**
 * A table's columns as a change leaves them, known before it is carried out; `there` are those that the table has now. `fold`
 * gives a name as the target compares it.
 */
export function changedColumns(
  there: readonly ExistingColumn[],
  wanted: TargetTable,
  { action, types = {} }: TableChange,
  fold: (name: string) => string = (name) => name,
): readonly ExistingColumn[] {
  const typeOf = ({ name, target_type }: TargetTable['columns'][number]) => types[name] ?? target_type;
  const found = (name: string, among: readonly { readonly name: string }[]) =>
    among.findIndex((column) => fold(column.name) === fold(name));
  const kept = there.map((column): ExistingColumn => {
    const as = wanted.columns[found(column.name, wanted.columns)];
    return as === undefined
      ? column
      : { ...column, target_type: typeOf(as), nullable: column.nullable || as.nullable };
  });
  const added = wanted.columns
    .filter(({ name }) => found(name, there) === -1)
    // Rows that are there have no value for it.
    .map(
      (column): ExistingColumn => ({
        ...column,
        target_type: typeOf(column),
        nullable: action === 'alter' || column.nullable,
      }),
    );
  return [...kept, ...added];
}
