import { join } from 'node:path';
import { missingCosmosdb, startCosmosdb } from '../../services/cosmosdb.ts';
import { type BenchCase, bothSides, timesReference } from '../case.ts';
import { ask } from '../checks.ts';
import { SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import { cosmosdbQuery } from '../references/commands.ts';
import { attached } from './postgres-to-duckdb.ts';

const FILE = 'warehouse.duckdb';
const CONTAINER = 'items';
/** Items for each row of the large table: the stand-in takes some hundreds of them a second. */
const PART = 0.02;

/** What a container's rows come to. */
const FACTS = 'count(*), count(DISTINCT id), sum(amount), count(note), min(name), max(name)';

/** A container read whole. Both sides wait for the stand-in most of the time. */
export const cosmosdbToDuckdb: BenchCase = {
  id: 'cosmosdb-duckdb',
  title: 'Azure Cosmos DB (cosmosdb-server) → DuckDB, full',
  reference: 'a query by Microsoft’s client, lines of JSON, and one statement by hand',
  missing: missingCosmosdb,
  async prepare(bench) {
    const server = await startCosmosdb();
    bench.afterwards(async () => server[Symbol.asyncDispose]());
    const items = Array.from({ length: Math.round(bench.rows * PART) }, (_, i) => ({
      id: String(i),
      name: `item ${i}`,
      amount: i + 0.25,
      ...(i % 3 === 0 ? {} : { note: `a note of item ${i}, ${'x'.repeat(i % 100)}` }),
    }));
    await server.container(CONTAINER, '/id', items);
    return async (round) => {
      const engine = await bench.engine(async (api) => {
        const configuration = { ...server.configuration };
        const source = await api.connections.create({ name: 'source', type: 'cosmosdb', configuration });
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
          schemas: [{ id: `${configuration.database}/${CONTAINER}` }],
        });
      });
      const theirs = join(await bench.freshFolder(), FILE);
      const measured = await bothSides(
        round,
        () => engine.run(SYNC),
        () => measure(cosmosdbQuery(server.configuration, CONTAINER, theirs)),
      );
      const attach = [attached(join(engine.folder, FILE), 'ours'), attached(theirs, 'theirs')];
      const [ours] = await ask(attach, `SELECT ${FACTS} FROM ours.${CONTAINER}`);
      const [by] = await ask(attach, `SELECT ${FACTS} FROM theirs.${CONTAINER}`);
      if (ours?.join() !== by?.join()) throw new Error(`${ours?.join(', ')} rather than ${by?.join(', ')}`);
      return measured;
    };
  },
  judge: timesReference(1.3),
};
