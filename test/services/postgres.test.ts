import pg from 'pg';
import { type PostgresService, startPostgres } from './postgres.ts';

let service: PostgresService;
beforeAll(async () => {
  service = await startPostgres();
});
afterAll(() => service?.stop());

async function ask(config: pg.ClientConfig, sql: string): Promise<unknown> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

test('is a server with logical replication and a database of the test’s own', async () => {
  const { connectionString } = service;
  expect(await ask({ connectionString }, 'SHOW wal_level')).toBe('logical');
  expect(await ask({ connectionString }, 'SHOW fsync')).toBe('on');
  expect(await ask({ connectionString }, 'SELECT current_database()')).toBe(service.database);
  expect(await service.createDatabase()).not.toBe(service.database);
});

test('is shared by the run', async () => {
  await using other = await startPostgres();
  expect(other.port).toBe(service.port);
  expect(other.database).not.toBe(service.database);
});

test('wants the password', async () => {
  const { host, port, user, database } = service;
  await expect(ask({ host, port, user, database, password: 'no' }, 'SELECT 1')).rejects.toMatchObject({
    code: '28P01',
  });
});

test('offers TLS with a certificate that its authority signed, and takes client certificates', async () => {
  const { host, port, user, password, database, caCert, clientCertificate } = service;
  const encrypted = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
  const ssl = { ca: caCert, rejectUnauthorized: true };
  expect(await ask({ host, port, user, password, database, ssl }, encrypted)).toBe(true);
  await ask({ host, port, user, password, database }, 'CREATE ROLE certificate_user LOGIN').catch(() => {});
  const { certificate: cert, key } = clientCertificate;
  const byCertificate = { host, port, database, user: 'certificate_user', ssl: { ...ssl, cert, key } };
  expect(await ask(byCertificate, 'SELECT current_user')).toBe('certificate_user');
  await expect(ask({ ...byCertificate, ssl }, 'SELECT 1')).rejects.toThrow('certificate');
});

test('a server of one’s own starts and stops', async () => {
  const own = await startPostgres({ fsync: false });
  expect(own.port).not.toBe(service.port);
  const { connectionString } = own;
  expect(await ask({ connectionString }, 'SHOW fsync')).toBe('off');
  await own.stop();
  await expect(ask({ connectionString }, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
