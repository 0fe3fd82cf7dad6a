import type { ExecutionContext } from '../executions/contract.ts';
import type { ComparedRecords } from './compare-records.ts';
import type { SyncBlueprint } from './plan-sync.ts';

/** Says of a run of mode replace of which rows were set aside what it did not remove for that reason. */
export function warnOfMissing(
  { known, diff }: Pick<ComparedRecords, 'known' | 'diff'>,
  { model, table }: Pick<SyncBlueprint, 'model' | 'table'>,
  { log }: Pick<ExecutionContext, 'log'>,
): void {
  if (known !== undefined && diff.gone === 0) return;
  const records =
    known === undefined ? 'records of earlier runs' : diff.gone === 1 ? 'one record' : `${diff.gone} records`;
  log(
    'warn',
    `rows of ${model.input.name} were set aside: ${records} of ${table.id} that the model lacks may be theirs and stay there, until those rows are corrected`,
    model.input.name,
  );
}
