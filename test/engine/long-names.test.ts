import type { SyncInput } from '../../engine/api/documents.ts';
import { testNeeding } from '../needing.ts';
import { missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { type BulkLab, bulkLab, toDuckdb, toParquet, toPostgres } from './bulk-lab.ts';

/*
 * Names that a target would cut short, or take for another one: the plan says so, and nothing is written.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const long = 'x'.repeat(65);
const issuesOf = (planned: Promise<unknown>): Promise<string> =>
  planned.then(
    () => 'planned',
    (error: Error & { issues?: readonly { message: string }[] }) =>
      (error.issues ?? [{ message: error.message }]).map(({ message }) => message).join('\n'),
  );

/** A DuckDB file as the source, with a table for each statement. */
async function fromDuckdb(...statements: readonly string[]): Promise<{ connection_id: string }> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(`${lab.dir}/from.duckdb`);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  const { id } = await lab.engine.connections.create({
    name: 'from',
    type: 'duckdb',
    configuration: { path: 'from.duckdb' },
  });
  return { connection_id: id };
}

describe('into Postgres', () => {
  test('two tables that it would cut to one name are both named by the plan', async () => {
    const source = await fromDuckdb(
      `CREATE TABLE ${long}table_one AS SELECT 1 AS id`,
      `CREATE TABLE ${long}table_two AS SELECT 2 AS id`,
      'CREATE TABLE fine AS SELECT 3 AS id',
    );
    const said = await issuesOf(lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, { source })));
    expect(said).toMatch(
      /table_one" has 74 bytes, more than 63, which Postgres does not take.*user_output_name/,
    );
    expect(said).toMatch(/table_two" has 74 bytes/);
    const schemas = [
      { id: `${long}table_one`, user_output_name: 'one' },
      { id: `${long}table_two`, user_output_name: 'two' },
    ];
    await lab.moved(await lab.create(toPostgres, { source, schemas, disable_record_timestamps: true }));
    expect(await lab.rows(toPostgres, '*', 'one')).toEqual([['1']]);
    expect(await lab.rows(toPostgres, '*', 'two')).toEqual([['2']]);
  });

  test('a table_prefix, a schema, the history’s table and a column count as well, in bytes', async () => {
    const source = await fromDuckdb(`CREATE TABLE t AS SELECT 1 AS id, 2 AS "${'é'.repeat(32)}"`);
    const plan = (configuration: object, over = {}) =>
      issuesOf(
        lab.engine.bulkSyncs.plan(
          lab.bulk(toPostgres, {
            source,
            destination: { connection_id: lab.connection, configuration: configuration as never },
            ...over,
          }),
        ),
      );
    const only = { schemas: [{ id: 't', fields: [{ id: 'id' }] }] };
    expect(await plan({ schema: 'lake', advanced: { table_prefix: 'p'.repeat(63) } }, only)).toMatch(
      /pt" has 64 bytes/,
    );
    expect(await plan({ schema: 's'.repeat(64) }, only)).toMatch(/sss" has 64 bytes/);
    expect(await plan({ schema: 'lake' })).toMatch(/"é+" has 64 bytes/);
    expect(await plan({ schema: 'lake' }, only)).toBe('planned');
  });

  test('two syncs whose new tables it would cut to one name are refused', async () => {
    await lab.sql(
      `CREATE TABLE m (id int PRIMARY KEY); INSERT INTO m VALUES (1); CREATE TABLE "${'x'.repeat(63)}" (kept int)`,
    );
    const { id: model_id } = await lab.engine.models.create({
      name: 'm',
      connection_id: lab.connection,
      configuration: { table: 'public.m' },
    });
    const sync = (name: string, field = 'id') =>
      ({
        name,
        active: true,
        mode: 'updateOrCreate',
        schedule: { frequency: 'manual' },
        target: { connection_id: lab.connection, create: { name } },
        fields: [{ target: 'n', source: { model_id, field: 'id' } }],
        identity: { source: { model_id, field: 'id' }, target: field, function: 'Equality' },
      }) as unknown as SyncInput;
    expect(await issuesOf(lab.engine.syncs.plan(sync(`${long}a`)))).toMatch(/xa" has 66 bytes/);
    expect(await issuesOf(lab.engine.syncs.plan(sync('fine', long)))).toMatch(/xx" has 65 bytes/);
    expect(await issuesOf(lab.engine.syncs.plan(sync('fine')))).toBe('planned');
  });
});

test('two tables that DuckDB tells apart by case alone are refused', async () => {
  await lab.sql('CREATE TABLE a (id int); CREATE TABLE b (id int)');
  const schemas = [
    { id: 'public.a', user_output_name: 'Same' },
    { id: 'public.b', user_output_name: 'SAME' },
  ];
  expect(await issuesOf(lab.engine.bulkSyncs.plan(lab.bulk(toDuckdb, { schemas })))).toMatch(
    /"public.a" and "public.b" would both become table/,
  );
  expect(await issuesOf(lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, { schemas })))).toBe('planned');
});

test('a file whose name the file system would not take is refused', async () => {
  await lab.sql('CREATE TABLE a (id int)');
  const named = (user_output_name: string) =>
    issuesOf(
      lab.engine.bulkSyncs.plan(lab.bulk(toParquet, { schemas: [{ id: 'public.a', user_output_name }] })),
    );
  expect(await named('y'.repeat(230))).toMatch(/too long for a file/);
  expect(await named('й'.repeat(60))).toMatch(/too long for a file/);
  expect(await named('y'.repeat(200))).toBe('planned');
});

testNeeding(
  missingMysql(),
  `into MySQL (${serverName} here): emoji, long names and names that differ by case are refused`,
  async () => {
    await using server = await startMysql();
    const { id: connection_id } = await lab.engine.connections.create({
      name: 'mysql',
      type: 'mysql',
      configuration: server.configuration,
    });
    await lab.sql('CREATE TABLE a (id int, "Name" text, name text)');
    const plan = (schema: object, normalize_names: 'enabled' | 'disabled' = 'enabled') =>
      issuesOf(
        lab.engine.bulkSyncs.plan(
          lab.bulk(toPostgres, {
            destination: { connection_id },
            normalize_names,
            schemas: [{ id: 'public.a', ...schema }],
          }),
        ),
      );
    expect(await plan({ user_output_name: 'sales 😀' })).toMatch(
      /"sales 😀" has a character beyond U\+FFFF, which MySQL does not take.*user_output_name/,
    );
    expect(await plan({ user_output_name: long })).toMatch(/longer than 64 characters/);
    expect(await plan({ fields: [{ id: 'id', user_output_name: '😀' }] })).toMatch(/U\+FFFF/);
    expect(await plan({}, 'disabled')).toBe('planned');
  },
);
