import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelInput, SyncInput } from '../../engine/api/documents.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

let on: PostgresEngine;
let folder: string;
let files: string;
let people: string;
let companies: string;
let countries: string;

/** People in Postgres, their companies in a CSV file, the companies' countries in another. */
beforeEach(async () => {
  on = await postgresEngine();
  folder = await mkdtemp(join(tmpdir(), 'joins-'));
  await writeFile(join(folder, 'companies.csv'), 'id,name,country\n10,Acme,de\n20,Globex,fr\n30,Nobody,zz\n');
  await writeFile(join(folder, 'countries.csv'), 'code,name\nde,Germany\nfr,France\n');
  await on.sql(`CREATE TABLE people (id int PRIMARY KEY, name text, company text)`);
  await on.sql(
    `INSERT INTO people VALUES (1, 'Ada', '10'), (2, 'Bob', '20'), (3, 'Cyd', NULL), (4, 'Dan', '77')`,
  );
  files = (
    await on.engine.connections.create({
      name: 'files',
      type: 'local_files',
      configuration: { path: folder },
    })
  ).id;
  countries = (await on.engine.models.create(file('countries'))).id;
  companies = (
    await on.engine.models.create({
      ...file('companies'),
      relations: [{ from: 'country', to: { model_id: countries, field: 'code' } }],
    })
  ).id;
  people = (await on.engine.models.create(peopleModel())).id;
});
afterEach(async () => {
  await on[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function file(name: string): ModelInput {
  return { name, connection_id: files, configuration: { table: `${name}.csv` } };
}
function peopleModel(): ModelInput {
  return {
    name: 'people',
    connection_id: on.connection,
    configuration: { query: 'SELECT * FROM people' },
    relations: [{ from: 'company', to: { model_id: companies, field: 'id' } }],
  };
}
const field = (target: string, model_id: string, name: string) => ({
  target,
  source: { model_id, field: name },
});
function sync(over: Partial<SyncInput> = {}): SyncInput {
  return {
    name: 'people with companies',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connection, create: { name: 'joined' } },
    fields: [
      field('id', people, 'id'),
      field('name', people, 'name'),
      field('company', companies, 'name'),
      field('country', countries, 'name'),
    ],
    identity: { source: { model_id: people, field: 'id' }, target: 'id', function: 'Equality' },
    ...over,
  };
}
const joined = () => on.sql('SELECT * FROM joined ORDER BY id');

test('fields of several models are joined over their relations, across connections', async () => {
  const { id, model_ids } = await on.engine.syncs.create(sync());
  expect(model_ids).toEqual([people, companies, countries]);
  expect(await on.run('syncs', id)).toMatchObject({ status: 'completed', counts: { read: 4, inserted: 4 } });
  expect(await joined()).toEqual([
    ['1', 'Ada', 'Acme', 'Germany'],
    ['2', 'Bob', 'Globex', 'France'],
    ['3', 'Cyd', null, null],
    ['4', 'Dan', null, null],
  ]);
  await writeFile(join(folder, 'countries.csv'), 'code,name\nde,Deutschland\nfr,France\n');
  expect(await on.run('syncs', id)).toMatchObject({ counts: { updated: 1, unchanged: 3 } });
  expect((await joined())[0]).toEqual(['1', 'Ada', 'Acme', 'Deutschland']);
});

test('with only_enrich_updates a change of a joined model alone sends nothing', async () => {
  const { id } = await on.engine.syncs.create(sync({ only_enrich_updates: true }));
  await on.run('syncs', id);
  await writeFile(join(folder, 'countries.csv'), 'code,name\nde,Deutschland\nfr,République\n');
  expect(await on.run('syncs', id)).toMatchObject({ counts: { updated: 0, unchanged: 4 } });
  await on.sql(`UPDATE people SET name = 'Adele' WHERE id = 1`);
  expect(await on.run('syncs', id)).toMatchObject({ counts: { updated: 1, unchanged: 3 } });
  expect((await joined()).slice(0, 2)).toEqual([
    ['1', 'Adele', 'Acme', 'Deutschland'],
    ['2', 'Bob', 'Globex', 'France'],
  ]);
});

test.each(['append', 'replace'] as const)(
  'a record with several partners is sent once in mode %s, which knows no key, and the other pairs are refused',
  async (mode) => {
    await writeFile(join(folder, 'companies.csv'), 'id,name,country\n10,Acme,de\n10,Ajax,de\n20,Globex,fr\n');
    const { identity: _none, ...keyless } = sync({ mode });
    const { id } = await on.engine.syncs.create(keyless);
    const first = await on.run('syncs', id);
    expect(first).toMatchObject({ status: 'errors', counts: { inserted: 4, rejected: 1 } });
    const sent = await joined();
    expect(sent.map(([one]) => one)).toEqual(['1', '2', '3', '4']);
    // The same pair is sent again: nothing is new.
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 0, rejected: 1 } });
    expect(await joined()).toEqual(sent);
  },
);

