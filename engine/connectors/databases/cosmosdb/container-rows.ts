import type { Extraction, FieldSchema, RowFilter } from '../../../contract/contract.ts';
import { filteredByDuckdb } from '../../../families/documents/filtered.ts';
import type { Cosmosdb } from './client.ts';
import { type Condition, conditionOf } from './conditions.ts';
import { type ContainerShape, keyOf } from './containers.ts';
import type { ItemFields } from './fields.ts';
import { extraction } from './rows.ts';
import { selectOf } from './select.ts';

/** Which of a container's items are read. */
export interface Wanted {
  readonly after?: Condition | undefined;
  readonly filter?: RowFilter | undefined;
  /** As of `Asking`. */
  readonly isInSession?: boolean;
}

/** Rows of a container's items. Cosmos DB leaves out what it compares as syncform does, and DuckDB the rest. */
export function containerRows(
  cosmosdb: Cosmosdb,
  of: ItemFields,
  container: ContainerShape,
  fields: readonly FieldSchema[],
  { after, filter, isInSession = false }: Wanted = {},
): Extraction {
  const paths = container.partitionKey.filter((path) => path.length > 1);
  const isWithin = (name: string) => paths.some((path) => path.join('.') === name);
  const matched = filter && conditionOf(filter, isWithin);
  const conditions = [after, matched].flatMap((one) => one ?? []);
  const rows = (wanted: readonly FieldSchema[]) => {
    // The key comes as well, to name an item by; a part of it within the item with what it is within.
    const names = [...new Set([...keyOf(container), ...wanted.map(({ name }) => name)])];
    const within = paths.flatMap(([first]) => first ?? []);
    const properties = [...new Set([...names, ...within])];
    return extraction(
      cosmosdb,
      of,
      container,
      {
        query: selectOf({ conditions: conditions.map(({ text }) => text), properties }),
        parameters: conditions.flatMap(({ parameters }) => parameters),
      },
      wanted,
      { isInSession },
    );
  };
  return filter && filter.filters.length > 0 ? filteredByDuckdb(fields, filter, rows) : rows(fields);
}
