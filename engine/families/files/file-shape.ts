import type { ExistingTable, TargetTable } from '../../contract/contract.ts';
import { type NameRules, nameConflicts } from '../../contract/name-conflicts.ts';
import { SyncformError } from '../../kit/errors.ts';
import { targetType } from '../../types/map-types.ts';
import { holds } from '../duckdb/widening.ts';
import type { FileColumnType } from './manifest.ts';
import { localFilesTypes } from './types.ts';

/** Many readers of files, DuckDB among them, tell columns apart in any case. */
const nameRules: NameRules = {
  system: 'a reader that takes no case into account',
  fault: () => undefined,
  fold: (name) => name.toLowerCase(),
};

/** What a statement says files are to hold. */
export interface FileShape {
  readonly columns: readonly FileColumnType[];
  readonly key: readonly string[];
}

/** DuckDB's type, in which a file keeps a field type. */
export function columnType(fieldType: string): { readonly target_type: string; readonly lossy?: string } {
  const mapped = targetType(localFilesTypes, fieldType);
  if (!mapped) throw new SyncformError('unsupported', `files have no type for ${fieldType}`);
  return { target_type: mapped.type, ...(mapped.lossy ? { lossy: mapped.lossy } : {}) };
}

/** What of its columns' names files cannot have: a sentence each. */
export function columnNameConflicts(
  wanted: TargetTable,
  existing: ExistingTable | null,
  isCsv: boolean,
): readonly string[] {
  const broken = wanted.columns.find(({ name }) => /[\r\n]/.test(name));
  return [
    ...(broken && isCsv
      ? [`column ${JSON.stringify(broken.name)} of ${wanted.id} has a line break in its name`]
      : []),
    ...nameConflicts(wanted, [], existing, nameRules),
  ];
}

/** What else keeps files from becoming what is wanted: a sentence each. */
export function shapeConflicts(wanted: TargetTable, existing: ExistingTable | null): readonly string[] {
  const conflicts: string[] = [];
  if (!existing) return conflicts;
  for (const column of wanted.columns) {
    const there = existing.columns.find(({ name }) => name === column.name);
    const like = existing.columns.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
    if (!there && like) {
      conflicts.push(
        `${wanted.id} has a column "${like.name}", which many readers cannot tell from "${column.name}": name the field "${like.name}"`,
      );
      continue;
    }
    if (!there && wanted.key.includes(column.name))
      conflicts.push(`${wanted.id} has no column "${column.name}", which is part of the key`);
    if (
      there &&
      !holds(there.target_type, column.target_type) &&
      !holds(column.target_type, there.target_type)
    )
      conflicts.push(
        `column "${column.name}" of ${wanted.id} is ${there.type} and cannot become ${column.type} without loss`,
      );
  }
  if (wanted.key.length > 0 && existing.key.length > 0 && !sameNames(wanted.key, existing.key))
    conflicts.push(`the key of ${wanted.id} is (${existing.key.join(', ')}), not (${wanted.key.join(', ')})`);
  return conflicts;
}

/** Whether files that are there have a shape already. */
export function hasShape(existing: ExistingTable, shape: FileShape): boolean {
  return (
    existing.columns.length === shape.columns.length &&
    existing.columns.every((column, i) => column.type === shape.columns[i]?.type)
  );
}

/** What files are to hold: what they have, widened where that is wanted, and then what they lack. */
export function shapeOf(wanted: TargetTable, existing: ExistingTable | null): FileShape {
  const kept = (existing?.columns ?? []).map((there) => {
    const column = wanted.columns.find(({ name }) => name === there.name);
    const isWider = column && !holds(there.target_type, column.target_type);
    return { name: there.name, type: isWider ? column.type : there.type, nullable: there.nullable };
  });
  const added = wanted.columns
    .filter(({ name }) => !kept.some((column) => column.name === name))
    .map(({ name, type, nullable }) => ({ name, type, nullable: existing ? true : nullable }));
  return { columns: [...kept, ...added], key: existing?.key.length ? existing.key : wanted.key };
}

/** The types of wanted columns that files have otherwise, because they hold more. */
export function widerTypes(wanted: TargetTable, shape: FileShape): Record<string, string> {
  const types: Record<string, string> = {};
  for (const { name, type } of wanted.columns) {
    const kept = shape.columns.find((column) => column.name === name);
    if (kept && kept.type !== type) types[name] = columnType(kept.type).target_type;
  }
  return types;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
