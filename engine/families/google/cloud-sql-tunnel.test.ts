import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { type CloudSqlService, startCloudSql } from '../../../test/services/cloud-sql.ts';
import { ConnectionError } from '../../kit/errors.ts';
import type { CloudSqlName } from './cloud-sql-name.ts';
import { parseCloudSqlName } from './cloud-sql-name.ts';
import { type CloudSqlOptions, openCloudSqlTunnel } from './cloud-sql-tunnel.ts';
import { parseServiceAccount, type ServiceAccount } from './service-account.ts';

const never = new AbortController().signal;
let echo: Server;
let service: CloudSqlService;

beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  service = await startCloudSql({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await new Promise((resolve) => echo.close(resolve));
});

function open(changes: Partial<CloudSqlOptions> = {}) {
  return openCloudSqlTunnel({
    name: parseCloudSqlName(service.connectionName) as CloudSqlName,
    account: parseServiceAccount(service.credentials) as ServiceAccount,
    endpoint: service.endpoint,
    address: undefined,
    isIam: false,
    ...changes,
  });
}

async function said(stream: Duplex, text: string): Promise<string> {
  stream.write(text);
  const [chunk] = (await once(stream, 'data')) as [Buffer];
  return chunk.toString();
}

test('connections share one certificate, and all lead to the instance', async () => {
  await using tunnel = open();
  const [first, second] = await Promise.all([tunnel.connect(never), tunnel.connect(never)]);
  expect(await said(first as Duplex, 'one')).toBe('one');
  expect(await said(second as Duplex, 'two')).toBe('two');
  const base = '/sql/v1beta4/projects/project/instances/instance';
  expect(service.asked).toEqual([`GET ${base}/connectSettings`, `POST ${base}:generateEphemeralCert`]);
  expect(service.certified).toEqual([{}]);
});

test('a port of this machine leads there for clients that take no stream', async () => {
  await using tunnel = open();
  const socket = connect(await tunnel.listen(never), '127.0.0.1');
  expect(await said(socket, 'hello')).toBe('hello');
  socket.destroy();
});

test('with IAM the certificate is asked for with a token of the service account', async () => {
  await using tunnel = open({ isIam: true });
  (await tunnel.connect(never)).destroy();
  expect(service.certified).toEqual([{ access_token: 'token' }]);
});

test.each([
  [
    'an instance that is not there',
    { name: { project: 'project', region: 'europe-west6', instance: 'gone' } },
    'database',
    /404: The Cloud SQL instance does not exist.*project has no instance gone/,
  ],
  [
    'another region',
    { name: { project: 'project', region: 'us-east1', instance: 'instance' } },
    'database',
    /is in region europe-west6/,
  ],
  ['an address that it does not have', { address: 'private' }, 'database', /no private address.*public/],
] as const)('%s is named', async (_, changes, part, message) => {
  await using tunnel = open(changes);
  const error = await tunnel.connect(never).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ConnectionError);
  const { part: found, message: text, hint = '' } = error as ConnectionError;
  expect(found).toBe(part);
  expect(`${text}. ${hint}`).toMatch(message);
});

test('a key that is not the account’s is refused', async () => {
  await using tunnel = open({ account: parseServiceAccount(service.otherKey) as ServiceAccount });
  await expect(tunnel.connect(never)).rejects.toMatchObject({ part: 'user or password' });
});

test('a server with the certificate of another instance is not spoken to', async () => {
  service.pretend();
  await using tunnel = open();
  const error = (await tunnel.connect(never).catch((e: unknown) => e)) as ConnectionError;
  expect(error.part).toBe('tls');
  expect(error.message).toContain('its certificate is for project:another, not for project:instance');
  // It was asked for again, in case the instance had been replaced.
  await expect(tunnel.connect(never)).rejects.toMatchObject({ part: 'tls' });
  expect(service.asked).toHaveLength(4);
});

test.each(['project:region', 'a b:c:d', ''])('%j is no connection name', (text) => {
  expect(parseCloudSqlName(text)).toBeUndefined();
});

test('a project may belong to a domain', () => {
  expect(parseCloudSqlName('example.com:p:r:i')).toEqual({
    project: 'example.com:p',
    region: 'r',
    instance: 'i',
  });
});
