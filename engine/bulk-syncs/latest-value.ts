import type { Column, Relation, RowSource } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import type { Passed } from '../contract/passed.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { fromText, toText } from '../movement/csv-dialect.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier, hubRelation } from '../movement/hub-names.ts';
import { interruptible } from '../movement/interruptible.ts';
import { toRelation } from '../movement/transfer.ts';
import { fieldType } from '../types/field-type.ts';
import type { BulkSyncRun } from './bulk-sync-run.ts';
import type { ObjectBlueprint } from './plan-object.ts';

/*
 * The largest value of a tracking field, from which the next run reads on. Where the field has no index the source has to
 * read the whole table to say it, and then once more for the rows. So it is found among the rows themselves, on their way
 * through DuckDB, where that gives the same.
 */

const ROWS = 'temp.main._syncform_changed_rows';

/** Whether the largest value of an object's tracking field can be found among its rows, on their way through DuckDB. */
export function findsLatest(
  destination: BulkSyncRun['destination'],
  { trackingField, obfuscated, filter }: ObjectBlueprint,
): boolean {
  const isItself = trackingField !== undefined && !obfuscated.has(trackingField);
  // Rows that are filtered out count for the largest value as well.
  const isWhole = filter.filters.length === 0;
  // Rows are not sent through DuckDB only to find their largest value.
  return isItself && isWhole && destination.can('load').takes[0] === 'relation';
}

/** Rows in a table of the session, and the largest value among them. */
export interface BufferedRows {
  readonly rows: Relation;
  /** The largest value of the field up to the ceiling, in the dialect of CsvStream. Null where no row has one. */
  readonly latest: string | null;
}

/**
 * Reads rows to their end, into a table of the session, and finds the largest value of one of their columns. `ceiling` is
 * what that is to be cut off at: asked of the source before.
 */
export async function bufferAndFindMax(
  session: DuckdbSession,
  source: RowSource,
  columns: readonly Column[],
  { name, type }: Column,
  ceiling: string | null,
  passed: Passed,
  signal: AbortSignal,
): Promise<BufferedRows> {
  const relation = toRelation(source, columns, passed);
  if (!relation) throw new TypeError(`DuckDB cannot read ${source.format}`);
  const select = await relation.attach(session, signal);
  const field = fieldType(type);
  const limit = ceiling === null ? 'NULL' : fromText(quoteLiteral(ceiling), field);
  const value = hubIdentifier(name);
  // What lies beyond is read again: a position there would leave behind what comes later.
  const latest = `max(${value}) FILTER (WHERE ${value} <= coalesce(CAST(${limit} AS ${duckdbType(field)}), ${value}))`;
  return interruptible(session, signal, async () => {
    await session.run(
      `CREATE OR REPLACE TEMP TABLE _syncform_changed_rows AS SELECT * FROM ${hubRelation(select, columns)}`,
    );
    const [row] = await session.all(
      `SELECT ${toText('l', field)}, n FROM (SELECT ${latest} AS l, count(*) AS n FROM ${ROWS})`,
    );
    if (source.format !== 'rows') passed({ rows: Number(row?.[1]) });
    return {
      rows: { format: 'relation', table: ROWS, attach: async () => `SELECT * FROM ${ROWS}` },
      latest: typeof row?.[0] === 'string' ? row[0] : null,
    };
  });
}
