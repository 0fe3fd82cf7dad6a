import type { Extraction, FieldSchema } from '../../../contract/contract.ts';
import { learnKind } from '../../../families/documents/learned-kinds.ts';
import type { Dynamodb } from './client.ts';
import type { TableFields } from './fields.ts';
import { type Condition, scanItems } from './scan.ts';
import type { TableShape } from './tables.ts';
import { cellOf, type Item, jsonText, kindOf } from './values.ts';

/** So many bytes of a table are read as one segment; twice as many as two at the same time, and so on. */
const SEGMENT_BYTES = 32 * 1024 * 1024;
const MOST_SEGMENTS = 8;
/** What a consistent page of 1 MB costs, in read capacity units. */
const PAGE_UNITS = 256;

/** The rows of a table's items: a field that an item has not is NULL. */
export function extraction(
  dynamodb: Dynamodb,
  of: TableFields,
  table: TableShape,
  fields: readonly FieldSchema[],
  condition?: Condition,
): Extraction {
  const rowOf = async (item: Item) => {
    const row = [];
    for (const field of fields) {
      const value = item[field.name];
      const cell = cellOf(value, field.type);
      if (cell === undefined)
        throw await learnKind(of.place(table), {
          field,
          kind: kindOf(value) ?? 'NULL',
          document: keyText(item, table),
        });
      row.push(cell);
    }
    return row;
  };
  // The key comes as well, to name an item by.
  const attributes = [...new Set([...table.key, ...fields.map(({ name }) => name)])];
  return {
    columns: fields.map(({ name, type }) => ({ name, type })),
    offers: [
      {
        format: 'rows',
        async *open(signal) {
          const request = {
            table: table.name,
            attributes,
            ...(condition ? { condition } : {}),
            segments: segmentsOf(table, dynamodb.config.read_capacity),
            isConsistent: true,
          };
          for await (const { items } of scanItems(dynamodb, request, signal)) {
            const rows = [];
            for (const item of items) rows.push(await rowOf(item));
            if (rows.length > 0) yield rows;
          }
        },
      },
    ],
  };
}

/** Parts in which a table is read at the same time: no more than a second's read capacity pays for. */
export function segmentsOf({ bytes }: Pick<TableShape, 'bytes'>, readCapacity: number | undefined): number {
  const paid = Math.floor((readCapacity ?? Number.POSITIVE_INFINITY) / PAGE_UNITS);
  return Math.max(1, Math.min(MOST_SEGMENTS, paid, Math.ceil(bytes / SEGMENT_BYTES)));
}

/** An item's key, for errors. */
function keyText(item: Item, { key }: TableShape): string {
  return key.map((name) => (item[name] ? jsonText(item[name]) : 'NULL').slice(0, 100)).join(', ');
}
