import mysql from 'mysql2/promise';
import type { SyncInput } from '../../engine/api/documents.ts';
import { describeNeeding } from '../needing.ts';
import { type MysqlService, missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

/* What the connection's user may not do in MariaDB is a fault of the plan, which names the right. */

describeNeeding(missingMysql(), `rights that the user of ${serverName} lacks`, () => {
  let on: PostgresEngine;
  let server: MysqlService;
  let root: mysql.Connection;
  let user: string;
  let target: string;
  let source: string;
  beforeEach(async () => {
    on = await postgresEngine();
    server = await startMysql();
    source = server.database;
    target = await server.createDatabase();
    const { host, port, user: name, password } = server;
    root = await mysql.createConnection({ host, port, user: name, password, multipleStatements: true });
    user = `u_${target}`.slice(0, 30);
    await root.query(`CREATE TABLE ${source}.src (id int PRIMARY KEY, n int, secret int);
      INSERT INTO ${source}.src VALUES (1, 1, 9), (2, 2, 9);
      CREATE TABLE ${target}.dst (id int PRIMARY KEY, n int); INSERT INTO ${target}.dst VALUES (1, 0);
      CREATE USER '${user}'@'%' IDENTIFIED BY 'secret of the user'`);
  });
  afterEach(async () => {
    await root.query(`DROP USER '${user}'@'%'; DROP ROLE IF EXISTS role_of_x`);
    await root.end();
    await server[Symbol.asyncDispose]();
    await on[Symbol.asyncDispose]();
  });

  const named = (text: string) =>
    text.replaceAll(/\bU\b/g, `'${user}'@'%'`).replaceAll(/\bS\b/g, source).replaceAll(/\bT\b/g, target);

  /** A connection of a user with some rights. */
  async function connected(rights: readonly string[]): Promise<string> {
    for (const right of rights) await root.query(named(right));
    const { id } = await on.engine.connections.create({
      name: 'as user',
      type: 'mysql',
      configuration: { ...server.configuration, account: user, passwd: 'secret of the user' },
    });
    return id;
  }

  /** Plans a sync as such a user; answers how to run it. */
  async function planned(
    rights: readonly string[],
    into: 'dst' | 'made',
    fields: readonly string[] = ['id', 'n'],
    added: readonly string[] = [],
  ) {
    const connection_id = await connected(rights);
    const model = await on.engine.models.create({
      name: 'src',
      connection_id,
      configuration: { table: named('S.src') },
    });
    const from = (field: string) => ({ model_id: model.id, field });
    const input: SyncInput = {
      name: 'src',
      active: true,
      mode: 'updateOrCreate',
      schedule: { frequency: 'manual' },
      target:
        into === 'dst'
          ? { connection_id, object: named('T.dst') }
          : { connection_id, create: { name: named('T.made') } },
      fields: [
        ...fields.map((name) => ({ target: name, source: from(name) })),
        ...added.map((name) => ({ target: name, new: true, source: from('n') })),
      ],
      identity: { source: from('id'), target: 'id', function: 'Equality' },
    };
    const { id } = await on.engine.syncs.create(input);
    return () => on.run('syncs', id);
  }

  const READ = ['GRANT SELECT ON S.src TO U'];
  const STAGE = [...READ, 'GRANT CREATE TEMPORARY TABLES ON T.* TO U'];
  const COMMITS = 'GRANT CREATE, SELECT, INSERT, DELETE ON T._syncform_commits TO U';

  test.each([
    ['reading the source', ['GRANT INSERT ON S.src TO U'], 'dst', 'GRANT SELECT ON `S`.`src` TO U'],
    [
      'reading a column of the source',
      ['GRANT SELECT (id), INSERT (n) ON S.src TO U'],
      'dst',
      'may not read column `n` of `S`.`src`: GRANT SELECT (`n`) ON `S`.`src` TO U',
    ],
    [
      'temporary tables',
      [...READ, COMMITS, 'GRANT SELECT, INSERT, UPDATE ON T.dst TO U'],
      'dst',
      'through which rows come: GRANT CREATE TEMPORARY TABLES ON `T`.* TO U',
    ],
    [
      'a table of commits',
      [...STAGE, 'GRANT SELECT, INSERT, UPDATE ON T.dst TO U'],
      'dst',
      'GRANT SELECT, INSERT, DELETE, CREATE ON `T`.`_syncform_commits` TO U',
    ],
    [
      'INSERT',
      [...STAGE, COMMITS, 'GRANT SELECT, UPDATE ON T.dst TO U'],
      'dst',
      'GRANT INSERT ON `T`.`dst` TO U',
    ],
    [
      'UPDATE',
      [...STAGE, COMMITS, 'GRANT SELECT, INSERT ON T.dst TO U'],
      'dst',
      'GRANT UPDATE ON `T`.`dst` TO U',
    ],
    [
      'SELECT at the target',
      [...STAGE, COMMITS, 'GRANT INSERT, UPDATE ON T.dst TO U'],
      'dst',
      'GRANT SELECT ON `T`.`dst` TO U',
    ],
    ['making a table', STAGE, 'made', 'may not make tables in database `T`: GRANT CREATE ON `T`.* TO U'],
  ] as const)('a plan without the right to %s says which one', async (_, rights, into, said) => {
    await expect(planned(rights, into)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(named(said)),
    });
  });

  test('a plan that would alter a table without that right says so', async () => {
    const rights = [...STAGE, COMMITS, 'GRANT SELECT, INSERT, UPDATE ON T.dst TO U'];
    await expect(planned(rights, 'dst', ['id', 'n'], ['extra'])).rejects.toMatchObject({
      message: expect.stringContaining(named('may not alter `T`.`dst`: GRANT ALTER ON `T`.`dst` TO U')),
    });
  });

  test.each([
    [
      'a table that is there',
      [...STAGE, COMMITS, 'GRANT SELECT, INSERT, UPDATE ON T.dst TO U'],
      'dst',
      { inserted: 1, updated: 1 },
    ],
    [
      'one whose columns it may not all read',
      [
        'GRANT SELECT (id, n) ON S.src TO U',
        ...STAGE.slice(1),
        COMMITS,
        'GRANT SELECT, INSERT, UPDATE ON T.dst TO U',
      ],
      'dst',
      { inserted: 1, updated: 1 },
    ],
    [
      'one that it makes',
      [...STAGE, COMMITS, 'GRANT CREATE, SELECT, INSERT, UPDATE ON T.made TO U'],
      'made',
      { inserted: 2 },
    ],
    [
      'one by a role',
      [
        ...STAGE,
        COMMITS,
        'CREATE ROLE IF NOT EXISTS role_of_x',
        'GRANT SELECT, INSERT, UPDATE ON T.dst TO role_of_x',
        'GRANT role_of_x TO U',
        serverName === 'MySQL' ? 'SET DEFAULT ROLE role_of_x TO U' : 'SET DEFAULT ROLE role_of_x FOR U',
      ],
      'dst',
      { inserted: 1, updated: 1 },
    ],
  ] as const)('with no more rights than these a sync fills %s', async (_, rights, into, counts) => {
    const run = await planned(rights, into);
    expect(await run()).toMatchObject({ error: null, status: 'completed', counts });
  });

  test('a bulk sync leaves out what the user may not read, by name', async () => {
    const connection_id = await connected(['GRANT INSERT ON S.src TO U', 'GRANT SELECT ON T.dst TO U']);
    const plan = await on.engine.bulkSyncs
      .plan({
        name: 'all',
        active: true,
        mode: 'replicate',
        source: { connection_id, configuration: { database: source } },
        destination: { connection_id: on.connection },
        schedule: { frequency: 'manual' },
        schemas: [{ id: named('S.src') }],
      })
      .then(
        () => 'no fault',
        (error: Error) => error.message,
      );
    expect(plan).toContain(named('GRANT SELECT ON `S`.`src` TO U'));
  });
});
