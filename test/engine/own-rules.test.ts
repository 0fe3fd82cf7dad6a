import { join } from 'node:path';
import type { SyncInput } from '../../engine/api/documents.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { type BulkLab, bulkLab, toDuckdb, toPostgres } from './bulk-lab.ts';
import { inDuckdb } from './in-duckdb.ts';

/*
 * What a target's own triggers and constraints make of records.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
  await lab.sql('CREATE TABLE src (id int PRIMARY KEY, n int)');
  await lab.sql('INSERT INTO src VALUES (1, 1), (2, -2), (3, 3)');
});
afterEach(() => lab[Symbol.asyncDispose]());

const rejected = async () => {
  await using store = await openStoreForReading(lab.dataDir, systemClock);
  return (await store.rejections.list()).map(({ key, reason, attempts }) => ({ key, reason, attempts }));
};

/** A trigger on a table of the target that answers NULL for rows with a negative n. */
const skipping = async (table: string) => {
  await lab.sql(`CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN IF NEW.n < 0 THEN RETURN NULL; END IF; RETURN NEW; END'`);
  await lab.sql(
    `CREATE TRIGGER skip BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION skip()`,
  );
};

describe.each(['create', 'update', 'updateOrCreate', 'append'] as const)(
  'a record that a trigger of the target sets aside, in mode %s',
  (mode) => {
    test('is refused and listed until the target takes it', async () => {
      await lab.sql('CREATE TABLE dst (id int PRIMARY KEY, n int)');
      if (mode === 'update') await lab.sql('INSERT INTO dst VALUES (1, 0), (2, 0), (3, 0)');
      await skipping('dst');
      const model = await lab.engine.models.create({
        name: 'src',
        connection_id: lab.connection,
        configuration: { query: 'SELECT id, n FROM src' },
      });
      const source = (field: string) => ({ model_id: model.id, field });
      const sync: SyncInput = {
        name: 'sync',
        active: true,
        mode,
        schedule: { frequency: 'manual' },
        target: { connection_id: lab.connection, object: 'public.dst' },
        fields: ['id', 'n'].map((name) => ({ target: name, source: source(name) })),
        ...(mode === 'append'
          ? {}
          : { identity: { source: source('id'), target: 'id', function: 'Equality' } }),
      };
      const { id } = await lab.engine.syncs.create(sync);
      const written = mode === 'update' ? 'updated' : 'inserted';
      for (const attempts of [1, 2]) {
        expect(await lab.run('syncs', id)).toMatchObject({
          status: 'errors',
          counts: { [written]: attempts === 1 ? 2 : 0, rejected: 1, unchanged: attempts === 1 ? 0 : 2 },
        });
        expect(await rejected()).toMatchObject([
          { key: { id: '2' }, reason: 'the trigger "skip" of public.dst set the row aside', attempts },
        ]);
      }
      await lab.sql('DROP TRIGGER skip ON dst');
      expect(await lab.run('syncs', id)).toMatchObject({
        status: 'completed',
        counts: { [written]: 1, rejected: 0, unchanged: 2 },
      });
      expect(await rejected()).toEqual([]);
      expect(await lab.sql('SELECT id, n FROM dst ORDER BY id')).toEqual([
        ['1', '1'],
        ['2', '-2'],
        ['3', '3'],
      ]);
    });
  },
);

test.each(['replicate', 'snapshot'] as const)(
  'a row of a bulk sync (%s) that a trigger of the target sets aside is refused in every run',
  async (mode) => {
    const id = await lab.create(toPostgres, { mode, schemas: [{ id: 'public.src' }] });
    await lab.moved(id);
    await lab.sql('TRUNCATE lake.src');
    await skipping('lake.src');
    await lab.sql('UPDATE src SET n = n * 10');
    for (const run of [1, 2]) {
      const execution = await lab.run('bulkSyncs', id);
      expect({ run, ...execution }).toMatchObject({ run, status: 'errors', counts: { rejected: 1 } });
    }
    expect(await lab.rows(toPostgres, 'id, n', 'src', 'ORDER BY id')).toEqual([
      ['1', '10'],
      ['3', '30'],
    ]);
  },
);

/** Runs statements in the DuckDB file that the connection `duckdb` writes to. */
const inStore = (...statements: string[]) => inDuckdb(join(lab.dir, 'store.duckdb'), statements);

test.each(['replicate', 'snapshot'] as const)(
  'a row of a bulk sync (%s) that a DuckDB table refuses keeps out itself alone, in every run',
  async (mode) => {
    await inStore(
      'CREATE SCHEMA lake',
      'CREATE TABLE lake.src (id INTEGER PRIMARY KEY, n INTEGER UNIQUE CHECK (n > 0))',
    );
    const id = await lab.create(toDuckdb, {
      mode,
      disable_record_timestamps: true,
      schemas: [{ id: 'public.src' }],
    });
    for (const _ of [1, 2])
      expect(await lab.run('bulkSyncs', id)).toMatchObject({
        status: 'errors',
        counts: { read: 3, rejected: 1 },
      });
    await lab.sql('INSERT INTO src VALUES (4, 3), (5, 5)');
    expect(await lab.run('bulkSyncs', id)).toMatchObject({ status: 'errors', counts: { rejected: 2 } });
    expect(await lab.rows(toDuckdb, 'id', 'src', 'ORDER BY id')).toEqual([['1'], ['3'], ['5']]);
    await lab.sql('UPDATE src SET n = id');
    await lab.moved(id);
    expect(await lab.rows(toDuckdb, 'id, n', 'src', 'WHERE id <> n')).toEqual([]);
    expect(await lab.rows(toDuckdb, 'count(*)', 'src')).toEqual([['5']]);
  },
);

test.each(['create', 'update', 'updateOrCreate', 'replace', 'append'] as const)(
  'a record of a model that a DuckDB table refuses is listed until it arrives, in mode %s',
  async (mode) => {
    await inStore(
      'CREATE TABLE dst (id INTEGER PRIMARY KEY, n INTEGER CHECK (n > 0))',
      mode === 'update' ? 'INSERT INTO dst VALUES (1, 9), (2, 9), (3, 9)' : 'SELECT 1',
    );
    const model = await lab.engine.models.create({
      name: 'src',
      connection_id: lab.connection,
      configuration: { query: 'SELECT id, n FROM src' },
    });
    const source = (field: string) => ({ model_id: model.id, field });
    const { id } = await lab.engine.syncs.create({
      name: 'sync',
      active: true,
      mode,
      schedule: { frequency: 'manual' },
      target: { connection_id: lab.connections.duckdb, object: 'main.dst' },
      fields: ['id', 'n'].map((name) => ({ target: name, source: source(name) })),
      ...(mode === 'append'
        ? {}
        : { identity: { source: source('id'), target: 'id', function: 'Equality' } }),
    });
    for (const attempts of [1, 2]) {
      expect(await lab.run('syncs', id)).toMatchObject({ status: 'errors', counts: { rejected: 1 } });
      expect(await rejected()).toMatchObject([
        { key: { id: '2' }, reason: 'CHECK((n > 0)) does not hold', attempts },
      ]);
    }
    await lab.sql('UPDATE src SET n = 2 WHERE id = 2');
    expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed', counts: { rejected: 0 } });
    expect(await rejected()).toEqual([]);
    expect(await inStore('FROM dst ORDER BY id')).toEqual([
      ['1', '1'],
      ['2', '2'],
      ['3', '3'],
    ]);
  },
);
