import type { Socket } from 'node:net';
import { describeNeeding } from '../../../../test/needing.ts';
import { certificateAuthority } from '../../../../test/services/certificates.ts';
import { startFakeServer } from '../../../../test/services/fake-server.ts';
import { missingMysql, serverName } from '../../../../test/services/mysql/mysql.ts';
import { LOG_STATE_RIGHT } from '../../../../test/services/mysql/words.ts';
import {
  connectionFailure,
  expectCancelable,
  testConnection,
} from '../../../families/sql/testing/connection-tests.ts';
import type { ConnectionError } from '../../../kit/errors.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

const missing = missingMysql();

describeNeeding(missing, `testing a connection at ${serverName}`, () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture();
    await fixture.sql(`CREATE USER IF NOT EXISTS shut_out@'127.0.0.1' IDENTIFIED BY 'x'`);
    await fixture.sql(`CREATE USER IF NOT EXISTS tls_only@'127.0.0.1' IDENTIFIED BY 'x' REQUIRE SSL`);
    await fixture.sql(
      `CREATE USER IF NOT EXISTS certificate_only@'127.0.0.1' IDENTIFIED BY 'x' REQUIRE X509`,
    );
    for (const user of ['tls_only', 'certificate_only'])
      await fixture.sql(`GRANT ALL ON ${fixture.service.database}.* TO ${user}@'127.0.0.1'`);
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  const failure = (changes: object) => connectionFailure(fixture.open, changes);
  const works = (changes: object) => expect(testConnection(fixture.open, changes)).resolves.toBeUndefined();

  test('that works is silent, with TLS and without, with a database and without', async () => {
    await works({});
    await works({ ssl: true });
    await works({ dbname: undefined });
    await works({ account: 'tls_only', passwd: 'x', ssl: true });
  });

  test('verifies the server where there is an authority, and shows a certificate where there is one', async () => {
    const { caCert: ca_cert, clientCertificate } = fixture.service;
    await works({ ssl: true, ca_cert });
    await works({ ssl: true, ca_cert, hostname: 'localhost' });
    const other = certificateAuthority().certificate;
    expect(await failure({ ssl: true, ca_cert: other })).toMatchObject({
      part: 'tls',
      hint: expect.stringContaining('ca_cert'),
    });
    const ours = {
      client_certs: true,
      client_certificate: clientCertificate.certificate,
      client_key: clientCertificate.key,
    };
    const shows = { account: 'certificate_only', passwd: 'x', ssl: true };
    await works({ ...shows, ...ours });
    expect((await failure(shows)).part).toBe('user or password');
  });

  test('names what is wrong', async () => {
    expect((await failure({ hostname: 'nowhere.invalid' })).part).toBe('name resolution');
    expect(await failure({ port: 1 })).toMatchObject({
      part: 'refused',
      message: expect.stringContaining('127.0.0.1:1'),
    });
    expect(await failure({ dbname: 'no_such_database' })).toMatchObject({
      part: 'database',
      message: expect.stringContaining('no_such_database'),
    });
    expect((await failure({ account: 'tls_only', passwd: 'x' })).hint).toContain('TLS');
  });

  test('does not tell the password', async () => {
    const error = await failure({ passwd: 'planted-secret' });
    expect(error.part).toBe('user or password');
    expect(JSON.stringify(error) + error.message + error.stack).not.toContain('planted-secret');
  });

  if (serverName === 'MySQL')
    test('tells a password in full, by the server’s key or over TLS, and then in short', async () => {
      await fixture.sql(
        `CREATE USER fresh@'127.0.0.1' IDENTIFIED WITH caching_sha2_password BY 'x' PASSWORD EXPIRE NEVER`,
      );
      await fixture.sql(`GRANT ALL ON ${fixture.service.database}.* TO fresh@'127.0.0.1'`);
      const fresh = { account: 'fresh', passwd: 'x' };
      for (const ssl of [false, true]) {
        // The server forgets whose passwords it knows.
        await fixture.sql('FLUSH PRIVILEGES');
        expect((await failure({ ...fresh, passwd: 'wrong', ssl })).part).toBe('user or password');
        await works({ ...fresh, ssl });
        await works({ ...fresh, ssl });
      }
    });

  test('of a user without rights fails at the permission', async () => {
    const shutOut = { account: 'shut_out', passwd: 'x' };
    expect((await failure(shutOut)).part).toBe('permission');
    expect((await failure({ ...shutOut, dbname: undefined })).part).toBe('permission');
  });

  describe('to a server that is none', () => {
    async function against(answer: (socket: Socket) => void): Promise<ConnectionError> {
      await using server = await startFakeServer(answer);
      return await failure({ port: server.port });
    }
    test('one that hangs up is refused', async () => {
      expect((await against((socket) => socket.destroy())).part).toBe('refused');
    });
    test('one that speaks something else is refused', async () => {
      const error = await against((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      expect(error.part).toBe('refused');
    });
    test('waiting for one that says nothing ends with the signal', () => expectCancelable(fixture.open));
  });
});

describeNeeding(missing, `testing a connection that is to detect changes at ${serverName}`, () => {
  let fixture: Fixture;
  beforeAll(async () => {
    // Settings of the whole server are changed.
    fixture = await openFixture({ localInfile: true });
    for (const user of ['nothing', 'state', 'log'])
      await fixture.sql(`CREATE USER ${user}@'127.0.0.1' IDENTIFIED BY 'x'`);
    await fixture.sql(`GRANT SELECT ON ${fixture.service.database}.* TO nothing@'127.0.0.1'`);
    await fixture.sql(`GRANT SELECT, ${LOG_STATE_RIGHT} ON *.* TO state@'127.0.0.1'`);
    await fixture.sql(`GRANT SELECT, ${LOG_STATE_RIGHT}, REPLICATION SLAVE ON *.* TO log@'127.0.0.1'`);
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  const detecting = (changes: object) => ({ change_detection: true, ...changes });
  const failure = (changes: object = {}) => connectionFailure(fixture.open, detecting(changes));
  const works = (changes: object = {}) =>
    expect(testConnection(fixture.open, detecting(changes))).resolves.toBeUndefined();

  test('works with the rights that it takes, with TLS and without', async () => {
    await works();
    await works({ ssl: true });
    await works({ account: 'log', passwd: 'x' });
  });

  test('names the rights that are missing, and the statement that gives them', async () => {
    expect(await failure({ account: 'nothing', passwd: 'x' })).toMatchObject({
      part: 'permission',
      hint: expect.stringContaining(`GRANT ${LOG_STATE_RIGHT}, REPLICATION SLAVE ON *.*`),
    });
    expect(await failure({ account: 'state', passwd: 'x' })).toMatchObject({
      part: 'permission',
      hint: expect.stringContaining('GRANT REPLICATION SLAVE ON *.*'),
    });
    await testConnection(fixture.open, { account: 'nothing', passwd: 'x' });
  });

  test.each([
    ['binlog_format', 'MIXED', 'ROW'],
    ['binlog_row_image', 'MINIMAL', 'FULL'],
  ])('names %s = %s', async (name, wrong, right) => {
    await fixture.sql(`SET GLOBAL ${name} = ${wrong}`);
    const error = await failure();
    await fixture.sql(`SET GLOBAL ${name} = ${right}`);
    expect(error).toMatchObject({
      part: 'change detection',
      message: expect.stringContaining(`${name} is ${wrong}`),
      hint: expect.stringContaining(`SET GLOBAL ${name} = '${right}'`),
      path: ['change_detection'],
    });
    await works();
  });

  test('names a replica whose log has only its own changes', async () => {
    if (serverName !== 'MySQL') await fixture.sql("SET GLOBAL gtid_slave_pos = '0-9-999999'");
    await using replica = await openFixture(
      serverName === 'MySQL' ? { settings: { 'log-replica-updates': 'OFF' } } : undefined,
    );
    const at = serverName === 'MySQL' ? replica : fixture;
    expect(await connectionFailure(at.open, detecting({}))).toMatchObject({
      part: 'change detection',
      message: expect.stringMatching(/log_(slave|replica)_updates is OFF/),
    });
  });
});
