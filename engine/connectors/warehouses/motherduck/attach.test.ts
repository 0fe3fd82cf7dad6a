import { serviceFailure } from './attach.ts';

const failure = (message: string) => serviceFailure(new Error(message), 'sales', '1.5.5');

test.each([
  ['Invalid Input Error: Invalid MotherDuck token', 'user or password', /does not accept the access token/],
  ['Request failed: Your request is not authenticated (jwt expired)', 'user or password', /access token/],
  ["Catalog Error: no database/share named 'sales' found", 'database', /no database sales/],
  ['Permission denied for database sales', 'permission', /may not open sales/],
  ['Could not resolve host api.motherduck.com', 'name resolution', /cannot be resolved/],
  ['Failed to connect to service: connection timed out', 'refused', /cannot be reached/],
  ['Something that nobody has seen yet', 'database', /MotherDuck refused: Something that nobody/],
])('%s', (message, part, said) => {
  expect(failure(message)).toMatchObject({ part, message: expect.stringMatching(said) });
});

test('a DuckDB that the service does not take is an error that says which one to use', () => {
  const error = failure(
    "It looks like you're using an unsupported version of DuckDB (1.5.5). MotherDuck currently only supports DuckDB 1.4.1, 1.4.2 and 1.5.0.",
  );
  expect(error).toMatchObject({
    part: 'version',
    message:
      'version: MotherDuck does not work with this engine’s DuckDB, 1.5.5; it works with 1.4.1, 1.4.2 and 1.5.0',
    hint: 'Use a release of syncform that brings DuckDB 1.4.1, 1.4.2 or 1.5.0.',
  });
  expect(failure('You are using an incompatible DuckDB client')).toMatchObject({ part: 'version' });
});
