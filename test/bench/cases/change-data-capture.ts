import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineApi } from '../../../engine/api/engine-api.ts';
import { type BenchCase, bothSides, median, type Round, timesMemory } from '../case.ts';
import { checkFacts } from '../checks.ts';
import { SYNC } from '../definitions.ts';
import type { Measured } from '../measure.ts';
import type { EngineFolder, Workbench } from '../workbench.ts';

/** Changes a transaction of a stream, as an application's are. */
const SMALL = 100;
/** Changes that are to be caught up with at least, a second. */
const FASTEST = 20_000;
/** The stream whose lag is measured: so many changes a second, in ten transactions. */
const STREAM = 5_000;
const STREAM_SECONDS = 30;
const TRANSACTION_MS = 100;
/** How often the destination is looked at, in ms. */
const LOOK_MS = 25;

/** A table of its own, and an engine that has read it and follows it. */
async function followed(
  bench: Workbench,
  table: string,
  rows: number,
): Promise<{ readonly engine: EngineFolder; readonly file: string }> {
  const source = await bench.items(rows);
  await bench.sql([
    `DROP TABLE IF EXISTS ${table}`,
    `CREATE TABLE ${table} (LIKE ${source} INCLUDING ALL)`,
    `INSERT INTO ${table} SELECT * FROM ${source}`,
    `VACUUM ANALYZE ${table}`,
  ]);
  const file = join(await bench.freshFolder(), 'store.duckdb');
  const engine = await bench.engine(async (api) => {
    const connect = async (type: string, configuration: Record<string, string | number | boolean>) =>
      (await api.connections.create({ name: type, type, configuration })).id;
    await api.bulkSyncs.create({
      name: SYNC,
      active: true,
      mode: 'replicate',
      disable_record_timestamps: true,
      schedule: { frequency: 'manual' },
      source: {
        connection_id: await connect('postgresql', {
          ...bench.connection(),
          change_detection: true,
          publication: `bench_${table}`,
        }),
        configuration: {},
      },
      destination: { connection_id: await connect('duckdb', { path: file }), configuration: {} },
      schemas: [{ id: `public.${table}` }],
    });
  });
  await engine.run(SYNC);
  return { engine, file };
}

/** Lets go of the slot and its log. */
async function release({ engine }: { readonly engine: EngineFolder }): Promise<void> {
  await engine.define(async (api) => {
    for (const { id } of await api.bulkSyncs.list()) await api.bulkSyncs.delete(id);
  });
}

const update = (table: string, from: number, to: number) =>
  `UPDATE ${table} SET quantity = coalesce(quantity, 0) + 1, name = 'changed ' || id WHERE id BETWEEN ${from} AND ${to}`;

/** Changes every row of the table, so many in a transaction. */
async function change(bench: Workbench, table: string, rows: number, size: number): Promise<void> {
  for (let from = 1; from <= rows; from += size)
    await bench.sql([update(table, from, Math.min(rows, from + size - 1))]);
}

async function checked(bench: Workbench, table: string, file: string): Promise<void> {
  await checkFacts(bench, table, {
    attach: [`ATTACH '${file}' AS db (READ_ONLY)`],
    from: `db.main.${table}`,
  });
}

const catchUp: BenchCase = {
  id: 'changes-catch-up',
  title: `Postgres’s changes → DuckDB, ${SMALL} a transaction`,
  reference: 'the same table read again and merged',
  async prepare(bench) {
    const rows = Math.min(bench.rows, 300_000);
    return async () => {
      const ours = await followed(bench, 'changes_ours', rows);
      await change(bench, 'changes_ours', rows, SMALL);
      await bench.settle();
      // Once it was read again there is nothing to catch up with.
      const measured = {
        ours: await ours.engine.run(SYNC),
        reference: await ours.engine.run(SYNC, ['--resync']),
      };
      await checked(bench, 'changes_ours', ours.file);
      await release(ours);
      return { ...measured, changes: rows };
    };
  },
  judge(rounds) {
    const perSecond = median(rounds.map(({ ours, changes = 0 }) => changes / ours.seconds));
    return {
      figure: 100_000 / perSecond,
      unit: 's',
      limit: 100_000 / FASTEST,
      reached: perSecond >= FASTEST,
      note: `for 100,000 changes: ${Math.round(perSecond)} a second, the start of the process included`,
    };
  },
};