test('filters and overrides may name fields of joined models', async () => {
  const { id } = await on.engine.syncs.create(
    sync({
      filters: [
        { source: { model_id: people, field: 'id' }, function: 'LessThan', value: 4 },
        { source: { model_id: companies, field: 'name' }, function: 'Inequality', value: 'Globex' },
      ],
      overrides: [
        { source: { model_id: countries, field: 'name' }, function: 'IsNull', override: 'nowhere' },
      ],
    }),
  );
  await on.run('syncs', id);
  expect(await joined()).toEqual([
    ['1', 'Ada', 'Acme', 'Germany'],
    ['3', 'Cyd', null, 'nowhere'],
  ]);
});

test('the identity’s model is the one whose records are sent, whichever way the relation goes', async () => {
  const { id } = await on.engine.syncs.create(
    sync({
      fields: [field('name', companies, 'name'), field('person', people, 'name')],
      identity: { source: { model_id: companies, field: 'id' }, target: 'id', function: 'Equality' },
    }),
  );
  await on.run('syncs', id);
  expect(await joined()).toEqual([
    ['10', 'Acme', 'Ada'],
    ['20', 'Globex', 'Bob'],
    ['30', 'Nobody', null],
  ]);
});

test('a record that is joined to several is sent once, and the others are named', async () => {
  await writeFile(join(folder, 'companies.csv'), 'id,name,country\n10,Acme,de\n10,Acme 2,fr\n');
  const { id } = await on.engine.syncs.create(sync());
  expect(await on.run('syncs', id)).toMatchObject({ status: 'errors', counts: { inserted: 4, rejected: 1 } });
});

test('what is wrong with relations is said at its place', async () => {
  await expect(
    on.engine.models.plan({
      ...peopleModel(),
      relations: [
        { from: 'company', to: { model_id: companies, field: 'nothing' } },
        { from: 'company', to: { model_id: 'nothing', field: 'id' } },
      ],
    }),
  ).rejects.toMatchObject({
    issues: [{ path: ['relations', 0, 'to', 'field'] }, { path: ['relations', 1, 'to', 'model_id'] }],
  });
  await expect(
    on.engine.models.plan({
      ...peopleModel(),
      relations: [{ from: 'x', to: { model_id: companies, field: 'id' } }],
    }),
  ).rejects.toMatchObject({ issues: [{ path: ['relations', 0, 'from'] }] });
  await expect(
    on.engine.syncs.plan(
      sync({ fields: [field('name', people, 'name'), field('country', countries, 'name')] }),
    ),
  ).rejects.toMatchObject({ issues: [{ path: ['fields', 1, 'source', 'model_id'] }] });
  await expect(on.engine.models.delete(countries)).rejects.toMatchObject({
    code: 'in_use',
    used_by: [{ type: 'model', name: 'companies' }],
  });
  await on.engine.models.delete(countries, { force: true });
  expect((await on.engine.models.get(companies))?.relations).toEqual([]);
});
