import { join } from 'node:path';
import { type BenchCase, bothSides, timesReference } from '../case.ts';
import { checkSameRows } from '../checks.ts';
import { createTable, insertRows } from '../data.ts';
import { bulkSync, SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import { extensionCopy } from '../references/commands.ts';
import { attached } from './postgres-to-duckdb.ts';

const TABLES = 200;
const ROWS = 1000;
const FILE = 'warehouse.duckdb';

export const manyTables: BenchCase = {
  id: 'tables',
  title: `${TABLES} tables × ${ROWS.toLocaleString('en')} → DuckDB`,
  reference: 'DuckDB’s postgres extension by hand',
  missing: ({ extension }) => ('missing' in extension ? extension.missing : undefined),
  async prepare(bench) {
    const tables = Array.from({ length: TABLES }, (_, i) => `small_${i}`);
    for (const [i, table] of tables.entries()) {
      await bench.sql([
        createTable(table),
        insertRows(table, i * ROWS + 1, (i + 1) * ROWS),
        `ALTER TABLE ${table} ADD PRIMARY KEY (id)`,
      ]);
    }
    await bench.sql(['VACUUM ANALYZE']);
    return async (round) => {
      const engine = await bench.engine(
        bulkSync(bench, tables, { type: 'duckdb', connection: { path: FILE } }),
      );
      await bench.settle();
      const theirs = join(await bench.freshFolder(), FILE);
      const measured = await bothSides(
        round,
        () => engine.run(SYNC),
        () => measure(extensionCopy(bench, tables, theirs)),
      );
      const attach = [attached(join(engine.folder, FILE), 'ours'), attached(theirs, 'theirs')];
      const all = (catalog: string) =>
        `(${tables.map((table) => `SELECT * FROM ${catalog}.${table}`).join(' UNION ALL ')})`;
      await checkSameRows(attach, all('ours'), all('theirs'));
      return measured;
    };
  },
  judge: timesReference(1.2),
};
