import type { SyncPlan } from '../../engine/api/documents.ts';
import { foretoldBy, refuseUnforetold } from '../../engine/executions/foretold.ts';
import { type BulkLab, bulkLab, toDuckdb, toPostgres } from './bulk-lab.ts';

/*
 * Apply does what the plan said on the target's tables, or refuses.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
  await lab.sql(`CREATE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t VALUES (1, 'a')`);
});
afterEach(() => lab[Symbol.asyncDispose]());

const plain = { disable_record_timestamps: true } as const;

/** What an apply of a plan does: stores the definition and runs it, unless something else would be done than was said. */
async function apply(planned: SyncPlan, to = toPostgres) {
  const input = lab.bulk(to, plain);
  const { id } = await lab.engine.bulkSyncs.create(input, undefined, (plan) =>
    refuseUnforetold(foretoldBy(planned.tables), plan.tables),
  );
  return id;
}

const tables = () =>
  lab.sql(`SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'lake' AND table_name = 't'
           ORDER BY ordinal_position`);

describe('the target changed between plan and apply', () => {
  test('a table that was to be made and that somebody made is left alone', async () => {
    const planned = await lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, plain));
    await lab.sql(`CREATE SCHEMA lake; CREATE TABLE lake.t (id int PRIMARY KEY)`);
    await expect(apply(planned)).rejects.toThrow(
      'the target changed since the plan: table lake.t would now be changed in another way than planned: ALTER TABLE "lake"."t" ADD COLUMN',
    );
    expect(await tables()).toEqual([['id', 'integer']]);
  });

  test('also where it is just as it was to be', async () => {
    const planned = await lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, plain));
    await lab.sql(`CREATE SCHEMA lake; CREATE TABLE lake.t (id int PRIMARY KEY, name text)`);
    await expect(apply(planned)).rejects.toThrow(
      'table lake.t was to be made, and somebody has made it since',
    );
    expect(await lab.sql('SELECT count(*) FROM lake.t')).toEqual([['0']]);
  });

  test('a column that is dropped is not added again by an apply that said nothing of it', async () => {
    await lab.sql(`CREATE SCHEMA lake; CREATE TABLE lake.t (id int PRIMARY KEY, name text)`);
    const planned = await lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, plain));
    await lab.sql(`ALTER TABLE lake.t DROP COLUMN name`);
    await expect(apply(planned)).rejects.toThrow(
      'table lake.t was to stay as it is, and would now be changed: ALTER TABLE "lake"."t" ADD COLUMN',
    );
    expect(await tables()).toEqual([['id', 'integer']]);
  });

  test('a column that takes no NULL any more is not altered by an apply that said nothing of it', async () => {
    await lab.sql(`CREATE SCHEMA lake; CREATE TABLE lake.t (id int PRIMARY KEY, name text)`);
    const planned = await lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, plain));
    await lab.sql(`ALTER TABLE lake.t ALTER COLUMN name SET NOT NULL`);
    await expect(apply(planned)).rejects.toThrow('ALTER COLUMN "name" DROP NOT NULL');
  });

  test('a run says so as well, which is what apply starts', async () => {
    const planned = await lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, plain));
    const id = await apply(planned);
    await lab.sql(`CREATE SCHEMA lake; CREATE TABLE lake.t (id int PRIMARY KEY, name text)`);
    const { id: execution } = await lab.engine.bulkSyncs.start(id, {
      foretold: foretoldBy(planned.tables),
    });
    expect(await lab.engine.executions.ended(execution)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('somebody has made it since'),
    });
    expect(await lab.sql('SELECT count(*) FROM lake.t')).toEqual([['0']]);
  });

  test('rows of others that came after the plan are not replaced by an apply that named fewer', async () => {
    const input = lab.bulk(toPostgres, { ...plain, mode: 'snapshot', allow_destructive: true });
    await lab.sql(`CREATE SCHEMA lake; CREATE TABLE lake.t (id int PRIMARY KEY, name text);
                   INSERT INTO lake.t VALUES (7, 'theirs')`);
    const planned = await lab.engine.bulkSyncs.plan(input);
    expect(planned.tables).toMatchObject([{ rows_at_stake: '1 row', rows_to_go: 1 }]);
    await lab.sql(`INSERT INTO lake.t VALUES (8, 'theirs'), (9, 'theirs')`);
    const refused =
      '2 more rows of others would be replaced in table lake.t than the plan named, which was 1';
    const accept = (plan: SyncPlan) => refuseUnforetold(foretoldBy(planned.tables), plan.tables);
    await expect(lab.engine.bulkSyncs.create(input, undefined, accept)).rejects.toThrow(refused);
    const { id } = await lab.engine.bulkSyncs.create(input);
    const foretold = foretoldBy(planned.tables);
    const { id: execution } = await lab.engine.bulkSyncs.start(id, { foretold });
    expect(await lab.engine.executions.ended(execution)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining(refused),
    });
    expect(await lab.sql('SELECT count(*) FROM lake.t')).toEqual([['3']]);
    // A later run by schedule does what the definition allows.
    await lab.moved(id);
    expect(await lab.sql('SELECT id FROM lake.t')).toEqual([['1']]);
  });

  test('a table that another sync made meanwhile is no surprise', async () => {
    const planned = await lab.engine.bulkSyncs.plan(lab.bulk(toDuckdb, plain));
    await lab.moved(await apply(planned, toDuckdb));
    await expect(apply(planned, toDuckdb)).resolves.toEqual(expect.any(String));
  });
});

