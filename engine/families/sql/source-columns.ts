import type { Column, FieldSchema } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';

/** A column to be read: what it is at the server and what it is to travel as. */
export interface SourceColumn extends Column {
  /** The server's type, as the connector's type tables know it. */
  readonly mapping: string;
}

/** The column of a table or view by its name; throws `source_changed` where it no longer has it. `fold` is the same of names that are one. */
export function columnOf<C extends { readonly name: string }>(
  object: { readonly id: string; readonly columns: readonly C[] },
  field: string,
  fold = (name: string) => name,
): C {
  const column = object.columns.find(({ name }) => fold(name) === fold(field));
  if (column) return column;
  throw new SyncformError('source_changed', `${object.id} has no column "${field}" any more`, {
    hint: 'Plan again.',
  });
}

/** The column that a model yields for a field, read as the field's type; throws `source_changed` where there is none. */
export function yieldedColumn<C extends { readonly name: string; readonly type: string }>(
  model: { readonly what: string; readonly columns: readonly C[] },
  field: FieldSchema,
): C {
  const column = model.columns.find(({ name }) => name === field.name);
  if (column) return { ...column, type: field.type };
  throw new SyncformError('source_changed', `${model.what} yields no field "${field.name}" any more`, {
    hint: 'Plan again.',
  });
}
