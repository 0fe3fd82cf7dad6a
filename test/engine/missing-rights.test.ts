import type { BulkSyncInput, SyncInput } from '../../engine/api/documents.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

/* What the connection's user may not do in Postgres is a fault of the plan, which names the right. */

let on: PostgresEngine;
beforeEach(async () => {
  on = await postgresEngine();
  await on.sql(`CREATE SCHEMA s; CREATE SCHEMA t;
    CREATE TABLE s.src (id int PRIMARY KEY, n int, secret int); INSERT INTO s.src VALUES (1, 1, 9), (2, 2, 9);
    CREATE TABLE t.dst (id int PRIMARY KEY, n int); INSERT INTO t.dst VALUES (1, 0)`);
});
afterEach(async () => {
  const [[name] = []] = await on.sql('SELECT current_database()');
  await on.sql(`DROP OWNED BY "${name}_user" CASCADE; DROP ROLE "${name}_user"`);
  await on[Symbol.asyncDispose]();
});

/** A connection of a user with some rights. */
async function connected(rights: readonly string[]): Promise<string> {
  const [[database] = []] = await on.sql('SELECT current_database()');
  const user = `${database}_user`;
  await on.sql(`CREATE ROLE "${user}" LOGIN PASSWORD 'secret of the user'`);
  for (const right of rights)
    await on.sql(right.replaceAll(/\bU\b/g, `"${user}"`).replaceAll(/\bD\b/g, `"${database}"`));
  const { configuration } = (await on.engine.connections.get(on.connection)) ?? {};
  const { id } = await on.engine.connections.create({
    name: 'as user',
    type: 'postgresql',
    configuration: { ...configuration, username: user, password: 'secret of the user' },
  });
  return id;
}

/** Plans a sync as a user with some rights; answers how to run it. */
async function planned(
  rights: readonly string[],
  target: SyncInput['target'],
  added: readonly string[] = [],
) {
  const connection_id = await connected(rights);
  const model = await on.engine.models.create({
    name: 'src',
    connection_id,
    configuration: { table: 's.src' },
  });
  const source = (field: string) => ({ model_id: model.id, field });
  const { id } = await on.engine.syncs.create({
    name: 'src',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { ...target, connection_id },
    fields: [
      ...['id', 'n'].map((name) => ({ target: name, source: source(name) })),
      ...added.map((name) => ({ target: name, new: true, source: source('n') })),
    ],
    identity: { source: source('id'), target: 'id', function: 'Equality' },
  });
  return () => on.run('syncs', id);
}

const into = { connection_id: '', object: 't.dst' };
const made = { connection_id: '', create: { name: 't.made' } };
const SOME_COLUMNS = ['GRANT USAGE ON SCHEMA s TO U', 'GRANT SELECT (id, n) ON s.src TO U'];
const READ = ['GRANT USAGE ON SCHEMA s TO U', 'GRANT SELECT ON s.src TO U'];
const WRITE = [...READ, 'GRANT USAGE, CREATE ON SCHEMA t TO U'];

test.each([
  ['the source’s schema', [], into, 'GRANT USAGE ON SCHEMA "s" TO'],
  ['reading the source', ['GRANT USAGE ON SCHEMA s TO U'], into, 'GRANT SELECT ON "s"."src" TO'],
  [
    'reading a column of the source',
    [
      'GRANT USAGE ON SCHEMA s TO U',
      'GRANT SELECT (id) ON s.src TO U',
      ...WRITE.slice(2),
      'GRANT ALL ON t.dst TO U',
    ],
    into,
    'may not read column "n" of s.src: GRANT SELECT ("n") ON "s"."src" TO',
  ],
  ['the target’s schema', [...READ, 'GRANT ALL ON t.dst TO U'], into, 'GRANT USAGE ON SCHEMA "t" TO'],
  [
    'a table of commits',
    [...READ, 'GRANT USAGE ON SCHEMA t TO U', 'GRANT ALL ON t.dst TO U'],
    into,
    '_syncform_commits is kept: GRANT CREATE ON SCHEMA "t" TO',
  ],
  ['INSERT', [...WRITE, 'GRANT SELECT, UPDATE ON t.dst TO U'], into, 'GRANT INSERT ON "t"."dst" TO'],
  ['UPDATE', [...WRITE, 'GRANT SELECT, INSERT ON t.dst TO U'], into, 'GRANT UPDATE ON "t"."dst" TO'],
  [
    'SELECT at the target',
    [...WRITE, 'GRANT INSERT, UPDATE ON t.dst TO U'],
    into,
    'GRANT SELECT ON "t"."dst" TO',
  ],
  [
    'temporary tables',
    [...WRITE, 'GRANT ALL ON t.dst TO U', 'REVOKE TEMPORARY ON DATABASE D FROM PUBLIC'],
    into,
    'GRANT TEMPORARY ON DATABASE',
  ],
  ['making a table', [...READ, 'GRANT USAGE ON SCHEMA t TO U'], made, 'GRANT CREATE ON SCHEMA "t" TO'],
  [
    'making a schema',
    READ,
    { connection_id: '', create: { name: 'new.made' } },
    'may not make schema "new": GRANT CREATE ON DATABASE',
  ],
] as const)('a plan without the right to %s says which one', async (_, rights, target, said) => {
  await expect(planned(rights, target)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(said),
  });
});

