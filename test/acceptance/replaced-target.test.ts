import { Database } from './database.ts';
import { model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

const file = (label: string, path: string) => `
resource "syncform_duckdb_connection" "${label}" {
  name          = "${label}"
  configuration = { path = "${path}" }
}
`;

/** A sync and a bulk sync into a connection of any type. */
const into = (target: string, table: string, schema: string) => [
  sync({ table }).replace('syncform_postgresql_connection.db.id\n    create', `${target}.id\n    create`),
  `
resource "syncform_bulk_sync" "all" {
  name        = "all"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_postgresql_connection.db.id }
  destination = { connection_id = ${target}.id, configuration = { schema = "${schema}" } }
  schemas     = { "public.people" = {} }
}
`,
];

test('a target may be replaced by one of another type in one apply: its syncs go there, and it is gone', async () => {
  await using source = await Database.create();
  await using target = await Database.create();
  await using workspace = await Workspace.create();
  await source.sql(PEOPLE);
  await workspace.configure(
    source.connection('db'),
    target.connection('into'),
    model(),
    ...into('syncform_postgresql_connection.into', 'public.people_copy', 'public'),
  );
  await workspace.apply();
  const before = await workspace.state();

  await workspace.configure(
    source.connection('db'),
    file('into', 'into.duckdb'),
    model(),
    ...into('syncform_duckdb_connection.into', 'main.people_copy', 'main'),
  );
  await workspace.apply();
  expect((await workspace.plan()).code).toBe(0);
  const after = await workspace.state();
  for (const address of ['syncform_sync.copy', 'syncform_bulk_sync.all'])
    expect(after[address]?.values.id).toBe(before[address]?.values.id);
  {
    await using engine = await workspace.engine();
    expect((await engine.connections.list()).map(({ type }) => type).sort()).toEqual([
      'duckdb',
      'postgresql',
    ]);
    const [found] = (await engine.connections.list()).filter(({ type }) => type === 'duckdb');
    const count = async (table: string) =>
      (await engine.connections.query(found?.id ?? '', { query: `SELECT count(*) FROM ${table}` }, 1)).rows;
    expect(String(await count('main.people_copy'))).toBe('100');
    expect(String(await count('main.people'))).toBe('100');
  }
  // The tables that are left behind keep their rows.
  expect(await target.value('SELECT count(*) FROM people_copy')).toBe('100');
});

test('a model and its connection may be replaced while a sync goes on with another model', async () => {
  await using source = await Database.create();
  await using workspace = await Workspace.create();
  await source.sql(PEOPLE);
  await workspace.configure(source.connection('db'), model(), sync());
  await workspace.apply();
  await workspace.configure(
    source.connection('db'),
    model().replace('"syncform_model" "people"', '"syncform_model" "others"'),
    sync().replaceAll('syncform_model.people', 'syncform_model.others'),
  );
  await workspace.apply();
  expect((await workspace.plan()).code).toBe(0);
  await using engine = await workspace.engine();
  expect(await engine.models.list()).toHaveLength(1);
});

test('what something else uses is not deleted, and the advice fits its kind', async () => {
  await using source = await Database.create();
  await using workspace = await Workspace.create();
  await source.sql(PEOPLE);
  await workspace.configure(source.connection('db'), model(), sync());
  await workspace.apply();
  await workspace.run(['state', 'rm', 'syncform_sync.copy']);
  await workspace.configure(source.connection('db'));
  const { code, output } = await workspace.tryApply();
  expect(code).toBe(1);
  expect(output).toContain('Model in use: model "people" is used by sync "copy of people"');
  expect(output).toContain('create_before_destroy = true');
  expect(output).not.toContain('force_destroy');
});
