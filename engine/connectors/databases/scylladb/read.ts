import type { types } from 'cassandra-driver';
import type { CellValue, Extraction, FacetOf, FieldSchema } from '../../../contract/contract.ts';
import { fieldNamed } from '../../../contract/field-named.ts';
import { nextRead } from '../../../contract/next-read.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { scylladbCapabilities } from './capabilities.ts';
import { describeTable, type Table } from './catalog.ts';
import type { Cluster } from './client.ts';
import { formatId, parseId, quoteName } from './names.ts';
import { type Order, orderOf, writeTimeOrder } from './order.ts';
import { type Scan, scan } from './scan.ts';
import { cellOf } from './values.ts';
import { isWriteTime, newestWrite, withWriteTime, writeTimes, writeTimeText } from './write-time.ts';

/** Reads tables and views, whole or from a tracking field's value on. */
export function readFacet(cluster: Cluster): FacetOf<typeof scylladbCapabilities, 'read'> {
  const tableOf = (id: string, configuration: JsonObject, signal: AbortSignal) =>
    existing(cluster, id, configuration, signal);
  return {
    next: (request, position, signal) =>
      nextRead(
        {
          async highWater(id, name, configuration, at) {
            const table = await tableOf(id, configuration, at);
            return largest(cluster, table, fieldNamed(id, table.fields, name), at);
          },
        },
        request,
        position,
        signal,
      ),
    async extract({ object: id, fields, after, configuration }, signal) {
      const table = await tableOf(id, configuration, signal);
      const chosen = fields.map((field) => fieldNamed(id, table.fields, field));
      const from = after && { field: fieldNamed(id, table.fields, after.field), value: after.value };
      return tableRows(cluster, table, chosen, {}, from);
    },
  };
}

async function existing(
  cluster: Cluster,
  id: string,
  configuration: JsonObject,
  signal: AbortSignal,
): Promise<Table> {
  const { keyspace } = configuration;
  const name = parseId(id, typeof keyspace === 'string' ? keyspace : undefined);
  const table = name && (await describeTable(cluster, name, signal));
  if (table) return withWriteTime(table, configuration);
  throw new SyncformError('source_changed', `there is no table or view ${id} any more`, {
    hint: 'Plan again.',
  });
}

/** How a field is read of a row: what stands in the SELECT for it, and its value from the columns that come of that. */
interface Reading {
  readonly columns: readonly string[];
  value(row: types.Row, at: number): unknown;
  cell(value: unknown): CellValue;
  order(): Promise<Order>;
}

function readingOf({ timed }: Table, field: FieldSchema): Reading {
  if (isWriteTime(field))
    return {
      columns: writeTimes(timed),
      value: (row, at) => newestWrite(row, at, timed.length),
      cell: (value) => (value === null ? null : writeTimeText(value as bigint)),
      order: async () => writeTimeOrder,
    };
  return {
    columns: [quoteName(field.name)],
    value: (row, at) => row.get(at) as unknown,
    cell: (value) => cellOf(value, field.type),
    order: () => orderOf(field.remote_type),
  };
}

/** Rows of a table: of those fields, that a WHERE lets through, from a tracking field's value on or without one. */
export function tableRows(
  cluster: Cluster,
  table: Table,
  fields: readonly FieldSchema[],
  narrowed: Pick<Scan, 'where' | 'isWithinPartitions'> = {},
  after?: { readonly field: FieldSchema; readonly value: string },
): Extraction {
  const readings = fields.map((field) => readingOf(table, field));
  const tracked = after && readingOf(table, after.field);
  const all = tracked ? [...readings, tracked] : readings;
  const places: number[] = [];
  let width = 0;
  for (const { columns } of all) {
    places.push(width);
    width += columns.length;
  }
  const { name, partition } = table;
  const wanted = { name, partition, columns: all.flatMap(({ columns }) => columns), ...narrowed };
  const key = table.fields.filter((field) => field.is_primary_key);
  const hasKey = key.every((field) => !field.nullable && fields.includes(field));
  return {
    columns: fields.map(({ name: of, type }) => ({ name: of, type })),
    // A row has one place in the order of tokens and keys, however often it is written, and each place is read once.
    ...(hasKey ? { uniqueBy: key.map(({ name: of }) => of) } : {}),
    offers: [
      {
        format: 'rows',
        async *open(signal) {
          const order = await tracked?.order();
          const from = after && order?.parse(after.value);
          const isWanted = (row: types.Row) => {
            if (from === undefined || !tracked || !order) return true;
            const value = tracked.value(row, places.at(-1) as number);
            return value === null || value === undefined || order.compare(value, from) >= 0;
          };
          for await (const rows of scan(cluster, wanted, signal)) {
            const batch = rows
              .filter(isWanted)
              .map((row) => readings.map((reading, i) => cellIn(reading, row, places[i] as number, table)));
            if (batch.length > 0) yield batch;
          }
        },
      },
    ],
  };
}

function cellIn(reading: Reading, row: types.Row, at: number, { name }: Table): CellValue {
  try {
    return reading.cell(reading.value(row, at));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SyncformError('failed', `${formatId(name)}, column ${reading.columns[0]}: ${error.message}`, {
      hint: 'Correct the value, or leave the column out.',
      cause: error,
    });
  }
}

/** The largest value of a field that has not yet to come. All rows are looked at: CQL finds it no other way. */
async function largest(
  cluster: Cluster,
  table: Table,
  field: FieldSchema,
  signal: AbortSignal,
): Promise<string | null> {
  const reading = readingOf(table, field);
  const order = await reading.order();
  const now = Date.now();
  let found: unknown;
  const { name, partition } = table;
  for await (const rows of scan(cluster, { name, partition, columns: reading.columns }, signal))
    for (const row of rows) {
      const value = reading.value(row, 0);
      if (value === null || value === undefined || order.isAfter(value, now)) continue;
      if (found === undefined || order.compare(value, found) > 0) found = value;
    }
  return found === undefined ? null : String(reading.cell(found));
}
