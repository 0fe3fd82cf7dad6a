import {
  type ClickhouseService,
  missingClickhouse,
  startClickhouse,
} from '../../services/clickhouse/clickhouse.ts';
import { type BenchCase, bothSides, timesReference } from '../case.ts';
import { bulkSync, SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import { copyIntoClickhouse, missingPsql } from '../references/commands.ts';

/** The columns of a table that is made by hand: those that a sync gives it, without what tells versions apart. */
const COLUMNS = `id Int64, quantity Nullable(Int32), price Nullable(Decimal(12, 2)), score Nullable(Float64), active Nullable(Bool),
  born Nullable(Date32), updated_at Nullable(DateTime64(6, 'UTC')), token Nullable(String), name Nullable(String), note Nullable(String),
  tag Nullable(String), details Nullable(String)`;

/** What both tables have to answer alike. */
const SUMS = `count(), sum(id), sum(quantity), sum(price), countIf(active), sum(toInt32(born)), sum(toUnixTimestamp64Micro(updated_at)),
  sum(length(name)), sum(length(note)), countIf(note = ''), sum(length(tag)), count(details), groupBitXor(sipHash64(token, name, note, tag))`;

export const postgresToClickhouse: BenchCase = {
  id: 'clickhouse',
  title: 'Postgres → ClickHouse, full',
  reference: '`COPY` as CSV, piped into `INSERT … FORMAT CSV` by hand',
  missing: async () => missingPsql() ?? (await missingClickhouse()),
  async prepare(bench) {
    const table = await bench.items(bench.rows);
    const server = await startClickhouse();
    bench.afterwards(async () => server[Symbol.asyncDispose]());
    return async (round) => {
      await server.query(`DROP TABLE IF EXISTS ${table}`);
      await server.query('DROP TABLE IF EXISTS _syncform_commits');
      const theirs = `by_hand_${round}`;
      await server.query(`CREATE TABLE ${theirs} (${COLUMNS}) ENGINE = ReplacingMergeTree ORDER BY id`);
      const connection = { ...server.configuration };
      const engine = await bench.engine(bulkSync(bench, [table], { type: 'clickhouse', connection }));
      await bench.settle();
      const measured = await bothSides(
        round,
        () => engine.run(SYNC),
        () => measure(copyIntoClickhouse(bench, table, server, theirs)),
      );
      await checkSameSums(server, table, theirs);
      await server.query(`DROP TABLE ${theirs}`);
      return measured;
    };
  },
  judge: timesReference(1.3),
};

async function checkSameSums(server: ClickhouseService, ours: string, theirs: string): Promise<void> {
  const [one, other] = await Promise.all(
    [ours, theirs].map(async (name) =>
      JSON.stringify(await server.query(`SELECT ${SUMS} FROM ${name} FINAL`)),
    ),
  );
  if (one !== other) throw new Error(`${ours} has ${one}, and by hand it is ${other}`);
}
