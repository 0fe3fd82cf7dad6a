import type { TablePlan } from '../api/documents.ts';
import { conflictIssues } from '../contract/conflict-issues.ts';
import type {
  DefineFacet,
  ExistingTable,
  FieldSchema,
  TableChange,
  TargetTable,
} from '../contract/contract.ts';
import { refusalWarnings, type Writing, writingConflicts } from '../contract/existing-rules.ts';
import { underWantedNames } from '../contract/wanted-names.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import { typeAfter } from '../syncs/plan-sync.ts';
import { plannedColumn } from './object-columns.ts';

/** A table at the destination, and what becomes of it. */
export interface PlannedTable {
  readonly table: TargetTable;
  readonly change: TableChange;
  readonly plan: TablePlan;
  /** What may refuse rows, as sentences. */
  readonly warnings: readonly string[];
}

/** Where a table's rows come from, and where its faults are told. */
export interface TableOrigin {
  /** The object's id. */
  readonly source: string;
  /** The fields of its first columns, and those of them, by id, of which only a hash travels. */
  readonly fields: readonly FieldSchema[];
  readonly obfuscated: ReadonlySet<string>;
  /** The path in the definition at which its faults are. */
  readonly place: readonly (string | number)[];
  readonly define: DefineFacet;
  /** Whether a sync made the destination's table of this id. */
  isMade(table: string): Promise<boolean>;
}

/** What to do about a table that cannot become what is wanted. */
const WAY_OUT =
  'Give the table or the field another user_output_name, leave the field out, or drop the table so that it is recreated and filled from the source.';

/** Plans a table that loads will write to, as it is there or not. Throws an InvalidError where it cannot become what is wanted. */
export async function planTable(
  { source, fields, obfuscated, place, define, isMade }: TableOrigin,
  wanted: TargetTable,
  does: Pick<Writing, 'operation' | 'deletes'>,
  signal: AbortSignal,
): Promise<PlannedTable & { readonly existing: ExistingTable | null }> {
  const existing = await define.describe(wanted.id, signal);
  const change = define.change(wanted, existing);
  const isView = !existing && (await define.isView?.(wanted.id, signal)) === true;
  const isAltered = change.action === 'alter';
  const writing = { ...does, columns: wanted.columns, key: wanted.key, isAltered };
  const unmakable = existing ? [] : ((await define.creationConflicts?.(wanted.id, signal)) ?? []);
  const unlike = isView ? { conflicts: [`${wanted.id} is a view at the destination`] } : change;
  // These say what to do by themselves: a right that is lacking is no matter of names.
  const known = existing && underWantedNames(define, wanted, existing);
  const others = isView ? [] : [...unmakable, ...writingConflicts(known, writing)];
  const told = (issues: readonly Issue[], wayOut: string) =>
    issues.map((issue) => ({ ...issue, message: `${source}: ${issue.message}${wayOut}` }));
  const faults = [
    ...told(conflictIssues(unlike, [], place), `. ${WAY_OUT}`),
    ...told(conflictIssues({ conflicts: [] }, others, place), ''),
  ];
  if (faults.length > 0) throw new InvalidError(faults);
  const plan: TablePlan = {
    source,
    table: wanted.id,
    key: wanted.key,
    columns: wanted.columns.map((column, i) =>
      plannedColumn(fields[i], { ...column, target_type: typeAfter(change, column) }, obfuscated),
    ),
    statements: change.statements,
    is_ours: await isMade(wanted.id),
  };
  return { table: wanted, change, plan, warnings: refusalWarnings(known, writing), existing: known };
}
