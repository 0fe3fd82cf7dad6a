import { join } from 'node:path';
import type { SyncInput } from '../../engine/api/documents.ts';
import { type BulkLab, bulkLab, type Destination, toDuckdb, toPostgres } from './bulk-lab.ts';
import { inDuckdb } from './in-duckdb.ts';

/*
 * What a run makes and alters goes with its first load: a run that fails leaves the tables as they were.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const targets = [toPostgres, toDuckdb] as const;
const plain = { disable_record_timestamps: true } as const;

/** A view that can be read up to its last row, or all of it. */
const view = (name: string, columns: string, isBroken: boolean) =>
  lab.sql(`DROP VIEW IF EXISTS ${name};
           CREATE VIEW ${name} AS SELECT ${columns}, 1 / (10 - i + ${isBroken ? 0 : 1}) AS n FROM generate_series(1, 10) AS s(i)`);

async function columns(to: Destination, table: string): Promise<string> {
  const query = `SELECT column_name || ' ' || lower(data_type) FROM information_schema.columns
                  WHERE table_schema = 'lake' AND table_name = '${table}' ORDER BY ordinal_position`;
  const rows = await (to === toPostgres ? lab.sql(query) : inDuckdb(join(lab.dir, 'store.duckdb'), [query]));
  return rows.map(([column]) => column).join(', ');
}

describe.each(targets.map((to) => [to.name, to] as const))('a bulk sync into %s', (_name, to) => {
  test('makes no table where the first load fails, and the table is nobody’s', async () => {
    await view('v', 'i AS id', true);
    const id = await lab.create(to, plain);
    const failed = await lab.run('bulkSyncs', id);
    expect(failed).toMatchObject({ status: 'failed', error: expect.stringContaining('division by zero') });
    expect(failed.error).not.toContain('which stays');
    expect(await columns(to, 'v')).toBe('');
    const { tables } = await lab.engine.bulkSyncs.plan(lab.bulk(to, plain), { id });
    expect(tables).toMatchObject([
      { is_ours: false, statements: expect.arrayContaining([expect.stringContaining('CREATE TABLE')]) },
    ]);
    await view('v', 'i AS id', false);
    await lab.moved(id);
    expect(await lab.rows(to, 'count(*)', 'v')).toEqual([['10']]);
  });

  test('alters nothing where the load fails, and all of it with the next one', async () => {
    await view('v', 'i AS id', false);
    const id = await lab.create(to, plain);
    await lab.moved(id);
    const before = await columns(to, 'v');
    await view('v', `i::bigint AS id, 'note' AS note`, true);
    expect(await lab.run('bulkSyncs', id)).toMatchObject({ status: 'failed' });
    expect(await columns(to, 'v')).toBe(before);
    expect(await lab.rows(to, 'count(*)', 'v')).toEqual([['10']]);
    await view('v', `i::bigint AS id, 'note' AS note`, false);
    await lab.moved(id);
    expect(await columns(to, 'v')).toBe(
      `id bigint, n integer, note ${to === toPostgres ? 'text' : 'varchar'}`,
    );
    expect(await lab.rows(to, 'count(note)', 'v')).toEqual([['10']]);
  });

  test('of small tables that go together, only the one at fault is not made', async () => {
    for (const table of ['one', 'two', 'three'])
      await lab.sql(
        `CREATE TABLE ${table} (id int PRIMARY KEY); INSERT INTO ${table} SELECT generate_series(1, 5); ANALYZE ${table}`,
      );
    await view('v', 'i AS id', true);
    const id = await lab.create(to, plain);
    expect(await lab.run('bulkSyncs', id)).toMatchObject({ status: 'failed' });
    for (const table of ['one', 'two', 'three'])
      expect(await lab.rows(to, 'count(*)', table)).toEqual([['5']]);
    expect(await columns(to, 'v')).toBe('');
  });
});

