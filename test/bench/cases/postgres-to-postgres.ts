import { type BenchCase, bothSides, timesReference } from '../case.ts';
import { checkSameTables } from '../checks.ts';
import { bulkSync, SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import { copyBinary, missingPsql } from '../references/commands.ts';

export const postgresToPostgres: BenchCase = {
  id: 'postgres',
  title: 'Postgres → Postgres, full',
  reference: 'COPY binary piped into COPY binary, then the key',
  missing: missingPsql,
  async prepare(bench) {
    const table = await bench.items(bench.rows);
    const database = await bench.server.createDatabase();
    const to = { type: 'postgresql', connection: bench.connection(database) };
    return async (round) => {
      await bench.sql([`DROP TABLE IF EXISTS ${table}, by_hand`], database);
      const engine = await bench.engine(bulkSync(bench, [table], to));
      const settled = async <T>(work: () => Promise<T>) => {
        await bench.settle();
        return work();
      };
      const measured = await bothSides(
        round,
        () => settled(() => engine.run(SYNC)),
        () => settled(() => measure(copyBinary(bench, table, database, 'by_hand'))),
      );
      const source = { database: bench.server.database, table };
      await checkSameTables(bench, { database, table }, source);
      await checkSameTables(bench, { database, table: 'by_hand' }, source);
      return measured;
    };
  },
  judge: timesReference(1.3),
};
