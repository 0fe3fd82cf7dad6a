import { SyncformError } from '../../../kit/errors.ts';
import { ifThere } from './catalog.ts';
import type { Warehouse } from './client/warehouse.ts';
import { describeColumns } from './load-statements.ts';
import { formatTableId, type TableName } from './names.ts';

/** A table's types by its columns' names in lower case. */
export async function describeTypes(
  warehouse: Warehouse,
  target: TableName,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const doing = { doing: `describing ${formatTableId(target)}` };
  const rows = await ifThere(warehouse.rows(describeColumns(target), signal, doing));
  if (!rows)
    throw new SyncformError('source_changed', `there is no table ${formatTableId(target)} any more`, {
      hint: 'Plan again.',
    });
  const types = new Map<string, string>();
  for (const { col_name, data_type } of rows) {
    // What follows is about partitions.
    if (!col_name || col_name.startsWith('#')) break;
    types.set(col_name.toLowerCase(), data_type ?? '');
  }
  return types;
}