describe.each(targets.map((to) => [to.name, to] as const))('a model sync into %s', (_name, to) => {
  async function wanted(fields: readonly string[], mode: SyncInput['mode']): Promise<SyncInput> {
    const model = await lab.engine.models.create({
      name: 'v',
      connection_id: lab.connection,
      configuration: { table: 'public.v' },
      identifier: 'id',
    });
    const field = (name: string) => ({ target: name, source: { model_id: model.id, field: name } });
    return {
      name: 'sync',
      active: true,
      mode,
      schedule: { frequency: 'manual' },
      target: { connection_id: lab.connections[to.connection], create: { name: 'lake.v' } },
      fields: fields.map(field),
      identity: { source: { model_id: model.id, field: 'id' }, target: 'id', function: 'Equality' },
    };
  }

  test.each(['updateOrCreate', 'replace', 'create', 'update'] as const)(
    'in mode %s makes no table where it fails',
    async (mode) => {
      await view('v', 'i AS id', true);
      const { id } = await lab.engine.syncs.create(await wanted(['id', 'n'], mode));
      expect(await lab.run('syncs', id)).toMatchObject({ status: 'failed' });
      expect(await columns(to, 'v')).toBe('');
      await view('v', 'i AS id', false);
      expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed' });
      expect(await columns(to, 'v')).toBe('id integer, n integer');
      expect(await lab.rows(to, 'count(*)', 'v')).toEqual([[mode === 'update' ? '0' : '10']]);
    },
  );

  test('makes a table also where there is nothing to load', async () => {
    await lab.sql('CREATE VIEW v AS SELECT 1 AS id, 2 AS n WHERE false');
    const { id } = await lab.engine.syncs.create(await wanted(['id', 'n'], 'updateOrCreate'));
    expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed' });
    expect(await columns(to, 'v')).toBe('id integer, n integer');
  });

  test.each(['updateOrCreate', 'update'] as const)(
    'in mode %s finds its records by a key that becomes wider',
    async (mode) => {
      await view('v', 'i AS id', false);
      const first = await wanted(['id', 'n'], 'updateOrCreate');
      const { id } = await lab.engine.syncs.create(first);
      await lab.run('syncs', id);
      await view('v', `CASE WHEN i = 10 THEN 5000000000 ELSE i END AS id, 'note' AS note`, false);
      const note = {
        target: 'note',
        new: true,
        source: { model_id: first.fields[0]?.source?.model_id ?? '', field: 'note' },
      };
      await lab.engine.syncs.update(id, { ...first, mode, fields: [...first.fields, note] });
      expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed' });
      expect(await lab.rows(to, 'count(*) AS n, count(note) AS notes', 'v')).toEqual([
        mode === 'update' ? ['10', '9'] : ['11', '10'],
      ]);
    },
  );

  const alter = (statement: string) =>
    to === toPostgres ? lab.sql(statement) : inDuckdb(join(lab.dir, 'store.duckdb'), [statement]);
  async function resynced(id: string) {
    const { id: execution } = await lab.engine.syncs.start(id, { resync: true });
    return lab.engine.executions.ended(execution);
  }
  async function madeAnew(mode: SyncInput['mode']) {
    const sync = await wanted(['id', 'n'], mode);
    const target = { ...sync.target, configuration: { preserve_table_on_resync: false } };
    const { identity: _none, ...keyless } = sync;
    const { id } = await lab.engine.syncs.create({ ...(mode === 'append' ? keyless : sync), target });
    expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed' });
    await alter('ALTER TABLE lake.v ADD COLUMN by_hand integer');
    return id;
  }

  test.each(['updateOrCreate', 'replace', 'create', 'append'] as const)(
    'in mode %s a resync that makes the table again leaves the old one where it fails',
    async (mode) => {
      await view('v', 'i AS id', false);
      const id = await madeAnew(mode);
      await view('v', 'i AS id', true);
      expect(await resynced(id)).toMatchObject({ status: 'failed' });
      expect(await columns(to, 'v')).toBe('id integer, n integer, by_hand integer');
      expect(await lab.rows(to, 'count(*)', 'v')).toEqual([['10']]);
      // What was sent before is known still: nothing of it comes twice.
      await view('v', 'i AS id', false);
      expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed' });
      expect(await lab.rows(to, 'count(*)', 'v')).toEqual([['10']]);
      expect(await resynced(id)).toMatchObject({ status: 'completed', counts: { inserted: 10 } });
      expect(await columns(to, 'v')).toBe('id integer, n integer');
      expect(await lab.rows(to, 'count(*)', 'v')).toEqual([['10']]);
      expect(await lab.run('syncs', id)).toMatchObject({ counts: { inserted: 0, updated: 0, deleted: 0 } });
    },
  );

  test('a resync makes the table again also where there is nothing to load', async () => {
    await view('v', 'i AS id', false);
    const id = await madeAnew('updateOrCreate');
    await lab.sql('DROP VIEW v; CREATE VIEW v AS SELECT 1 AS id, 2 AS n WHERE false');
    expect(await resynced(id)).toMatchObject({ status: 'completed' });
    expect(await columns(to, 'v')).toBe('id integer, n integer');
    expect(await lab.rows(to, 'count(*)', 'v')).toEqual([['0']]);
    await view('v', 'i AS id', false);
    expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 10 } });
  });
});
