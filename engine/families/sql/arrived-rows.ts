import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadColumn, RowsToLoad } from '../../contract/contract.ts';
import { NUMBER, numberedRequest } from '../../contract/record-numbers.ts';
import { SyncformError } from '../../kit/errors.ts';
import { hubIdentifier, hubRelation } from '../../movement/hub-names.ts';
import { writeParquet } from '../../movement/parquet-file.ts';
import { toRelation } from '../../movement/transfer.ts';
import type { SqlTable } from './system.ts';

/*
 * Rows that a warehouse loads from a Parquet file into a table of their own, as they came, before a statement brings them into the
 * target. That table has the rows' places as `r`, their columns as `c0`, `c1`, … and, where rows have numbers, those as `num`.
 */

/** How a column's values arrive in a warehouse, and what they become there. */
export interface Arriving {
  /** SQL of DuckDB of the value as the file has it. */
  readonly sent: string;
  /** The type of the file's column, in the warehouse's words. */
  readonly raw: string;
  /** The value in the target's type; NULL where that cannot hold it exactly. */
  readonly fitted: string;
  /** Whether there can be such. */
  readonly mayFail: boolean;
  /** A condition on a value, no NULL, that holds of such. Absent: `fitted` is NULL, as no type can be that takes no NULL. */
  readonly fails?: string;
  /** The value as a person reads it. */
  readonly shown: string;
}

/** A column of rows that arrive, and the column of the target that takes it. */
export interface ArrivingColumn extends Arriving, Pick<LoadColumn, 'only' | 'isStamp'> {
  readonly name: string;
  /** Its name in the table of arrived rows. */
  readonly place: string;
  /** The target's type. */
  readonly type: string;
  readonly nullable: boolean;
}

const asItIs = (name: string) => name;

/**
 * The columns that a load's rows bring. `arriving` says how the values of one arrive in a type of the target, of SQL of DuckDB of
 * the value and of the place of it; `fold` makes one of names that are one to the warehouse. Throws `source_changed` where the
 * table has one of the columns no more.
 */
export function arrivingColumns(
  { columns, table: { id } }: Pick<RowsToLoad, 'columns' | 'table'>,
  table: Pick<SqlTable, 'columns' | 'fields'>,
  arriving: (column: LoadColumn, target: string, value: string, place: string) => Arriving,
  fold: (name: string) => string = asItIs,
): readonly ArrivingColumn[] {
  return columns.map((column, i) => {
    const at = table.columns.findIndex(({ name }) => fold(name) === fold(column.name));
    const there = table.columns[at];
    if (!there)
      throw new SyncformError('source_changed', `${id} has no column "${column.name}" any more`, {
        hint: 'Plan again.',
      });
    const place = `c${i}`;
    return {
      ...arriving(column, there.mapping, `r.${hubIdentifier(column.name)}`, place),
      name: column.name,
      place,
      type: there.mapping,
      nullable: table.fields[at]?.nullable ?? true,
      ...(column.only ? { only: column.only } : {}),
      ...(column.isStamp ? { isStamp: true } : {}),
    };
  });
}

/** The arriving columns of a key, in its order. */
export function keyColumns(
  columns: readonly ArrivingColumn[],
  key: readonly string[],
  fold: (name: string) => string = asItIs,
): readonly ArrivingColumn[] {
  return key.map((name) => {
    const found = columns.find((column) => fold(column.name) === fold(name));
    if (!found) throw new RangeError(`no column "${name}" arrives`);
    return found;
  });
}

/** The file of a load's rows and how many it has; the names of its columns and their types, in the warehouse's words. */
export interface ArrivingFile {
  readonly path: string;
  readonly rows: number;
  readonly fields: readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[];
}

/**
 * Writes a load's rows into a Parquet file for as long as `use` takes. `integer` is the warehouse's type of 64-bit integers.
 * Without `hasPlaces` the file has no `r`: DuckDB counts rows in one thread, and writes others in several.
 */
export async function withArrivingFile<T>(
  request: RowsToLoad,
  columns: readonly ArrivingColumn[],
  integer: string,
  use: (file: ArrivingFile) => Promise<T>,
  hasPlaces = true,
): Promise<T> {
  const { session: duckdb, signal, onProgress, numbered } = request;
  const { rows: source, columns: coming } = numberedRequest(request);
  const isSeen = source.format === 'rows';
  const relation = toRelation(source, coming, (passed) => {
    if (isSeen && passed.rows) onProgress({ rows: passed.rows });
  });
  if (!relation) throw new SyncformError('unsupported', `DuckDB cannot read ${source.format}`);
  const from = hubRelation(await relation.attach(duckdb, signal), coming);
  const path = join(duckdb.tempDir, `${randomUUID()}.parquet`);
  const list = [
    ...(hasPlaces ? ['row_number() OVER () AS r'] : []),
    ...columns.map(({ sent, place }) => `${sent} AS ${place}`),
    ...(numbered ? [`r.${hubIdentifier(NUMBER.name)} AS num`] : []),
  ];
  const fields = [
    ...(hasPlaces ? [{ name: 'r', type: integer, nullable: false }] : []),
    ...columns.map(({ place, raw }) => ({ name: place, type: raw, nullable: true })),
    ...(numbered ? [{ name: 'num', type: integer, nullable: false }] : []),
  ];
  try {
    const rows = await writeParquet(duckdb, `SELECT ${list.join(', ')} FROM ${from}`, path, signal);
    if (!isSeen) onProgress({ rows });
    return await use({ path, rows, fields });
  } finally {
    await rm(path, { force: true });
  }
}

/** What keeps an arrived row from the target: a condition, and SQL of the reason. */
export interface ArrivalFault {
  readonly condition: string;
  readonly reason: string;
}

/** Characters of a value that are shown. */
const SHOWN = 100;

/** What a warehouse calls things in a reason: a text as a literal, and the beginning of a text after a literal. */
export interface ReasonWords {
  readonly literal: (text: string) => string;
  readonly followedBy: (literal: string, shown: string, characters: number) => string;
}

/** What may be wrong with arrived rows, of which the key and other columns are looked at. */
export function arrivalFaults(
  key: readonly ArrivingColumn[],
  looked: readonly ArrivingColumn[],
  { literal, followedBy }: ReasonWords,
): readonly ArrivalFault[] {
  const whole = `(${key.map(({ name }) => name).join(', ')})`;
  return [
    ...key.map(({ place }) => ({
      condition: `${place} IS NULL`,
      reason: literal(`its key ${whole} is NULL`),
    })),
    ...looked
      .filter(({ mayFail }) => mayFail)
      .map(({ name, type, place, fitted, shown, fails = `${fitted} IS NULL` }) => ({
        condition: `${place} IS NOT NULL AND ${fails}`,
        reason: followedBy(literal(`column "${name}" is ${type} and cannot hold `), shown, SHOWN),
      })),
    ...looked
      .filter((column) => !column.nullable && !key.includes(column))
      .map(({ name, place }) => ({
        condition: `${place} IS NULL`,
        reason: literal(`column "${name}" takes no NULL`),
      })),
  ];
}

/** The reason why a record is not taken whose key another one has, as a text. */
export function twiceInBatch(key: readonly ArrivingColumn[]): string {
  return `an earlier record of the same batch has the same key (${key.map(({ name }) => name).join(', ')})`;
}
