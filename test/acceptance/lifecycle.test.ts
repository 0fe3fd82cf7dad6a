import { Database } from './database.ts';
import { listOfFields, mapOfFields, model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

interface LastExecution {
  readonly id: string;
  readonly status: string;
  readonly records_inserted: number;
  readonly records_updated: number;
  readonly records_unchanged: number;
}

let database: Database;
let workspace: Workspace;
beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(PEOPLE);
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const lastExecution = () => workspace.value<LastExecution>('syncform_sync.copy', 'last_execution');

test('apply makes the table and moves the rows', async () => {
  await workspace.configure(database.connection('db'), model(), sync());
  await workspace.apply();
  expect(await database.rows('SELECT count(*), sum(price) FROM people_copy')).toEqual([['100', '7575.00']]);
  expect(await lastExecution()).toMatchObject({ status: 'completed', records_inserted: 100 });
  const tables = await workspace.value<Record<string, unknown>>('syncform_sync.copy', 'tables');
  expect(tables).toMatchObject({
    'public.people_copy': {
      key: ['id'],
      columns: { id: 'integer', name: 'text', price: 'numeric(10,2)' },
      source_types: {},
      source_fields: {},
      losses: {},
    },
  });
});

test('a second plan has nothing to do', async () => {
  const { code, output } = await workspace.plan();
  expect(output).toContain('No changes.');
  expect(code).toBe(0);
});

test('fields as a list mean the same as a map', async () => {
  await workspace.configure(
    database.connection('db'),
    model(),
    sync({ fields: listOfFields('price', 'name') }),
  );
  expect((await workspace.plan()).output).toContain('No changes.');
});

test('a new name does not run the sync', async () => {
  const before = await lastExecution();
  await workspace.configure(database.connection('db'), model(), sync({ name: 'renamed' }));
  await workspace.apply();
  expect(await lastExecution()).toEqual(before);
  await using engine = await workspace.engine();
  expect((await engine.syncs.list()).map((s) => s.name)).toEqual(['renamed']);
});

test('a trigger runs it, and only what changed is written', async () => {
  await database.sql(`UPDATE people SET name = 'changed' WHERE id <= 3`);
  await workspace.configure(
    database.connection('db'),
    model(),
    sync({ name: 'renamed', more: 'triggers = { day = "1" }' }),
  );
  await workspace.apply();
  expect(await lastExecution()).toMatchObject({
    records_inserted: 0,
    records_updated: 3,
    records_unchanged: 97,
  });
});

test('a change of the model’s query shows in the plan of its sync, alters the table and runs', async () => {
  const query = 'SELECT id, upper(name) AS name, price::numeric(12,4) AS price FROM people';
  await workspace.configure(
    database.connection('db'),
    model(query),
    sync({ name: 'renamed', more: 'triggers = { day = "1" }' }),
  );
  const { code, output } = await workspace.plan();
  expect(code).toBe(2);
  expect(output).toContain('Apply will change table public.people_copy');
  expect(output).toContain('ALTER TABLE "public"."people_copy" ALTER COLUMN "price" TYPE numeric(12,4)');
  const planned = (await workspace.plannedChanges())['syncform_sync.copy'];
  expect(JSON.stringify(planned?.after?.tables)).toContain('"price":"numeric(12,4)"');
  await workspace.apply('tfplan');
  expect(await lastExecution()).toMatchObject({ status: 'completed', records_updated: 100 });
  expect(await database.value('SELECT name FROM people_copy WHERE id = 50')).toBe('NAME 50');
  expect((await workspace.plan()).code).toBe(0);
});

test('a dropped target table is drift, and apply fills it again', async () => {
  await database.sql('DROP TABLE people_copy');
  expect((await workspace.plan()).output).toContain('target_state = "missing" -> "ready"');
  await workspace.apply('tfplan');
  expect(await database.value('SELECT count(*) FROM people_copy')).toBe('100');
  expect((await workspace.plan()).code).toBe(0);
});

test('a definition that was changed in the store is drift, and apply puts it back', async () => {
  {
    await using engine = await workspace.engine();
    const [stored] = await engine.syncs.list();
    if (!stored) throw new Error('there is no sync');
    await engine.syncs.update(stored.id, {
      ...stored,
      fields: stored.fields.filter((f) => f.target !== 'price'),
    });
  }
  const planned = await workspace.plan();
  expect(planned.code).toBe(2);
  expect(planned.output).toContain('price');
  await workspace.apply('tfplan');
  expect((await workspace.plan()).code).toBe(0);
  await using engine = await workspace.engine();
  expect((await engine.syncs.list())[0]?.fields.map((f) => f.target)).toEqual(['name', 'price']);
});

test('run_on_apply = false leaves the target alone', async () => {
  const before = await lastExecution();
  await workspace.configure(
    database.connection('db'),
    model(),
    sync({ name: 'renamed', fields: mapOfFields('name'), more: 'run_on_apply = false' }),
  );
  await workspace.apply();
  expect(await lastExecution()).toEqual(before);
  expect((await workspace.plan()).code).toBe(0);
});

test('destroy keeps the rows, or drops the table where that was asked for', async () => {
  await workspace.destroy();
  expect(await database.value('SELECT count(*) FROM people_copy')).toBe('100');
  await database.sql('DROP TABLE people_copy');
  await workspace.configure(database.connection('db'), model(), sync({ more: 'on_destroy = "drop"' }));
  await workspace.apply();
  expect(await database.value('SELECT count(*) FROM people_copy')).toBe('100');
  await workspace.destroy();
  expect(await database.value(`SELECT to_regclass('public.people_copy')::text`)).toBeNull();
  expect(await workspace.state()).toEqual({});
});
