import { join } from 'node:path';
import { type BenchCase, bothSides, timesMemory, timesReference } from '../case.ts';
import { ask } from '../checks.ts';
import { SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import type { EngineFolder, Workbench } from '../workbench.ts';
import {
  type DocumentSystem,
  dynamodb,
  mongodb,
  opensearch,
  type StartedSystem,
  scylladb,
} from './document-systems.ts';
import { attached } from './postgres-to-duckdb.ts';

const FILE = 'warehouse.duckdb';
/** Items for each row of the large table: the servers here take some thousands of them a second. */
const PART = 0.2;

/** What an object's rows come to. */
const FACTS = `count(*), count(DISTINCT id::BIGINT), sum(id::BIGINT), sum(amount::DECIMAL(38, 2)), count(note), min(name), max(name)`;

/** A bulk sync of one object into the table `items`. */
async function reading(bench: Workbench, system: StartedSystem, object: string): Promise<EngineFolder> {
  return bench.engine(async (api) => {
    const { type, configuration } = system;
    const source = await api.connections.create({ name: 'source', type, configuration });
    const to = { name: 'destination', type: 'duckdb', configuration: { path: FILE } };
    const destination = await api.connections.create(to);
    await api.bulkSyncs.create({
      name: SYNC,
      active: true,
      mode: 'replicate',
      disable_record_timestamps: true,
      schedule: { frequency: 'manual' },
      source: { connection_id: source.id, configuration: {} },
      destination: { connection_id: destination.id, configuration: {} },
      schemas: [{ id: object, user_output_name: 'items' }],
    });
  });
}

async function started(bench: Workbench, system: DocumentSystem): Promise<StartedSystem> {
  const server = await system.start();
  bench.afterwards(async () => server[Symbol.asyncDispose]());
  return server;
}

async function factsOf(file: string): Promise<string> {
  const [facts] = await ask([attached(file, 'w')], `SELECT ${FACTS} FROM w.items`);
  return String(facts?.join(', '));
}

/** An object read whole. Both sides wait for the server most of the time. */
const full = (system: DocumentSystem): BenchCase => ({
  id: `${system.id}-duckdb`,
  title: `${system.title} → DuckDB, full`,
  reference: `${system.reference}, lines of JSON, and one statement by hand`,
  missing: () => system.missing(),
  async prepare(bench) {
    const server = await started(bench, system);
    const object = await server.fill(Math.round(bench.rows * PART));
    return async (round) => {
      const engine = await reading(bench, server, object);
      const theirs = join(await bench.freshFolder(), FILE);
      const measured = await bothSides(
        round,
        () => engine.run(SYNC),
        () => measure(server.byHand(object, theirs)),
      );
      const [ours, byHand] = [await factsOf(join(engine.folder, FILE)), await factsOf(theirs)];
      if (ours !== byHand) throw new Error(`${ours} rather than ${byHand}`);
      return measured;
    };
  },
  judge: timesReference(1.3),
});

/** Four times the items take no more memory, but for what DuckDB keeps of its own table. */
const memory = (system: DocumentSystem): BenchCase => ({
  id: `${system.id}-memory`,
  title: `${system.title} → DuckDB, 4 × the items`,
  reference: 'a quarter of the items, its peak memory',
  missing: () => system.missing(),
  async prepare(bench) {
    const server = await started(bench, system);
    const rows = Math.round(bench.rows * PART);
    const [large, small] = [await server.fill(rows), await server.fill(Math.round(rows / 4))];
    return async (round) => {
      const [of, reference] = [await reading(bench, server, large), await reading(bench, server, small)];
      const measured = await bothSides(
        round,
        () => of.run(SYNC),
        () => reference.run(SYNC),
      );
      const facts = await factsOf(join(of.folder, FILE));
      if (!facts.startsWith(`${rows}, ${rows}, `)) throw new Error(`${facts} of ${rows} items`);
      return measured;
    };
  },
  judge: timesMemory(1.3, 400),
});

export const documentsToDuckdb: readonly BenchCase[] = [dynamodb, mongodb, scylladb, opensearch].flatMap(
  (system) => [full(system), memory(system)],
);
