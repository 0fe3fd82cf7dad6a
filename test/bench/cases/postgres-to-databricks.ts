import { join } from 'node:path';
import { type BenchCase, bothSides, partsNote, timesMemory, timesReference } from '../case.ts';
import { checkFacts, checkSameRows } from '../checks.ts';
import { bulkSync, SYNC } from '../definitions.ts';
import {
  type Apart,
  apart,
  type LocalWarehouse,
  localWarehouse,
  missingWarehouse,
} from '../local-warehouse.ts';
import type { Workbench } from '../workbench.ts';

/** Loads a table into the warehouse, where it is new. */
async function load(bench: Workbench, warehouse: LocalWarehouse, table: string): Promise<Apart> {
  const engine = await bench.engine(bulkSync(bench, [table], warehouse.destination));
  await warehouse.fresh(table);
  await bench.settle();
  const startedAt = Date.now();
  const measured = await engine.run(SYNC);
  return apart(measured, startedAt, warehouse.statements());
}

/** A table's rows in the warehouse for DuckDB: Spark's files have moments without their zone, which is UTC. */
async function arrived(warehouse: LocalWarehouse, table: string): Promise<string> {
  const files = (await warehouse.files(table)).map((path) => `'${path}'`).join(', ');
  return `(SELECT * REPLACE (CAST(CAST(updated_at AS TIMESTAMP) AS TIMESTAMPTZ) AS updated_at) FROM read_parquet([${files}]))`;
}

/** What remains of the time when the warehouse's own statements are left out. */
const full: BenchCase = {
  id: 'databricks-full',
  title: 'Postgres → Databricks, full, without the warehouse’s time',
  reference: 'Postgres → Parquet file by the engine',
  missing: missingWarehouse,
  async prepare(bench) {
    const warehouse = await localWarehouse(bench);
    const table = await bench.items(bench.rows);
    return async (round) => {
      const lake = await bench.freshFolder();
      const to = { type: 'local_files', connection: { path: lake }, configuration: { format: 'parquet' } };
      const file = await bench.engine(bulkSync(bench, [table], to));
      let loaded: Apart | undefined;
      const measured = await bothSides(
        round,
        async () => {
          loaded = await load(bench, warehouse, table);
          return loaded.engine;
        },
        async () => {
          await bench.settle();
          return file.run(SYNC);
        },
      );
      const rows = await arrived(warehouse, table);
      await checkFacts(bench, table, { attach: [], from: rows });
      await checkSameRows([], rows, `read_parquet('${join(lake, `${table}.parquet`)}')`);
      return { ...measured, parts: { ...loaded?.parts } };
    };
  },
  judge: (rounds) => ({ ...timesReference(1.5)(rounds), note: partsNote(rounds) }),
};

/** Five times the rows take no more memory. */
const memory: BenchCase = {
  id: 'databricks-memory',
  title: 'Postgres → Databricks, 5 × the rows',
  reference: 'a fifth of the rows, its peak memory',
  missing: missingWarehouse,
  async prepare(bench) {
    const warehouse = await localWarehouse(bench);
    const [small, large] = [await bench.items(bench.rows), await bench.items(bench.rows * 5)];
    return async (round) => {
      const measured = await bothSides(
        round,
        async () => (await load(bench, warehouse, large)).engine,
        async () => (await load(bench, warehouse, small)).engine,
      );
      await checkFacts(bench, large, { attach: [], from: await arrived(warehouse, large) });
      return measured;
    };
  },
  judge: timesMemory(1.2, 450),
};

export const postgresToDatabricks: readonly BenchCase[] = [full, memory];
