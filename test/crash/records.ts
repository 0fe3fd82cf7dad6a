import type { Column } from '../../engine/contract/contract.ts';

/*
 * The records that the crash tests move, in SQL that Postgres and DuckDB read alike.
 */

export const COLUMNS =
  'id bigint NOT NULL PRIMARY KEY, name text, amount decimal(12,2), active boolean, updated_at timestamp NOT NULL';

/** The same as fields of the engine's types. */
export const WRITTEN: readonly Column[] = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
  { name: 'amount', type: 'decimal(12,2)' },
  { name: 'active', type: 'boolean' },
  { name: 'updated_at', type: 'datetime' },
];

/** A SELECT of the first records: with NULLs, empty strings and characters of several bytes. */
export function firstRecords(count: number): string {
  return `SELECT i AS id,
      CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN '' ELSE 'näme ' || i || ' 🦆' END AS name,
      CAST(i % 100000 AS decimal(12,2)) / 4 AS amount, i % 3 = 0 AS active,
      TIMESTAMP '2024-01-01' + i * INTERVAL '1 second' AS updated_at
    FROM generate_series(1, ${count}) AS s(i)`;
}

/** Statements that change some records of a table and add some, different ones each round. */
export function change(table: string, round: number): readonly string[] {
  const moment = `TIMESTAMP '2025-01-01' + ${round} * INTERVAL '1 hour'`;
  return [
    `UPDATE ${table} SET name = 'round ${round}', amount = ${round}, updated_at = ${moment} WHERE id % 3 = ${round % 3}`,
    `INSERT INTO ${table} SELECT ${round} * 10000000 + i, CASE WHEN i % 2 = 0 THEN '' END, NULL, NULL, ${moment} FROM generate_series(1, 100) AS s(i)`,
  ];
}

/** A SELECT of each record's id and a digest of the whole record. */
export function digests(from: string): string {
  const parts = ['name', 'amount', 'active', 'updated_at'].map(
    (column) => `coalesce('=' || CAST(${column} AS text), '-')`,
  );
  return `SELECT id, md5(${parts.join(" || '/' || ")}) AS digest FROM ${from}`;
}
