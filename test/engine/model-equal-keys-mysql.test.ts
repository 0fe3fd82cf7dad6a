import mysql from 'mysql2/promise';
import { describeNeeding } from '../needing.ts';
import { missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { testEqualKeys } from './equal-keys.ts';

/** Types of keys, and two values that are one to them. Of MySQL its own collations; of MariaDB its own types, and what both have. */
const KEYS =
  serverName === 'MySQL'
    ? ([
        ['varchar(20) COLLATE utf8mb4_0900_ai_ci', 'resume', 'Résumé'],
        ['varchar(20) COLLATE utf8mb4_0900_as_ci', 'Bob', 'bob'],
        ['varchar(20) CHARACTER SET utf8mb3', 'a', 'A '],
      ] as const)
    : ([
        ['varchar(20) COLLATE utf8mb4_general_ci', 'Bob', 'bob'],
        ['varchar(200) COLLATE utf8mb4_unicode_ci', 'resume', 'Résumé'],
        ['varchar(20) COLLATE utf8mb4_general_ci', '🍣', '🍺'],
        ['varchar(20) COLLATE utf8mb4_bin', 'a', 'a '],
        ['char(20) CHARACTER SET latin1', 'a', 'A'],
        ['uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'],
        ['inet6', '::1', '0:0:0:0:0:0:0:1'],
        ['decimal(10,2)', '1.0', '1.00'],
      ] as const);

describeNeeding(missingMysql(), serverName, () => {
  testEqualKeys(async (type) => {
    const server = await startMysql();
    const { host, port, user, password, database } = server;
    const line = await mysql.createConnection({ host, port, user, password, database });
    await line.query(`CREATE TABLE people (id ${type} PRIMARY KEY, n int) CHARSET utf8mb4`);
    return {
      type: 'mysql',
      configuration: server.configuration,
      object: `${database}.people`,
      insert: async (id) => void (await line.query('INSERT INTO people VALUES (?, 0)', [id])),
      async values() {
        const [rows] = await line.query('SELECT n FROM people');
        return (rows as { n: number }[]).map(({ n }) => String(n));
      },
      async [Symbol.asyncDispose]() {
        await line.end();
        await server[Symbol.asyncDispose]();
      },
    };
  }, KEYS);
});
