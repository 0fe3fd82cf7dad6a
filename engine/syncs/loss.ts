import type { PlannedColumn, TablePlan } from '../api/documents.ts';
import type { FieldSchema, TargetColumn } from '../contract/contract.ts';
import type { Finding } from '../kit/findings/finding.ts';

/** How many columns a sentence names; of others it says how many they are. */
const NAMED = 8;

/** What a field's values may lose on their way into a column, for a reviewer; null where that is nothing. */
export function lossOf(field: FieldSchema | undefined, column: TargetColumn): string | null {
  // What a type of JSON leaves out, it left out at the source already.
  const isSameJson = column.type === 'json' && field?.remote_type === column.target_type;
  const losses = [field?.lossy, isSameJson ? undefined : column.lossy].filter((loss) => loss !== undefined);
  return losses.length > 0 ? losses.join('; ') : null;
}

/**
 * What columns may lose, the same loss of many columns in one sentence. `narrowed` names columns that are there and hold less
 * than the field that fills them.
 */
export function lossFindings(
  tables: readonly TablePlan[],
  narrowed: ReadonlySet<string> = new Set(),
): readonly Finding[] {
  const lossy = tables.flatMap(({ table, columns }) =>
    columns.flatMap((column) =>
      column.lossy === null
        ? []
        : [
            {
              table,
              column,
              loss: column.lossy,
              code: narrowed.has(column.name) ? 'narrowed' : 'lossy',
            } as const,
          ],
    ),
  );
  return [...Map.groupBy(lossy, ({ code, loss }) => `${code} ${loss}`).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const isOneTable = same.every(({ table }) => table === first.table);
    const names = same
      .slice(0, NAMED)
      .map(({ table, column }) => `"${column.name}"${isOneTable ? '' : ` of ${table}`} (${typesOf(column)})`);
    const more = same.length > NAMED ? ` and ${same.length - NAMED} more` : '';
    const columns = `${same.length > 1 ? 'columns' : 'column'} ${names.join(', ')}${more}`;
    const message = `${isOneTable ? `${first.table}: ` : ''}${columns}: ${first.loss}`;
    return [{ code: first.code, message }];
  });
}

function typesOf({ source_type, type, target_type }: PlannedColumn): string {
  return `${source_type ?? type} → ${target_type}`;
}
