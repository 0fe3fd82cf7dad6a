import { never, testHost } from '../../../test/contract/open-connector.ts';
import { writeRecords } from '../../../test/contract/write-records.ts';
import { type LinearMock, startLinearMock } from '../../../test/services/linear-mock.ts';
import type {
  ObjectSchema,
  OpenConnector,
  WriteFacet,
  WriteOperation,
  WriteTarget,
} from '../../contract/contract.ts';
import { manifestOf } from '../../families/manifest/connector.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { linear } from './linear.ts';

const KEY = 'lin_api_of_the_test';
const streams = manifestOf(linear)?.streams ?? [];
const objects = manifestOf(linear)?.objects ?? [];

describe('Linear, as the schema that its own client ships has it', () => {
  let server: LinearMock;
  let host: Awaited<ReturnType<typeof testHost>>;
  beforeAll(async () => {
    server = await startLinearMock(KEY);
    host = await testHost();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
  });

  const open = (api_key: string) =>
    linear.open(linear.config.parse({ api_key, base_url: server.url, allow_private_addresses: true }), host);

  test('a connection test passes with a key and is refused with another', async () => {
    await using right = await open(KEY);
    await right.facets.test?.test(never);
    await using wrong = await open('another');
    const failed = await wrong.facets.test?.test(never).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConnectionError);
    expect((failed as ConnectionError).part).toBe('user or password');
  });

  const read = async (connection: OpenConnector, name: string, after?: { field: string; value: string }) => {
    const [schema] = (await connection.facets.discover?.describe([name], {}, never)) ?? [];
    const { fields } = schema as ObjectSchema;
    const extraction = await connection.facets.read?.extract(
      { object: name, fields: fields.map(({ id }) => id), configuration: {}, after },
      never,
    );
    expect(extraction?.rejected ?? []).toEqual([]);
    const [offer] = extraction?.offers ?? [];
    if (offer?.format !== 'relation') throw new Error('no relation');
    return host.withSession(async (session) => ({
      fields,
      rows: await session.all(`SELECT COLUMNS(*)::VARCHAR FROM (${await offer.attach(session, never)})`),
    }));
  };

  test.each(streams.map(({ name }) => name))('reads every field of %s', async (name) => {
    await using connection = await open(KEY);
    const { fields, rows } = await read(connection, name);
    expect(rows.length).toBe(2);
    const empty = fields.filter((_, i) => rows.every((row) => row[i] === null)).map((field) => field.name);
    expect(empty).toEqual([]);
  });

  test.each(streams.filter(({ incremental }) => incremental).map(({ name }) => name))(
    'asks for what changed in %s since a moment',
    async (name) => {
      await using connection = await open(KEY);
      await read(connection, name, { field: 'updatedAt', value: '2024-01-01 00:00:00+00:00' });
      expect(server.variables.at(-1)).toMatchObject({
        filter: { updatedAt: { gte: expect.stringMatching(/^2024-01-01T00:00:00/) } },
      });
    },
  );

  const values: Readonly<Record<string, string>> = {
    string: 'text',
    bigint: '3',
    date: '2024-02-29',
    json: '["id-1"]',
  };

  test.each(
    objects.flatMap(({ name, operations, identities }) =>
      [...new Set(['create', 'update', 'remove', ...Object.keys(operations ?? {})])].map(
        (operation) => [operation, name, Object.keys(identities)[0]] as const,
      ),
    ),
  )('can %s %s, with every field', async (operation, name, identity) => {
    await using connection = await open(KEY);
    const writer = connection.facets.write as WriteFacet;
    const [target] = (await writer.targets({}, never, name)).filter(({ id }) => id === name) as [WriteTarget];
    expect(target.operations).toContain(operation);
    const fields = target.fields === 'any' ? [] : target.fields;
    const isNew = operation === 'create' || operation === 'upsert';
    const only = objects.find((object) => object.name === name)?.only_for ?? {};
    const columns = fields.filter((field) =>
      operation === 'remove'
        ? field.name === 'id'
        : (!isNew || field.name !== 'id') &&
          (!isNew || only[field.name]?.includes(operation as 'create') !== false),
    );
    const row = columns.map(({ name: column, type }) =>
      column === 'id' ? 'id-1' : (values[type] as string),
    );
    const chunks = await writeRecords(connection, {
      object: name,
      operation: operation as WriteOperation,
      columns,
      rows: [row],
      key: operation === 'upsert' && identity !== undefined ? [identity] : isNew ? [] : ['id'],
    });
    expect(chunks).toMatchObject([{ records: 1, rejected: [] }]);
  });

  test.each(
    objects.flatMap(({ name, lookups }) => (lookups ?? []).map(({ by }) => [name, by[0] as string] as const)),
  )('finds %s by %s', async (name, field) => {
    await using connection = await open(KEY);
    const writer = connection.facets.write as WriteFacet;
    const found = await writer.lookup?.({
      object: name,
      configuration: {},
      field,
      values: [`${field} 1`, 'not there'],
      signal: never,
    });
    expect(found).toEqual([['id-1'], []]);
  });
});
