import type { SqlQuerySpec } from '@azure/cosmos';
import type { CellValue, Extraction, FieldSchema } from '../../../contract/contract.ts';
import { learnKind } from '../../../families/documents/learned-kinds.ts';
import type { Cosmosdb } from './client.ts';
import { type ContainerShape, keyOf } from './containers.ts';
import { type ItemFields, itemOf } from './fields.ts';
import { fieldValue } from './item-values.ts';
import { cellOf, jsonText, kindOf } from './values.ts';

/** Items in a page, at most; one is no larger than 4 MB anyway. */
const PAGE = 1_000;

/** How a query is asked. */
export interface Asking {
  /** The query of a model. */
  readonly model?: string;
  /** Sees at least all that this connection was told of before: the driver sends its session tokens along then. */
  readonly isInSession?: boolean;
}

const IN_SESSION = { 'x-ms-consistency-level': 'Session' };

/** Rows of what a query over a container yields: a field that an item has not is NULL. */
export function extraction(
  cosmosdb: Cosmosdb,
  of: ItemFields,
  container: ContainerShape,
  query: SqlQuerySpec,
  fields: readonly FieldSchema[],
  { model, isInSession = false }: Asking = {},
): Extraction {
  const { partitionKey } = container;
  const rowOf = async (value: unknown) => {
    const item = itemOf(value);
    const row: CellValue[] = [];
    for (const field of fields) {
      const found = fieldValue(item, field.name, partitionKey);
      const cell = cellOf(found, field.type);
      if (cell === undefined)
        throw await learnKind(of.place(container, model), {
          field,
          kind: kindOf(found) ?? 'null',
          document: keyOf(container)
            .map((name) => jsonText(fieldValue(item, name, partitionKey)).slice(0, 100))
            .join(', '),
        });
      row.push(cell);
    }
    return row;
  };
  return {
    columns: fields.map(({ name, type }) => ({ name, type })),
    offers: [
      {
        format: 'rows',
        async *open(signal) {
          for await (const page of cosmosdb.pages(
            'reading',
            container,
            query,
            { maxItemCount: PAGE, ...(isInSession ? { initialHeaders: IN_SESSION } : {}) },
            signal,
          )) {
            const rows = [];
            for (const item of page) rows.push(await rowOf(item));
            yield rows;
          }
        },
      },
    ],
  };
}
