import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BenchCase, bothSides, timesReference } from '../case.ts';
import { checkFacts, checkSameRows } from '../checks.ts';
import { bulkSync, SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import { extensionCopy } from '../references/commands.ts';

const ofCompression = (compression: 'snappy' | 'zstd'): BenchCase => ({
  id: compression === 'zstd' ? 'parquet' : `parquet-${compression}`,
  title: `Postgres → Parquet file (${compression}), full`,
  reference: `DuckDB’s postgres extension by hand, ${compression}`,
  missing: ({ extension }) => ('missing' in extension ? extension.missing : undefined),
  async prepare(bench) {
    const table = await bench.items(bench.rows);
    return async (round) => {
      const lake = await bench.freshFolder();
      const theirs = join(await bench.freshFolder(), 'items.parquet');
      await mkdir(lake, { recursive: true });
      const to = {
        type: 'local_files',
        connection: { path: lake },
        configuration: { format: 'parquet', compression },
      };
      const engine = await bench.engine(bulkSync(bench, [table], to));
      await bench.settle();
      const measured = await bothSides(
        round,
        () => engine.run(SYNC),
        () => measure(extensionCopy(bench, [table], theirs, compression)),
      );
      const ours = `read_parquet('${join(lake, `${table}.parquet`)}')`;
      await checkFacts(bench, table, { attach: [], from: ours });
      await checkSameRows([], ours, `read_parquet('${theirs}')`);
      return measured;
    };
  },
  judge: timesReference(1.2),
});

export const postgresToParquet: readonly BenchCase[] = [ofCompression('zstd'), ofCompression('snappy')];
