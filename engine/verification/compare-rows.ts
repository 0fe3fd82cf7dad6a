import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { interruptible } from '../movement/interruptible.ts';
import { comparable, comparableKey, type Value } from './comparable.ts';

/*
 * Compares rows that were sent with those that a target holds, in DuckDB: of each row no more is laid down than its key and a
 * digest of each value, which spill to disk, so that memory stays flat however many there are. What differs is in the table
 * `_syncform_differing` of the session afterwards.
 */

/** One column on both sides. */
export interface ComparedColumn {
  /** The target's name of it. */
  readonly name: string;
  readonly sent: Value;
  readonly held: Value;
}

export interface RowComparison {
  /** A FROM item: the rows that the target should have. */
  readonly sent: string;
  /** SQL over it: what the row is known by elsewhere, as text; its key where there is none. */
  readonly ref?: string;
  /** SQL over it: whether the row has not been sent yet as it is now, so that the next run sends it anyway. */
  readonly isPending: string;
  /** A FROM item: the rows that the target has. */
  readonly held: string;
  /** Empty where only whole rows can be compared. */
  readonly key: readonly ComparedColumn[];
  readonly values: readonly ComparedColumn[];
}

/** How a row differs: the target lacks it, has other values, or has one that it should not have. */
export type Difference = 'missing' | 'different' | 'surplus';

export interface DifferenceCounts {
  readonly all: number;
  /** Of those, the ones that the next run sends by itself. */
  readonly pending: number;
}

export interface Compared {
  readonly sent: number;
  readonly held: number;
  readonly differences: Readonly<Record<Difference, DifferenceCounts>>;
}

export interface DifferingRow {
  readonly difference: Difference;
  /** Texts, by the key's columns. */
  readonly key: Readonly<Record<string, string | null>>;
  /** Columns whose values differ. */
  readonly columns: readonly string[];
  readonly pending: boolean;
}

/** Fills `_syncform_differing`, with one row for each that differs. */
export async function compareRows(
  session: DuckdbSession,
  comparison: RowComparison,
  signal: AbortSignal,
  progress: (phase: 'sent' | 'held', rows: number) => void,
): Promise<Compared> {
  const { key, isPending } = comparison;
  const run = (sql: string) => interruptible(session, signal, () => session.run(sql));
  const number = async (sql: string) => Number((await session.all(sql))[0]?.[0] ?? 0);
  const keys = key.map(({ sent, held }) => comparableKey(sent, held));
  const keyOf = (side: 0 | 1) => `[${keys.map((pair) => pair[side]).join(', ')}]`;
  const isKeyed = (side: 0 | 1) => keys.map((pair) => `${pair[side]} IS NOT NULL`).join(' AND ') || 'true';
  const values = comparison.values.map(({ sent, held }) => comparable(sent, held));
  const digests = (side: 0 | 1) =>
    values.length === 0 ? '[]::UBIGINT[]' : `[${values.map((pair) => `hash(${pair[side]})`).join(', ')}]`;
  const lay = async (table: 'sent' | 'held', side: 0 | 1, more: string) => {
    const from = comparison[table];
    await run(
      `CREATE OR REPLACE TEMP TABLE _syncform_${table} AS
         SELECT ${key.length > 0 ? keyOf(side) : 'NULL::VARCHAR[]'} AS key, ${digests(side)} AS digests${more} FROM ${from} WHERE ${isKeyed(side)}`,
    );
    const rows = await number(`SELECT count(*) FROM _syncform_${table}`);
    progress(table, rows);
    return rows;
  };
  const ref = comparison.ref ?? `array_to_string(${keyOf(0)}, '/')`;
  const sent = await lay('sent', 0, `, (${isPending}) AS pending, ${ref} AS ref`);
  const held = await lay('held', 1, '');
  await run(`CREATE OR REPLACE TEMP TABLE _syncform_differing AS ${key.length > 0 ? KEYED : WHOLE}`);
  if (key.length > 0) await matchSpellings(run);
  await run('DROP TABLE _syncform_sent; DROP TABLE _syncform_held');
  const rows = await session.all(
    'SELECT difference, count(*), count(*) FILTER (pending) FROM _syncform_differing GROUP BY difference',
  );
  const counts = (difference: Difference): DifferenceCounts => {
    const row = rows.find(([name]) => name === difference);
    return { all: Number(row?.[1] ?? 0), pending: Number(row?.[2] ?? 0) };
  };
  const differences = {
    missing: counts('missing'),
    different: counts('different'),
    surplus: counts('surplus'),
  };
  return { sent, held, differences };
}

