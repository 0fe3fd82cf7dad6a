import type { FieldSchema, TargetColumn } from '../connectors/contract.ts';

/** What a field's values may lose on their way into a column, for a reviewer; null where that is nothing. */
export function lossOf(field: FieldSchema | undefined, column: TargetColumn): string | null {
  // What a type of JSON leaves out, it left out at the source already.
  const isSameJson = column.type === 'json' && field?.remote_type === column.target_type;
  const losses = [field?.lossy, isSameJson ? undefined : column.lossy].filter((loss) => loss !== undefined);
  return losses.length > 0 ? losses.join('; ') : null;
}
