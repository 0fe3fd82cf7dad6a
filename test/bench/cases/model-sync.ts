import { join } from 'node:path';
import { atMostSeconds, type BenchCase, bothSides, type Round, timesReference } from '../case.ts';
import { ask, checkSameTables } from '../checks.ts';
import { createTable } from '../data.ts';
import { bulkSync, modelSync, SYNC } from '../definitions.ts';
import { type Command, measure } from '../measure.ts';
import { missingPsql, upsert } from '../references/commands.ts';
import type { EngineFolder, Workbench } from '../workbench.ts';

/** The model's file and table, and the table of Postgres that it was made from. */
interface Model {
  readonly file: string;
  readonly table: string;
}

/** A fifth of the rows in a DuckDB file, in the types that a bulk sync gives them. */
async function makeModel(bench: Workbench): Promise<Model> {
  const table = await bench.items(Math.floor(bench.rows / 5));
  const engine = await bench.engine(
    bulkSync(bench, [table], { type: 'duckdb', connection: { path: 'model.duckdb' } }),
  );
  await engine.run(SYNC);
  return { file: join(engine.folder, 'model.duckdb'), table };
}

/** Makes an empty table in Postgres and the engine whose sync fills it. */
async function emptyTarget(bench: Workbench, model: Model, name: string): Promise<EngineFolder> {
  await bench.sql([
    `DROP TABLE IF EXISTS ${name}`,
    createTable(name),
    `ALTER TABLE ${name} ADD PRIMARY KEY (id)`,
  ]);
  return bench.engine(modelSync(bench, model.file, model.table, name));
}

/** What one would write by hand to bring the model's rows into a table of Postgres, whatever of them it has already. */
async function byHand(bench: Workbench, model: Model, into: string): Promise<Command> {
  const csv = join(await bench.freshFolder(), 'items.csv');
  return upsert(bench, { from: model.file, source: model.table, into, csv });
}

/** Makes a table for the by-hand side, empty or filled by hand. */
async function byHandTarget(bench: Workbench, model?: Model): Promise<void> {
  await bench.sql(['DROP TABLE IF EXISTS by_hand', createTable('by_hand')]);
  await bench.sql(['ALTER TABLE by_hand ADD PRIMARY KEY (id)']);
  if (model) await measure(await byHand(bench, model, 'by_hand'));
}

/** Throws unless the target has the model's rows. */
async function checkTarget(bench: Workbench, table: string, target: string): Promise<void> {
  const { database } = bench.server;
  await checkSameTables(bench, { database, table: target }, { database, table });
}

const first: BenchCase = {
  id: 'model-first',
  title: 'Model sync DuckDB → Postgres, first run',
  reference: 'COPY to a temporary table and INSERT … ON CONFLICT by hand',
  missing: missingPsql,
  async prepare(bench) {
    const model = await makeModel(bench);
    return async (round) => {
      const engine = await emptyTarget(bench, model, 'model_first');
      await byHandTarget(bench);
      const measured = await bothSides(
        round,
        async () => {
          await bench.settle();
          return engine.run(SYNC);
        },
        async () => {
          await bench.settle();
          return measure(await byHand(bench, model, 'by_hand'));
        },
      );
      await checkTarget(bench, model.table, 'model_first');
      await checkTarget(bench, model.table, 'by_hand');
      return measured;
    };
  },
  judge: timesReference(1.1),
};

const MOST_WAL_BYTES = 1_000_000;

const unchanged: BenchCase = {
  id: 'model-unchanged',
  title: 'Model sync DuckDB → Postgres, nothing changed',
  reference: 'the same by hand, which writes all rows again',
  missing: missingPsql,
  async prepare(bench) {
    const model = await makeModel(bench);
    const engine = await emptyTarget(bench, model, 'model_unchanged');
    await engine.run(SYNC);
    await byHandTarget(bench, model);
    return async (round) => {
      let walBytes = Number.NaN;
      const sides = await bothSides(
        round,
        async () => {
          await bench.settle();
          const [before] = await bench.row('SELECT pg_current_wal_insert_lsn()');
          const ours = await engine.run(SYNC);
          const [wal] = await bench.row(`SELECT pg_current_wal_insert_lsn() - '${before}'::pg_lsn`);
          walBytes = Number(wal);
          return ours;
        },
        async () => {
          await bench.settle();
          return measure(await byHand(bench, model, 'by_hand'));
        },
      );
      await checkTarget(bench, model.table, 'model_unchanged');
      return { ...sides, walBytes };
    };
  },
  judge(rounds: readonly Round[]) {
    const time = atMostSeconds(0.5)(rounds);
    const wal = Math.max(...rounds.map(({ walBytes = Number.NaN }) => walBytes));
    return {
      ...time,
      reached: time.reached && wal < MOST_WAL_BYTES,
      note: `${time.note}; ${wal} bytes of WAL, at most`,
    };
  },
};

const changed: BenchCase = {
  id: 'model-changed',
  title: 'Model sync DuckDB → Postgres, 1% changed',
  reference: 'the same by hand, which writes all rows again',
  missing: missingPsql,
  async prepare(bench) {
    const model = await makeModel(bench);
    const source = 'changing_model';
    await bench.sql([
      `CREATE TABLE ${source} (LIKE ${model.table} INCLUDING ALL)`,
      `INSERT INTO ${source} TABLE ${model.table}`,
    ]);
    const engine = await emptyTarget(bench, model, 'model_changed');
    await engine.run(SYNC);
    await byHandTarget(bench, model);
    return async (round) => {
      const change = `SET note = 'changed in round ${round}', quantity = ${round} WHERE id % 100 = 50`;
      await ask([`ATTACH '${model.file}' AS model`], `UPDATE model.${model.table} ${change}`);
      await bench.sql([`UPDATE ${source} ${change}`]);
      const sides = await bothSides(
        round,
        async () => {
          await bench.settle();
          return engine.run(SYNC);
        },
        async () => {
          await bench.settle();
          return measure(await byHand(bench, model, 'by_hand'));
        },
      );
      await checkTarget(bench, source, 'model_changed');
      await checkTarget(bench, source, 'by_hand');
      return sides;
    };
  },
  judge: atMostSeconds(0.7),
};

export const modelSyncs: readonly BenchCase[] = [first, unchanged, changed];