/** Rows by key. Of a key that the target has several times, the first counts and the others are surplus. */
const KEYED = `
  WITH held AS (SELECT *, row_number() OVER (PARTITION BY key) AS place FROM _syncform_held)
  SELECT s.key, s.ref, CASE WHEN h.key IS NULL THEN 'missing' ELSE 'different' END AS difference, s.pending,
         s.digests AS sent, h.digests AS held
    FROM _syncform_sent s LEFT JOIN held h ON h.key = s.key AND h.place = 1
   WHERE h.key IS NULL OR s.digests IS DISTINCT FROM h.digests
  UNION ALL
  SELECT h.key, NULL, 'surplus', false, NULL, h.digests
    FROM held h WHERE h.place > 1 OR NOT EXISTS (FROM _syncform_sent s WHERE s.key = h.key)`;

/** Whole rows, each as often as it is there. Those that were sent already are matched first. */
const WHOLE = `
  WITH sent AS (SELECT *, row_number() OVER (PARTITION BY digests ORDER BY pending) AS place FROM _syncform_sent),
       held AS (SELECT *, row_number() OVER (PARTITION BY digests) AS place FROM _syncform_held)
  SELECT s.key, s.ref, 'missing' AS difference, s.pending, s.digests AS sent, NULL::UBIGINT[] AS held
    FROM sent s WHERE NOT EXISTS (FROM held h WHERE h.digests = s.digests AND h.place = s.place)
  UNION ALL
  SELECT h.key, NULL, 'surplus', false, NULL, h.digests
    FROM held h WHERE NOT EXISTS (FROM sent s WHERE s.digests = h.digests AND s.place = h.place)`;

/** A target may write a key in another case than it was sent in (a UUID, text under a collation): that is the same row. */
async function matchSpellings(run: (sql: string) => Promise<unknown>): Promise<void> {
  const plain = (alias: string) => `list_transform(${alias}.key, lambda k: lower(k))`;
  await run(`CREATE OR REPLACE TEMP TABLE _syncform_respelled AS
    SELECT m.key AS key, s.key AS spelled, m.sent, s.held
      FROM _syncform_differing m JOIN _syncform_differing s ON ${plain('m')} = ${plain('s')}
     WHERE m.difference = 'missing' AND s.difference = 'surplus'`);
  await run(
    `DELETE FROM _syncform_differing d WHERE difference = 'surplus' AND EXISTS (FROM _syncform_respelled r WHERE r.spelled = d.key)`,
  );
  await run(
    `DELETE FROM _syncform_differing d WHERE difference = 'missing' AND EXISTS (FROM _syncform_respelled r WHERE r.key = d.key AND r.sent IS NOT DISTINCT FROM r.held)`,
  );
  await run(
    `UPDATE _syncform_differing AS d SET difference = 'different', held = r.held FROM _syncform_respelled r WHERE d.difference = 'missing' AND r.key = d.key`,
  );
  await run('DROP TABLE _syncform_respelled');
}

/** The first rows of each difference, those that the next run does not send first. */
export async function sampleDiffering(
  session: DuckdbSession,
  { key, values }: Pick<RowComparison, 'key' | 'values'>,
  shown: readonly Difference[],
  limit: number,
): Promise<readonly DifferingRow[]> {
  const parts = key.map((_, i) => `key[${i + 1}]`);
  const other =
    'CAST(list_filter(range(1, len(sent) + 1), lambda i: sent[i] IS DISTINCT FROM held[i]) AS VARCHAR)';
  const samples: DifferingRow[] = [];
  for (const difference of shown) {
    const rows = await session.all(
      `SELECT pending, CASE WHEN difference = 'different' THEN ${other} END${parts.map((p) => `, ${p}`).join('')}
         FROM _syncform_differing WHERE difference = '${difference}' ORDER BY pending, key LIMIT ${Math.trunc(limit)}`,
    );
    for (const [pending, places, ...texts] of rows)
      samples.push({
        difference,
        key: Object.fromEntries(key.map(({ name }, i) => [name, texts[i] == null ? null : String(texts[i])])),
        columns: [...String(places ?? '').matchAll(/\d+/g)].flatMap(
          ([place]) => values[Number(place) - 1]?.name ?? [],
        ),
        pending: pending === true,
      });
  }
  return samples;
}
