import pg from 'pg';
import { startPostgres } from '../services/postgres.ts';
import { testEqualKeys } from './equal-keys.ts';

testEqualKeys(
  async (type) => {
    const server = await startPostgres();
    const client = new pg.Client({ connectionString: server.connectionString });
    await client.connect();
    await client.query(`CREATE EXTENSION citext;
      CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE people (id ${type} PRIMARY KEY, n int)`);
    return {
      type: 'postgresql',
      configuration: { ...server.configuration },
      object: 'public.people',
      insert: async (id) => void (await client.query('INSERT INTO people VALUES ($1, 0)', [id])),
      values: async () => (await client.query('SELECT n FROM people')).rows.map(({ n }) => String(n)),
      async [Symbol.asyncDispose]() {
        await client.end();
        await server[Symbol.asyncDispose]();
      },
    };
  },
  [
    ['citext', 'Bob', 'bob'],
    ['uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'],
    ['inet', '10.0.0.1', '10.0.0.1/32'],
    ['numeric', '1.0', '1.00'],
    ['numeric(10,2)', '1.5', '1.50'],
    ['text COLLATE loose', 'résumé', 'RÉSUMÉ'],
    ['varchar(20) COLLATE loose', 'Straße', 'straße'],
    ['macaddr', '08:00:2b:01:02:03', '08-00-2b-01-02-03'],
  ],
);
