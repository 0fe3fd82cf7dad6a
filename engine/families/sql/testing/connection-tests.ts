import { startFakeServer } from '../../../../test/services/fake-server.ts';
import type { OpenConnector } from '../../../contract/contract.ts';
import { ConnectionError } from '../../../kit/errors.ts';

/** Another connector to a test's server, with other settings. */
type Open = (changes: object) => Promise<OpenConnector>;

const never = new AbortController().signal;

/** Tests a connection with these settings, and throws what the test throws. */
export async function testConnection(open: Open, changes: object): Promise<void> {
  await using connector = await open(changes);
  await connector.facets.test?.test(never);
}

/** What a connection's test fails with under these settings; fails if it does not. */
export async function connectionFailure(open: Open, changes: object): Promise<ConnectionError> {
  const error = await testConnection(open, changes).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ConnectionError);
  return error as ConnectionError;
}

/** That a test of a connection to a server that says nothing ends with its signal. */
export async function expectCancelable(open: Open): Promise<void> {
  await using silent = await startFakeServer((socket) => socket.resume());
  await using connector = await open({ port: silent.port });
  const controller = new AbortController();
  const testing = connector.facets.test?.test(controller.signal);
  setTimeout(() => controller.abort(), 50);
  await expect(testing).rejects.toMatchObject({ code: 'canceled' });
}
