import { join } from 'node:path';
import { missingDynamodb, startDynamodb } from '../../services/dynamodb.ts';
import { type BenchCase, bothSides, timesReference } from '../case.ts';
import { ask } from '../checks.ts';
import { SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import { dynamodbScan } from '../references/commands.ts';
import { attached } from './postgres-to-duckdb.ts';

const FILE = 'warehouse.duckdb';
/** Items for each row of the large table: the stand-in takes some thousands of them a second. */
const PART = 0.2;

/** What a table's rows come to. */
const FACTS = 'count(*), count(DISTINCT id), sum(id), sum(amount), count(note), min(name), max(name)';

/** A table read whole. Both sides wait for the stand-in most of the time. */
export const dynamodbToDuckdb: BenchCase = {
  id: 'dynamodb-duckdb',
  title: 'DynamoDB (dynalite) → DuckDB, full',
  reference: 'a Scan by AWS’s client, lines of JSON, and one statement by hand',
  missing: missingDynamodb,
  async prepare(bench) {
    const server = await startDynamodb();
    bench.afterwards(async () => server[Symbol.asyncDispose]());
    const items = Array.from({ length: Math.round(bench.rows * PART) }, (_, i) => ({
      id: { N: String(i) },
      name: { S: `item ${i}` },
      amount: { N: (i + 0.25).toFixed(2) },
      ...(i % 3 === 0 ? {} : { note: { S: `a note of item ${i}, ${'x'.repeat(i % 100)}` } }),
    }));
    const table = await server.table('items', ['id:N'], items);
    return async (round) => {
      const engine = await bench.engine(async (api) => {
        const configuration = { ...server.configuration };
        const source = await api.connections.create({ name: 'source', type: 'dynamodb', configuration });
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
          schemas: [{ id: table }],
        });
      });
      const theirs = join(await bench.freshFolder(), FILE);
      const measured = await bothSides(
        round,
        () => engine.run(SYNC),
        () => measure(dynamodbScan(server.configuration, table, theirs)),
      );
      const attach = [attached(join(engine.folder, FILE), 'ours'), attached(theirs, 'theirs')];
      const [ours] = await ask(attach, `SELECT ${FACTS} FROM ours.${table}`);
      const [by] = await ask(attach, `SELECT ${FACTS} FROM theirs.${table}`);
      if (JSON.stringify(ours?.map(Number)) !== JSON.stringify(by?.map(Number)))
        throw new Error(`${ours?.join(', ')} rather than ${by?.join(', ')}`);
      return measured;
    };
  },
  judge: timesReference(1.3),
};