const large: BenchCase = {
  id: 'changes-memory',
  title: 'Postgres’s changes → DuckDB, all rows in one transaction',
  reference: 'half of them',
  async prepare(bench) {
    return async (round) => {
      const ours = await followed(bench, 'changes_large', bench.rows);
      const of = async (rows: number): Promise<Measured> => {
        await change(bench, 'changes_large', rows, rows);
        await bench.settle();
        return ours.engine.run(SYNC);
      };
      const measured = await bothSides(
        round,
        () => of(bench.rows),
        () => of(Math.ceil(bench.rows / 2)),
      );
      await checked(bench, 'changes_large', ours.file);
      await release(ours);
      return measured;
    };
  },
  judge: timesMemory(1.3, 1000),
};

const lag: BenchCase = {
  id: 'changes-lag',
  title: `Postgres’s changes → DuckDB, ${STREAM} a second, until 99 of 100 are there`,
  reference: 'until half of them are',
  async prepare(bench) {
    return async (): Promise<Round> => {
      const ours = await followed(bench, 'changes_lag', bench.rows);
      const lags = await ours.engine.define((api) => lagsOf(bench, api, 'changes_lag'));
      await checked(bench, 'changes_lag', ours.file);
      await release(ours);
      const at = (part: number): Measured => ({
        seconds: (lags[Math.floor((lags.length - 1) * part)] ?? Number.NaN) / 1000,
        megabytes: null,
        processorSeconds: null,
        output: '',
      });
      return { ours: at(0.99), reference: at(0.5) };
    };
  },
  judge(rounds) {
    const figure = median(rounds.map(({ ours }) => ours.seconds));
    return { figure, unit: 's', limit: 3, reached: figure <= 3 };
  },
};

/** Writes a stream of changes, and answers how long after its commit each transaction was there, in ms, sorted. */
async function lagsOf(bench: Workbench, engine: EngineApi, table: string): Promise<readonly number[]> {
  const [sync] = await engine.bulkSyncs.list();
  const target = sync?.destination.connection_id ?? '';
  const { id } = await engine.bulkSyncs.start(sync?.id ?? '', { continuous: true });
  const committed: { readonly number: number; readonly at: number }[] = [];
  const lags: number[] = [];
  const seen = async (): Promise<number> => {
    const query = `SELECT max(quantity) FROM ${table} WHERE id = 1`;
    const { rows } = await engine.connections.query(target, { query }, 1);
    return Number(rows[0]?.[0] ?? 0);
  };
  const transactions = (STREAM_SECONDS * 1000) / TRANSACTION_MS;
  const each = (STREAM * TRANSACTION_MS) / 1000;
  const rows = bench.rows - each;
  await bench.sql([`UPDATE ${table} SET quantity = 0 WHERE id = 1`]);
  const writing = (async () => {
    const begin = performance.now();
    for (let number = 1; number <= transactions; number++) {
      const wait = begin + number * TRANSACTION_MS - performance.now();
      if (wait > 0) await sleep(wait);
      const from = 2 + ((number * each) % rows);
      await bench.sql([
        'BEGIN',
        update(table, from, from + each - 2),
        `UPDATE ${table} SET quantity = ${number} WHERE id = 1`,
        'COMMIT',
      ]);
      committed.push({ number, at: performance.now() });
    }
  })();
  while (lags.length < transactions) {
    const there = await seen();
    const now = performance.now();
    while (committed[0] && committed[0].number <= there) lags.push(now - (committed.shift()?.at ?? now));
    await sleep(LOOK_MS);
  }
  await writing;
  await engine.executions.cancel(id);
  await engine.executions.ended(id);
  return lags.sort((a, b) => a - b);
}

export const changeDataCapture: readonly BenchCase[] = [catchUp, lag, large];