test('a plan that would alter a table of another owner says so', async () => {
  const rights = [...WRITE, 'GRANT ALL ON t.dst TO U'];
  await expect(planned(rights, into, ['extra'])).rejects.toMatchObject({
    message: expect.stringMatching(/may not alter "t"."dst"/),
  });
});

test.each([
  [
    'a table that is there',
    [...WRITE, 'GRANT SELECT, INSERT, UPDATE ON t.dst TO U'],
    into,
    { inserted: 1, updated: 1 },
  ],
  ['one that is made', WRITE, made, { inserted: 2 }],
  [
    'one from some columns of a table',
    [...SOME_COLUMNS, ...WRITE.slice(2), 'GRANT SELECT, INSERT, UPDATE ON t.dst TO U'],
    into,
    { inserted: 1, updated: 1 },
  ],
] as const)('with no more rights than these a sync fills %s', async (_, rights, target, counts) => {
  const run = await planned(rights, target);
  expect(await run()).toMatchObject({ status: 'completed', counts });
});

describe('a bulk sync of a table of which the user may read some columns', () => {
  const bulk = (connection_id: string, schemas: BulkSyncInput['schemas']): BulkSyncInput => ({
    name: 'some columns',
    active: true,
    mode: 'replicate',
    source: { connection_id, configuration: { schema: 's' } },
    destination: { connection_id: on.connection, configuration: { schema: 't' } },
    schedule: { frequency: 'manual' },
    disable_record_timestamps: true,
    ...(schemas ? { schemas } : {}),
  });

  test('is refused with the columns by name, and runs without them', async () => {
    const connection = await connected(SOME_COLUMNS);
    await expect(on.engine.bulkSyncs.plan(bulk(connection, [{ id: 's.src' }]))).rejects.toMatchObject({
      message: expect.stringMatching(
        /may not read column "secret" of s.src: GRANT SELECT \("secret"\) ON "s"."src" TO .*enabled = false/,
      ),
    });
    const { id } = await on.engine.bulkSyncs.create(
      bulk(connection, [{ id: 's.src', fields: [{ id: 'secret', enabled: false }] }]),
    );
    expect(await on.run('bulkSyncs', id)).toMatchObject({ status: 'completed' });
    expect(await on.sql('SELECT * FROM t.src ORDER BY 1')).toEqual([
      ['1', '1'],
      ['2', '2'],
    ]);
  });

  test('leaves the others standing, where it is not named', async () => {
    await on.sql('CREATE TABLE s.open (id int PRIMARY KEY); INSERT INTO s.open VALUES (7)');
    const connection = await connected([...SOME_COLUMNS, 'GRANT SELECT ON s.open TO U']);
    const plan = await on.engine.bulkSyncs.plan(bulk(connection, undefined));
    expect(plan.tables.map(({ source }) => source)).toEqual(['s.open']);
    expect(plan.warnings.join()).toContain('may not read column "secret" of s.src');
  });
});

test.each([
  ['that replaces its table', { mode: 'snapshot', allow_destructive: true }],
  ['that deletes what the source has deleted', { mode: 'replicate', disable_record_timestamps: true }],
] as const)('a bulk sync %s is refused where the user may delete no rows', async (_, options) => {
  await on.sql('CREATE TABLE t.src (LIKE s.src INCLUDING ALL)');
  const connection_id = await connected([...WRITE, 'GRANT SELECT, INSERT, UPDATE ON t.src TO U']);
  const input: BulkSyncInput = {
    name: 'into t',
    active: true,
    source: { connection_id, configuration: { schema: 's' } },
    destination: { connection_id, configuration: { schema: 't', advanced: { hard_deletes: true } } },
    schedule: { frequency: 'manual' },
    schemas: [{ id: 's.src' }],
    ...options,
  };
  await expect(on.engine.bulkSyncs.plan(input)).rejects.toMatchObject({
    message: expect.stringMatching(
      /s\.src: user .* may not DELETE at "t"\."src": GRANT DELETE ON "t"\."src" TO/,
    ),
  });
});
