import { createServer, type Server, type Socket } from 'node:net';
import { missingMariadb } from '../../../test/services/mariadb.ts';
import { ConnectionError } from '../../api/errors.ts';
import type { MysqlConfig } from './config.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

const missing = missingMariadb();
if (missing) console.error(`SKIPPED: ${missing}`);

(missing ? describe.skip : describe)('testing a connection', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture();
    await fixture.sql(`CREATE OR REPLACE USER shut_out@'127.0.0.1' IDENTIFIED BY 'x'`);
    await fixture.sql(`CREATE OR REPLACE USER tls_only@'127.0.0.1' IDENTIFIED BY 'x' REQUIRE SSL`);
    await fixture.sql(`GRANT ALL ON ${fixture.service.database}.* TO tls_only@'127.0.0.1'`);
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  async function failure(changes: Partial<Record<keyof MysqlConfig, unknown>>): Promise<ConnectionError> {
    const connector = await fixture.open(changes);
    const error = await connector.facets.test?.test(fixture.signal).then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(ConnectionError);
    return error as ConnectionError;
  }
  const works = async (changes: Partial<Record<keyof MysqlConfig, unknown>>) =>
    (await fixture.open(changes)).facets.test?.test(fixture.signal);

  test('that works is silent, with TLS and without, with a database and without', async () => {
    await works({});
    await works({ ssl: true });
    await works({ dbname: undefined });
    await works({ account: 'tls_only', passwd: 'x', ssl: true });
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

  test('of a user without rights fails at the permission', async () => {
    const shutOut = { account: 'shut_out', passwd: 'x' };
    expect((await failure(shutOut)).part).toBe('permission');
    expect((await failure({ ...shutOut, dbname: undefined })).part).toBe('permission');
  });

  describe('to a server that is none', () => {
    async function against(answer: (socket: Socket) => void): Promise<ConnectionError> {
      const sockets = new Set<Socket>();
      const server: Server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        answer(socket);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        return await failure({ port: (server.address() as { port: number }).port });
      } finally {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      }
    }
    test('one that hangs up is refused', async () => {
      expect((await against((socket) => socket.destroy())).part).toBe('refused');
    });
    test('one that speaks something else is refused', async () => {
      const error = await against((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      expect(error.part).toBe('refused');
    });
    test('waiting for one that says nothing ends with the signal', async () => {
      const server = createServer((socket) => socket.resume());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const connector = await fixture.open({ port: (server.address() as { port: number }).port });
      const controller = new AbortController();
      const testing = connector.facets.test?.test(controller.signal);
      setTimeout(() => controller.abort(), 50);
      await expect(testing).rejects.toMatchObject({ code: 'canceled' });
      await new Promise((resolve) => server.close(resolve));
    });
  });

  test('what is not there yet says which field asks for it', async () => {
    await expect(fixture.open({ change_detection: true })).rejects.toMatchObject({
      code: 'unsupported',
      path: ['change_detection'],
    });
  });
});
