import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { slotName } from '../../../engine/connectors/databases/postgresql/changes/slot-name.ts';
import { startPostgres } from '../../services/postgres.ts';
import type { ChangesFixture, SqlSession } from './fixture.ts';
import { postgresqlSamples } from './postgresql-samples.ts';

export const postgresql: ChangesFixture = {
  connector: 'postgresql',
  async open() {
    const server = await startPostgres();
    const session = () => openSession(server.connectionString);
    const admin = await session();
    // Settings unlike the ones under which values leave: what depends on them is found out.
    for (const setting of [
      "timezone TO 'America/Caracas'",
      "datestyle TO 'German'",
      'extra_float_digits TO 0',
      "bytea_output TO 'escape'",
      "intervalstyle TO 'sql_standard'",
    ])
      await admin.sql(`ALTER DATABASE ${server.database} SET ${setting}`);
    for (const statement of [
      `CREATE TYPE mood AS ENUM ('sad', 'ok, "fine"', '')`,
      'CREATE TYPE pair AS (a int, "b c" text)',
      "CREATE DOMAIN email AS varchar(80) CHECK (value LIKE '%@%')",
      'CREATE DOMAIN mails AS email[]',
    ])
      await admin.sql(statement);
    const plain = server.configuration;
    // Slots are the server's, publications the database's.
    const publication = `Pub "${randomBytes(4).toString('hex')}"`;
    const config = { ...plain, change_detection: true, publication };
    return {
      plain,
      config,
      port: server.port,
      by: async (port) => ({ ...config, hostname: '127.0.0.1', port }),
      configuration: { schema: 'public' },
      object: (table) => `public.${table}`,
      quoted: (name) => `"${name}"`,
      retyped: (table, column, type) => `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type}`,
      session,
      types: postgresqlSamples,
      async keyless() {
        await admin.sql('CREATE TABLE keyless (id int, name text)');
        return 'public.keyless';
      },
      async cut(stream) {
        await admin.sql(
          `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '${slotName(stream)}'`,
        );
      },
      async lose(stream) {
        await admin.sql(`SELECT pg_drop_replication_slot('${slotName(stream)}')`);
      },
      async [Symbol.asyncDispose]() {
        await admin[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};

async function openSession(connectionString: string): Promise<SqlSession> {
  const client = new pg.Client({ connectionString, types: { getTypeParser: () => (text: unknown) => text } });
  client.on('error', () => {});
  await client.connect();
  await client.query("SET TimeZone TO 'UTC'");
  await client.query("SET DateStyle TO 'ISO, YMD'");
  return {
    sql: async (text) => (await client.query<(string | null)[]>({ text, rowMode: 'array' })).rows,
    [Symbol.asyncDispose]: () => client.end(),
  };
}
