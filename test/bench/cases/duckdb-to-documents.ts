import { join } from 'node:path';
import { type BenchCase, bothSides, timesReference } from '../case.ts';
import { ask } from '../checks.ts';
import { SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import { nodeScript } from '../references/commands.ts';
import type { EngineFolder, Workbench } from '../workbench.ts';
import { type DocumentSystem, mongodb, opensearch, type StartedTarget } from './document-systems.ts';

/** Items for each row of the large table. */
const PART = 0.05;

/** A DuckDB file with the table `items`, as a warehouse would have it. */
async function warehouse(bench: Workbench): Promise<string> {
  const file = join(await bench.freshFolder(), 'items.duckdb');
  const rows = Math.round(bench.rows * PART);
  await ask(
    [`ATTACH '${file}' AS w`],
    `CREATE TABLE w.items AS SELECT i AS id, 'item ' || i AS name, (i + 0.25)::DECIMAL(12, 2) AS amount, CASE WHEN i % 3 > 0 THEN 'a note of item ' || i || ', ' || repeat('x', (i % 100)::INTEGER) END AS note FROM range(${rows}) t(i)`,
  );
  return file;
}

/** A model sync of a file's table into an object, by `_id`. */
async function writing(
  bench: Workbench,
  { type, configuration }: StartedTarget,
  file: string,
  object: string,
): Promise<EngineFolder> {
  return bench.engine(async (api) => {
    const from = { name: 'source', type: 'duckdb', configuration: { path: file } };
    const source = await api.connections.create(from);
    const target = await api.connections.create({ name: 'target', type, configuration });
    const model = await api.models.create({
      name: 'items',
      connection_id: source.id,
      configuration: { table: 'items' },
      identifier: 'id',
    });
    const field = (name: string) => ({ model_id: model.id, field: name });
    await api.syncs.create({
      name: SYNC,
      active: true,
      mode: 'updateOrCreate',
      schedule: { frequency: 'manual' },
      target: { connection_id: target.id, object, configuration: {} },
      identity: { source: field('id'), target: '_id', function: 'Equality' },
      fields: ['name', 'amount', 'note'].map((name) => ({ target: name, source: field(name) })),
    });
  });
}

/** A table written for the first time into an object that is there and empty. */
const first = (system: DocumentSystem<StartedTarget>, script: string, how: string): BenchCase => ({
  id: `duckdb-${system.id}`,
  title: `Model sync DuckDB → ${system.title}, first run`,
  reference: `${how}, by hand`,
  missing: () => system.missing(),
  async prepare(bench) {
    const server = await system.start();
    bench.afterwards(async () => server[Symbol.asyncDispose]());
    const file = await warehouse(bench);
    const rows = Math.round(bench.rows * PART);
    return async (round) => {
      const [ours, theirs] = [await server.empty(`ours_${round}`), await server.empty(`theirs_${round}`)];
      const engine = await writing(bench, server, file, ours);
      const { configuration } = server;
      const measured = await bothSides(
        round,
        () => engine.run(SYNC),
        () => measure(nodeScript(script, { configuration, object: theirs, from: file })),
      );
      for (const object of [ours, theirs]) {
        const count = await server.count(object);
        if (count !== rows) throw new Error(`${object} has ${count} documents rather than ${rows}`);
      }
      return measured;
    };
  },
  judge: timesReference(1.3),
});

export const duckdbToDocuments: readonly BenchCase[] = [
  first(mongodb, 'mongodb-upsert.ts', 'bulk writes of MongoDB’s driver'),
  first(opensearch, 'opensearch-bulk.ts', 'bulk requests'),
];
