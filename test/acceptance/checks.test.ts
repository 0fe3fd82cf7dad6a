import { Database } from './database.ts';
import { mapOfFields, model, PEOPLE, sync } from './definitions.ts';
import { succeeded, Workspace } from './workspace.ts';

/*
 * Data sources for `check` blocks and `terraform test`: rows of a query, and what a run would do.
 */

let database: Database;
let workspace: Workspace;
beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(PEOPLE);
  await database.sql('UPDATE people SET price = NULL WHERE id = 2');
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const QUERY = `
data "syncform_query" "first" {
  connection_id = syncform_postgresql_connection.db.id
  query         = "SELECT id, name, price, 9007199254740993 AS large FROM people ORDER BY id"
  limit         = 2
}
output "first" { value = data.syncform_query.first }
`;
const SECRET = `fields = {
  name = { source = { model_id = syncform_model.people.id, field = "name" }, encryption_enabled = true }
}
encryption_passphrase = "a long one"`;

test('a query answers rows as text, exactly, as many as asked for', async () => {
  await workspace.configure(database.connection('db'), QUERY);
  await workspace.apply();
  const { raw } = await workspace.run(['output', '-json', 'first']);
  expect(JSON.parse(raw)).toMatchObject({
    columns: [
      { name: 'id', type: 'int' },
      { name: 'name', type: 'string' },
      { name: 'price', type: 'decimal(10,2)' },
      { name: 'large', type: 'bigint' },
    ],
    rows: [
      { id: '1', name: 'name 1', price: '1.50', large: '9007199254740993' },
      { id: '2', name: 'name 2', price: null, large: '9007199254740993' },
    ],
  });
});

test('what a query cannot be is an error at its attribute', async () => {
  await workspace.configure(
    database.connection('db'),
    QUERY.replace('limit         = 2', 'table = "people"'),
  );
  expect((await workspace.plan()).output).toContain('Set either query or table, not both.');
  await workspace.configure(database.connection('db'), QUERY.replace('FROM people', 'FROM nobody'));
  const { code, output } = await workspace.plan();
  expect(code).toBe(1);
  expect(output).toMatch(/Cannot read the rows \[invalid\].*nobody/);
});

test('check blocks hold a sync and its target to what is said of them', async () => {
  await workspace.configure(
    database.connection('db'),
    model(),
    sync({ more: SECRET }).replace(/fields = \{[\s\S]*?\n {2}\}\n/, ''),
    `
check "all_there" {
  data "syncform_sync_preview" "copy" {
    sync_id = syncform_sync.copy.id
  }
  assert {
    condition     = data.syncform_sync_preview.copy.create + data.syncform_sync_preview.copy.remove == 0
    error_message = "\${data.syncform_sync_preview.copy.create} people are not there yet"
  }
}
check "no_empty_price" {
  data "syncform_query" "empty" {
    connection_id = syncform_postgresql_connection.db.id
    query         = "SELECT count(*) AS n FROM people WHERE price IS NULL"
  }
  assert {
    condition     = data.syncform_query.empty.rows[0].n == "0"
    error_message = "\${data.syncform_query.empty.rows[0].n} people have no price"
  }
}
data "syncform_sync_preview" "again" {
  sync_id = syncform_sync.copy.id
  samples = 1
}
output "again" { value = data.syncform_sync_preview.again }
`,
  );
  const applied = await workspace.apply();
  expect(applied.output).toContain('1 people have no price');
  expect(applied.output).not.toContain('are not there yet');
  const { raw } = await workspace.run(['output', '-json', 'again']);
  const again = JSON.parse(raw);
  expect(again).toMatchObject({ read: 100, create: 0, unchanged: 100, remove: 0, rejected: 0 });
  expect(again.objects).toMatchObject([{ table: 'public.people_copy', statements: [] }]);

  await database.sql(`INSERT INTO people VALUES (101, 'new', 1), (102, 'newer', 2)`);
  expect((await workspace.plan()).output).toContain('2 people are not there yet');
});

test('samples show records, and nothing of what is sent encrypted', async () => {
  await database.sql(`INSERT INTO people VALUES (103, 'secret name', 1)`);
  await workspace.apply('-refresh-only');
  const again = JSON.parse((await workspace.run(['output', '-json', 'again'])).raw);
  expect(again.sample.map(({ action }: { action: string }) => action)).toContain('create');
  expect(JSON.stringify(again.sample)).not.toMatch(/secret name|name \d/);
});

test('terraform test asserts on both', async () => {
  await using other = await Workspace.create();
  await other.configure(
    database.connection('db'),
    model(),
    sync({ table: 'public.tested', fields: mapOfFields('name'), more: 'on_destroy = "drop"' }),
    'data "syncform_sync_preview" "copy" { sync_id = syncform_sync.copy.id }',
    `data "syncform_query" "copied" {
      connection_id = syncform_sync.copy.target.connection_id
      query         = "SELECT count(*) AS n FROM tested"
      depends_on    = [syncform_sync.copy]
    }`,
  );
  await other.write(
    'people.tftest.hcl',
    `run "moves_everyone" {
      assert {
        condition     = data.syncform_query.copied.rows[0].n == "103"
        error_message = "expected 103 people, not \${data.syncform_query.copied.rows[0].n}"
      }
      assert {
        condition     = data.syncform_sync_preview.copy.unchanged == 103
        error_message = "expected nothing more to do"
      }
    }`,
  );
  const { output } = succeeded(await other.run(['test', '-no-color']));
  expect(output).toContain('1 passed, 0 failed');
});
