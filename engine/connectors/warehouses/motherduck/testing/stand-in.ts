import type { DuckdbSession } from '../../../../contract/duckdb-session.ts';
import { quoteLiteral } from '../../../../kit/sql.ts';

/** What MotherDuck lists of an account. */
export interface Listed {
  readonly databases: readonly string[];
  readonly shares?: readonly string[];
}

/**
 * Has a DuckDB answer what is MotherDuck's own in the statements that it stands in for: MD_ALL_DATABASES tells of these, with a
 * database of DuckDB's own among them, and read_parquet takes MD_RUN, which changes nothing here. Both are macros of the
 * catalog that every session begins in.
 */
export async function standInForMotherduck(session: DuckdbSession, listed: Listed): Promise<void> {
  const rows = [
    ...listed.databases.map((name) => [name, 'motherduck', `md:${name}`]),
    ...(listed.shares ?? []).map((name) => [name, 'motherduck share', `md:_share/${name}/23b0d623`]),
    ['memory', 'duckdb', ''],
  ].map((row) => `(${row.map(quoteLiteral).join(', ')}, true)`);
  await session.run(
    `CREATE OR REPLACE MACRO memory.main.md_all_databases() AS TABLE
       SELECT alias, is_attached, type, fully_qualified_name
         FROM (VALUES ${rows.join(', ')}) AS listed(alias, type, fully_qualified_name, is_attached)`,
  );
  await session.run(
    `CREATE OR REPLACE MACRO memory.main.read_parquet
       (files) AS TABLE (FROM parquet_scan(files)),
       (files, md_run) AS TABLE (FROM parquet_scan(files))`,
  );
}
