import { join } from 'node:path';
import { type BenchCase, bothSides, timesMemory, timesReference } from '../case.ts';
import { checkFacts, checkSameRows } from '../checks.ts';
import { changeRows, removeAdded } from '../data.ts';
import { bulkSync, SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import { extensionCopy, mergeByHand } from '../references/commands.ts';
import type { EngineFolder, Workbench } from '../workbench.ts';

const FILE = 'warehouse.duckdb';
const toDuckdb = { type: 'duckdb', connection: { path: FILE } };

/** DuckDB's statement that attaches a file to look into. */
export function attached(file: string, as: string): string {
  return `ATTACH '${file}' AS ${as} (READ_ONLY)`;
}

function missing({ extension }: Workbench): string | undefined {
  return 'missing' in extension ? extension.missing : undefined;
}

async function engineFor(bench: Workbench, table: string, withExtension = true): Promise<EngineFolder> {
  await bench.settle();
  return bench.engine(bulkSync(bench, [table], toDuckdb), { withExtension });
}

function full(id: string, title: string, limit: number, withExtension: boolean): BenchCase {
  return {
    id,
    title,
    reference: 'DuckDB’s postgres extension by hand',
    missing,
    async prepare(bench) {
      const table = await bench.items(bench.rows);
      return async (round) => {
        const engine = await engineFor(bench, table, withExtension);
        const theirs = join(await bench.freshFolder(), FILE);
        const measured = await bothSides(
          round,
          () => engine.run(SYNC),
          () => measure(extensionCopy(bench, [table], theirs)),
        );
        const attach = [attached(join(engine.folder, FILE), 'ours'), attached(theirs, 'theirs')];
        await checkFacts(bench, table, { attach, from: `ours.${table}` });
        await checkSameRows(attach, `ours.${table}`, `theirs.${table}`);
        return measured;
      };
    },
    judge: timesReference(limit),
  };
}

/** Five times the rows take no more memory. */
const memory = (id: string, title: string, withExtension: boolean): BenchCase => ({
  id,
  title,
  reference: 'a fifth of the rows, its peak memory',
  ...(withExtension ? { missing } : {}),
  async prepare(bench) {
    const [small, large] = [await bench.items(bench.rows), await bench.items(bench.rows * 5)];
    return async (round) => {
      const [of, reference] = [
        await engineFor(bench, large, withExtension),
        await engineFor(bench, small, withExtension),
      ];
      const measured = await bothSides(
        round,
        () => of.run(SYNC),
        () => reference.run(SYNC),
      );
      const attach = [attached(join(of.folder, FILE), 'ours')];
      await checkFacts(bench, large, { attach, from: `ours.${large}` });
      return measured;
    };
  },
  judge: timesMemory(1.2, 450),
});

/** What changed since the last run, found by a tracking field and merged by key into a table that also tells when records came. */
const merge: BenchCase = {
  id: 'duckdb-merge',
  title: 'Postgres → DuckDB, 1% changed + 1% new, merged',
  reference: 'DuckDB’s postgres extension, DELETE and INSERT by hand',
  missing,
  async prepare(bench) {
    const { rows } = bench;
    const table = 'changing_items';
    await bench.sql([`CREATE TABLE ${table} (LIKE ${await bench.items(rows)} INCLUDING ALL)`]);
    await bench.sql([`INSERT INTO ${table} TABLE items_${rows}`, `VACUUM ANALYZE ${table}`]);
    return async (round) => {
      const engine = await bench.engine(
        bulkSync(
          bench,
          [table],
          toDuckdb,
          { tracking_field: 'updated_at' },
          { disable_record_timestamps: false },
        ),
      );
      await engine.run(SYNC);
      const theirs = join(await bench.freshFolder(), FILE);
      await measure(extensionCopy(bench, [table], theirs));
      await bench.sql(changeRows(table, rows, round));
      await bench.settle();
      const measured = await bothSides(
        round,
        () => engine.run(SYNC),
        () => measure(mergeByHand(bench, table, theirs)),
      );
      const attach = [attached(join(engine.folder, FILE), 'ours'), attached(theirs, 'theirs')];
      await checkFacts(bench, table, { attach, from: `ours.${table}` });
      await checkSameRows(attach, `ours.${table}`, `theirs.${table}`);
      await bench.sql(removeAdded(table, rows));
      return measured;
    };
  },
  judge: timesReference(1.5),
};

export const postgresToDuckdb: readonly BenchCase[] = [
  full('duckdb-extension', 'Postgres → DuckDB, full, with the extension', 1.3, true),
  full('duckdb-copy', 'Postgres → DuckDB, full, by COPY', 1.9, false),
  memory('duckdb-memory-extension', 'Postgres → DuckDB, 5 × the rows, with the extension', true),
  memory('duckdb-memory-copy', 'Postgres → DuckDB, 5 × the rows, by COPY', false),
  merge,
];
