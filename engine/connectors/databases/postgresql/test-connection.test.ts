import type { Socket } from 'node:net';
import { certificateAuthority } from '../../../../test/services/certificates.ts';
import { startFakeServer } from '../../../../test/services/fake-server.ts';
import { connectionError } from '../../../families/postgresql/failures.ts';
import {
  connectionFailure,
  expectCancelable,
  testConnection,
} from '../../../families/sql/testing/connection-tests.ts';
import type { ConnectionError } from '../../../kit/errors.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
  await fixture.sql(`CREATE ROLE shut_out LOGIN PASSWORD 'x'`).catch(() => {});
  await fixture.sql(`CREATE ROLE certificate_user LOGIN`).catch(() => {});
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

const failure = (changes: object) => connectionFailure(fixture.open, changes);
const works = (changes: object) => expect(testConnection(fixture.open, changes)).resolves.toBeUndefined();

test('a connection that works is tested in silence', () => works({}));

test('an unknown host fails at name resolution', async () => {
  expect((await failure({ hostname: 'nowhere.invalid' })).part).toBe('name resolution');
});

test('a closed port is refused', async () => {
  const error = await failure({ port: 1 });
  expect(error.part).toBe('refused');
  expect(error.message).toContain('127.0.0.1:1');
});

test('a wrong password and an unknown user fail at the password, which is not told', async () => {
  const error = await failure({ password: 'planted-secret' });
  expect(error.part).toBe('user or password');
  expect(JSON.stringify(error) + error.message + error.stack).not.toContain('planted-secret');
  expect((await failure({ username: 'nobody_known' })).part).toBe('user or password');
});

test('an unknown database fails at the database', async () => {
  const error = await failure({ database: 'no_such_database' });
  expect(error.part).toBe('database');
  expect(error.message).toContain('no_such_database');
});

test('a user without rights fails at the permission', async () => {
  await fixture.sql(`REVOKE ALL ON SCHEMA public FROM PUBLIC`);
  expect((await failure({ username: 'shut_out', password: 'x' })).part).toBe('permission');
  await fixture.sql(`REVOKE CONNECT ON DATABASE ${fixture.service.database} FROM PUBLIC`);
  const error = await failure({ username: 'shut_out', password: 'x' });
  expect(error.part).toBe('permission');
  expect(error.message).toContain('permission denied for database');
  await fixture.sql(`GRANT CONNECT ON DATABASE ${fixture.service.database} TO PUBLIC`);
  await fixture.sql('GRANT USAGE ON SCHEMA public TO PUBLIC');
});

describe('TLS', () => {
  test('is taken without verifying anybody where no ca_cert is given', () => works({ ssl: true }));
  test('verifies the server against ca_cert', async () => {
    await works({ ssl: true, ca_cert: fixture.service.caCert });
    const other = certificateAuthority('somebody else');
    const error = await failure({ ssl: true, ca_cert: other.certificate });
    expect(error.part).toBe('tls');
    expect((await failure({ ssl: true, ca_cert: 'no PEM' })).part).toBe('tls');
  });
  test('verifies the name', async () => {
    // ::ffff:127.0.0.1 reaches the server but is not in its certificate.
    const error = await failure({ ssl: true, ca_cert: fixture.service.caCert, hostname: '::ffff:127.0.0.1' });
    expect(error.part).toBe('tls');
  });
  test('shows a client certificate', async () => {
    const { certificate, key } = fixture.service.clientCertificate;
    const asked = { ssl: true, username: 'certificate_user', password: '' };
    await works({ ...asked, client_certs: true, client_certificate: certificate, client_key: key });
    expect((await failure(asked)).part).toBe('tls');
    expect((await failure({ ...asked, ssl: false })).message).toMatch(/wants TLS|pg_hba/);
    const broken = { client_certs: true, client_certificate: certificate, client_key: 'no PEM' };
    expect((await failure({ ...asked, ...broken })).part).toBe('tls');
  });
});

describe('servers that are none', () => {
  async function against(answer: (socket: Socket) => void, changes: object): Promise<ConnectionError> {
    await using server = await startFakeServer(answer);
    return await failure({ port: server.port, ...changes });
  }
  test('a server without TLS fails at TLS', async () => {
    const error = await against((socket) => socket.once('data', () => socket.write('N')), { ssl: true });
    expect(error.part).toBe('tls');
    expect(error.hint).toContain('ssl = false');
  });
  test('one that hangs up is refused', async () => {
    expect((await against((socket) => socket.destroy(), {})).part).toBe('refused');
  });
  test('one that says nothing times out', () => {
    expect(connectionError(new Error('timeout expired'), fixture.config).part).toBe('timeout');
    const late = Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' });
    expect(connectionError(late, fixture.config).part).toBe('timeout');
  });
  test('waiting for one that says nothing ends with the signal', () => expectCancelable(fixture.open));
});

describe('detecting changes', () => {
  const changes = { change_detection: true, publication: 'followed' };
  test('works where the user may replicate and make a publication', () => works(changes));
  test('fails where the user may not replicate, and says what to run', async () => {
    await fixture.sql(`CREATE ROLE reader_only LOGIN PASSWORD 'x'`).catch(() => {});
    const error = await failure({ ...changes, username: 'reader_only', password: 'x' });
    expect(error.part).toBe('change detection');
    expect(error.message).toContain('ALTER ROLE "reader_only" REPLICATION');
  });
  test('fails where there is no publication and the user may not make it', async () => {
    await fixture.sql(`CREATE ROLE replicating LOGIN REPLICATION PASSWORD 'x'`).catch(() => {});
    const error = await failure({ ...changes, username: 'replicating', password: 'x' });
    expect(error.message).toContain('CREATE PUBLICATION "followed" FOR TABLE');
  });
  test('fails where the publication leaves something out', async () => {
    await fixture.sql(`CREATE PUBLICATION only_inserts FOR ALL TABLES WITH (publish = 'insert')`);
    const error = await failure({ ...changes, publication: 'only_inserts' });
    expect(error.message).toContain('leaves out update and delete and truncate');
  });
});
