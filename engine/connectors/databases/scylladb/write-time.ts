import type { types } from 'cassandra-driver';
import type { FieldSchema } from '../../../contract/contract.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { Table } from './catalog.ts';
import { quoteName } from './names.ts';
import { microsText } from './values.ts';

/** The field that says when the newest value of a row was written. */
const NAME = '_writetime';

const REMOTE_TYPE = 'writetime';

export function isWriteTime({ id, remote_type }: FieldSchema): boolean {
  return id === NAME && remote_type === REMOTE_TYPE;
}

/** A table with the field that a configuration asks for. One whose columns have no times of writing does not get it. */
export function withWriteTime(table: Table, { write_time }: JsonObject): Table {
  if (write_time !== true || table.timed.length === 0) return table;
  if (table.fields.some(({ id }) => id === NAME))
    throw new SyncformError('invalid', `${table.name.table} has a column ${NAME} of its own`, {
      path: ['write_time'],
    });
  const others = table.fields
    .filter(({ id, is_primary_key }) => !is_primary_key && !table.timed.includes(id))
    .map(({ id }) => id);
  const field: FieldSchema = {
    id: NAME,
    name: NAME,
    type: 'datetime_tz',
    remote_type: REMOTE_TYPE,
    nullable: true,
    is_primary_key: false,
    missed: [
      'rows that were deleted, values that were taken away, and rows that were written with a time of their writer’s own',
      ...(others.length > 0 ? [`changes of ${others.join(', ')} alone, which have no time of writing`] : []),
    ].join('; '),
  };
  return { ...table, fields: [...table.fields, field] };
}

/** What stands in a SELECT for it: a time of each column. */
export function writeTimes(timed: readonly string[]): readonly string[] {
  return timed.map((name) => `writetime(${quoteName(name)})`);
}

/** The latest of the times of a row, in microseconds since 1970; null where none of its columns has a value. */
export function newestWrite(row: types.Row, at: number, count: number): bigint | null {
  let newest: bigint | null = null;
  for (let place = at; place < at + count; place++) {
    const time = row.get(place) as bigint | null;
    if (time !== null && (newest === null || time > newest)) newest = time;
  }
  return newest;
}

export function writeTimeText(micros: bigint): string {
  return microsText(micros);
}
