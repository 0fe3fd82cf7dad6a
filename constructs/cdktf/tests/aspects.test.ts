import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aspects, TerraformStack, Testing } from 'cdktf';
import { Construct } from 'constructs';
import {
  BulkSync,
  type BulkSyncProps,
  DuckdbConnection,
  definitionsOf,
  EverySyncHasOwner,
  Model,
  ModelSync,
  type ModelSyncProps,
  NothingDestructive,
  ownedBy,
  PersonalDataObfuscated,
  SyncformProvider,
} from '../index.ts';

let stack: TerraformStack;
beforeEach(() => {
  stack = new TerraformStack(Testing.app(), 'stack');
});

function sync(scope: Construct, props: Partial<ModelSyncProps<object>> = {}) {
  const connection = new DuckdbConnection(scope, 'duckdb', { path: '/data/a.duckdb' });
  const users = Model.fromTable(scope, 'users', { connection, table: 'users' });
  return new ModelSync(scope, 'people', {
    mode: 'updateOrCreate',
    target: { connection, object: 'main.people' },
    identity: { source: users.field('id'), target: 'id' },
    fields: { name: users.field('name'), mail: { source: users.field('Email'), encryptionEnabled: true } },
    ...props,
  } as ModelSyncProps<object>);
}

function bulkSync(scope: Construct, schemas: BulkSyncProps<object, object>['schemas'], props: object = {}) {
  const connection = new DuckdbConnection(scope, 'source', { path: '/data/b.duckdb' });
  return new BulkSync(scope, 'raw', {
    source: connection,
    destination: connection,
    ...(schemas && { schemas }),
    ...props,
  });
}

test('every sync has an owner, its own or that of a construct around it, and all that have none are named', () => {
  Aspects.of(stack).add(new EverySyncHasOwner());
  const team = new Construct(stack, 'team');
  const own = sync(team);
  const raw = bulkSync(stack, undefined);
  expect(() => definitionsOf(stack)).toThrow(
    /^syncform_sync "stack\/team\/people": nobody owns it: .*\nsyncform_bulk_sync "stack\/raw": nobody owns it/,
  );
  ownedBy(stack, 'Data platform');
  ownedBy(team, 'Sales');
  new SyncformProvider(stack, 'syncform');
  const folder = Testing.fullSynth(stack);
  const written = JSON.parse(readFileSync(join(folder, 'stacks/stack/cdk.tf.json'), 'utf8')).resource;
  expect(Object.values(written.syncform_sync)).toMatchObject([{ '//': { owner: 'Sales' } }]);
  expect(Object.values(written.syncform_bulk_sync)).toMatchObject([{ '//': { owner: 'Data platform' } }]);
  expect([own, raw].map(({ node }) => node.path)).toEqual(['stack/team/people', 'stack/raw']);
  expect(() => ownedBy(stack, ' ')).toThrow('"stack": an owner has a name.');
});

test.each<[string, (scope: TerraformStack) => void, string]>([
  [
    'allowDestructive',
    (scope) => sync(scope, { allowDestructive: true }),
    'syncform_sync "stack/people": allow_destructive',
  ],
  [
    'allowReset',
    (scope) => bulkSync(scope, undefined, { allowReset: true }),
    'syncform_bulk_sync "stack/raw": allow_reset',
  ],
  [
    'onDestroy',
    (scope) => bulkSync(scope, undefined, { onDestroy: 'drop' }),
    'syncform_bulk_sync "stack/raw": on_destroy',
  ],
  [
    'forceDestroy',
    (scope) => new DuckdbConnection(scope, 'db', { path: '/a', forceDestroy: true }),
    'syncform_duckdb_connection "stack/db": force_destroy',
  ],
  [
    'an override',
    (scope) => sync(scope).addOverride('allow_reset', true),
    'syncform_sync "stack/people": allow_reset',
  ],
])('where nothing may be destructive, %s is refused', (_, define, message) => {
  Aspects.of(stack).add(new NothingDestructive());
  define(stack);
  expect(() => definitionsOf(stack)).toThrow(`${message} lets data be lost`);
});

test('where nothing may be destructive, what says so itself is taken', () => {
  Aspects.of(stack).add(new NothingDestructive());
  sync(stack, { allowDestructive: false, onDestroy: 'keep' });
  expect(definitionsOf(stack).syncs.people).toMatchObject({ allow_destructive: false, on_destroy: 'keep' });
});

test('personal data that a bulk sync lists is obfuscated', () => {
  Aspects.of(stack).add(
    new PersonalDataObfuscated({
      fields: ['email', /phone/i],
      allow: ({ object, field }) => object === 'shops' && field === 'phone',
    }),
  );
  bulkSync(stack, {
    users: { fields: { id: {}, Email: {}, mobile_phone: { enabled: false } } },
    shops: { fields: { phone: {} } },
    old: { enabled: false },
  });
  expect(definitionsOf(stack).bulkSyncs.raw).toMatchObject({
    schemas: {
      users: { fields: { id: {}, Email: { obfuscate: true }, mobile_phone: { enabled: false } } },
      shops: { fields: { phone: {} } },
    },
  });
});

test('personal data that would be sent as it is, or may be, is refused', () => {
  const model = { id: 'model' };
  const rule = new PersonalDataObfuscated({ fields: ['email'] });
  Aspects.of(stack).add(rule);
  sync(stack, {
    fields: { mail: { model, field: 'Email' }, name: { model, field: 'name' } },
    identity: { source: { model, field: 'email' }, target: 'id' },
  });
  bulkSync(stack, { users: {} });
  expect(() => definitionsOf(stack)).toThrow(
    /^syncform_sync "stack\/people": fields\.mail: Email is personal data and is sent as it is.*\n.*identity: email is personal data.*\nsyncform_bulk_sync "stack\/raw": schemas\.users: its fields are not listed/,
  );
});

test('objects whose fields are not listed can be ignored', () => {
  Aspects.of(stack).add(new PersonalDataObfuscated({ fields: ['email'], unlisted: 'ignore' }));
  sync(stack);
  bulkSync(stack, undefined);
  expect(Object.keys(definitionsOf(stack).bulkSyncs)).toEqual(['raw']);
});

test('what a stack defines is found by the paths of its constructs', () => {
  sync(new Construct(stack, 'team'));
  const { connections, models, syncs, bulkSyncs, primaryKeys } = definitionsOf(stack);
  expect([connections, models, syncs, bulkSyncs, primaryKeys].map((all) => Object.keys(all))).toEqual([
    ['team/duckdb'],
    ['team/users'],
    ['team/people'],
    [],
    [],
  ]);
  expect(syncs['team/people']).toMatchObject({ mode: 'updateOrCreate', target: { object: 'main.people' } });
});

test('rules hold where a whole program is synthesised', () => {
  const app = new App({ outdir: Testing.app().outdir });
  const own = new TerraformStack(app, 'own');
  new SyncformProvider(own, 'syncform');
  Aspects.of(own).add(new NothingDestructive());
  sync(own, { allowReset: true });
  expect(() => app.synth()).toThrow(/syncform_sync "own\/people": allow_reset/);
});