describe('the plan shows the table as it will be', () => {
  test('columns that are there and hold more keep their types, and what stays has no statement', async () => {
    await lab.sql(`CREATE SCHEMA lake; CREATE TABLE lake.t (id bigint, name text)`);
    const { tables: planned } = await lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, plain));
    expect(planned).toMatchObject([
      { columns: [{ target_type: 'bigint' }, { target_type: 'text' }], statements: [], is_ours: false },
    ]);
  });

  test('that somebody widens a column of the target is no reason to read everything again', async () => {
    const id = await lab.create(toPostgres, plain);
    await lab.moved(id);
    const before = await lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, plain), { id });
    await lab.sql(`ALTER TABLE lake.t ALTER COLUMN id TYPE bigint`);
    const after = await lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, plain), { id });
    expect(after.tables[0]?.columns[0]?.target_type).toBe('bigint');
    expect(after.definition_version).toBe(before.definition_version);
  });
});

describe('a field that is listed and gone at the source', () => {
  test.each([
    ['synced', {}],
    ['disabled', { enabled: false }],
  ])('stays no fault, run after run, where it was %s', async (_, settings) => {
    await lab.sql('ALTER TABLE t ADD COLUMN extra int');
    const fields = [{ id: 'id' }, { id: 'name' }, { id: 'extra', ...settings }];
    const input = lab.bulk(toPostgres, { ...plain, schemas: [{ id: 'public.t', fields }] });
    const { id } = await lab.engine.bulkSyncs.create(input);
    await lab.moved(id);
    await lab.sql('ALTER TABLE t DROP COLUMN extra');
    for (let run = 0; run < 3; run++) {
      const { tables } = await lab.engine.bulkSyncs.plan(input, { id });
      expect(tables[0]?.columns.map(({ name }) => name)).toEqual(['id', 'name']);
      await lab.moved(id);
    }
  });
});

describe('a run that fails has changed nothing of a target that can undo it', () => {
  const failing = `CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'out of order' USING ERRCODE = '58030'; END$$`;

  test('a bulk sync', async () => {
    await lab.sql(`CREATE SCHEMA lake; CREATE TABLE lake.t (id int PRIMARY KEY); ${failing};
                   CREATE TRIGGER fails BEFORE INSERT ON lake.t FOR EACH STATEMENT EXECUTE FUNCTION fails()`);
    const id = await lab.create(toPostgres, plain);
    await expect(lab.moved(id)).rejects.toThrow(/out of order(?!.*which stays)/s);
    expect(await tables()).toEqual([['id', 'integer']]);
  });

  test('a model sync', async () => {
    await lab.sql(`CREATE SCHEMA lake; CREATE TABLE lake.t (id int PRIMARY KEY); ${failing};
                   CREATE TRIGGER fails BEFORE INSERT ON lake.t FOR EACH STATEMENT EXECUTE FUNCTION fails()`);
    const { id: model_id } = await lab.engine.models.create({
      name: 't',
      connection_id: lab.connection,
      configuration: { table: 'public.t' },
    });
    const { id } = await lab.engine.syncs.create({
      name: 'sync',
      active: true,
      mode: 'updateOrCreate',
      schedule: { frequency: 'manual' },
      target: { connection_id: lab.connection, object: 'lake.t' },
      identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' },
      fields: [{ target: 'name', source: { model_id, field: 'name' }, new: true }],
    });
    expect(await lab.run('syncs', id)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/out of order(?!.*which stays)/s),
    });
    expect(await tables()).toEqual([['id', 'integer']]);
  });
});

test.each([
  ['updateOrCreate', ''],
  ['replace', ''],
  // What holds less than before is another definition's table.
  ['updateOrCreate', ', ALTER COLUMN label TYPE varchar(5)'],
] as const)(
  'a column that somebody drops from a model sync’s table comes back with its values, in mode %s%s',
  async (mode, also) => {
    const { id: model_id } = await lab.engine.models.create({
      name: 't',
      connection_id: lab.connection,
      configuration: { table: 'public.t' },
    });
    const { id } = await lab.engine.syncs.create({
      name: 'sync',
      active: true,
      mode,
      schedule: { frequency: 'manual' },
      target: { connection_id: lab.connection, create: { name: 'public.copy' } },
      identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' },
      fields: ['name', 'label'].map((target) => ({ target, source: { model_id, field: 'name' } })),
    });
    expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed' });
    await lab.sql(`ALTER TABLE copy DROP COLUMN name${also}`);
    expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed' });
    expect(await lab.sql('SELECT id, name FROM copy')).toEqual([['1', 'a']]);
    expect(await lab.run('syncs', id)).toMatchObject({ counts: { inserted: 0, updated: 0, unchanged: 1 } });
  },
);
