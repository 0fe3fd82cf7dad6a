import type { RejectedRecord } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { NUMBER } from '../contract/record-numbers.ts';
import { NAMING_LENGTH } from '../contract/rejected-records.ts';
import { toText } from '../movement/csv-dialect.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import { fieldType } from '../types/field-type.ts';
import { listNumbers, type RecordShape } from './diff.ts';

/**
 * The records that a target refused, found by number in a relation of those that were sent, and named by the key's values as
 * they were sent: a target may write them otherwise. Records that have no key keep the names that the target gave them.
 */
export async function nameAsSent(
  session: DuckdbSession,
  records: string,
  shape: RecordShape,
  refused: readonly RejectedRecord[],
): Promise<readonly RejectedRecord[]> {
  const named = shape.columns.filter((c) => shape.key.includes(c.name));
  if (refused.length === 0 || named.length === 0) return refused;
  await listNumbers(session, numbersOf(refused));
  const texts = named.map(
    (c) => `left(${toText(`r.${hubIdentifier(c.name)}`, fieldType(c.type))}, ${NAMING_LENGTH})`,
  );
  // As JSON: DuckDB's client drops a byte order mark that a text begins with.
  const rows = await session.all(
    `SELECT f.place, CAST(to_json([${texts.join(', ')}]) AS VARCHAR) FROM refused f JOIN ${records} r ON r.${NUMBER.name} = f.number`,
  );
  const names = new Map(
    rows.map(([place, texts]) => [Number(place), JSON.parse(String(texts)) as (string | null)[]]),
  );
  return refused.map((record, place) => {
    const values = names.get(place);
    return values
      ? { ...record, key: Object.fromEntries(named.map((c, i) => [c.name, values[i] ?? null])) }
      : record;
  });
}

/** The numbers of refused records. Throws where the target has not answered with one for each. */
export function numbersOf(refused: readonly RejectedRecord[]): readonly number[] {
  return refused.map(({ number }) => {
    if (number === undefined) throw new TypeError('the target refused a record without saying its number');
    return number;
  });
}
