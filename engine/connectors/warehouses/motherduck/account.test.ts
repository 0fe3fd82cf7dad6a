import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testHost } from '../../../../test/contract/open-connector.ts';
import type { ConnectorDefinition, ConnectorHost } from '../../../contract/contract.ts';
import { openEngine } from '../../../embedded.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { type MotherduckConfig, motherduckConfig } from './config.ts';
import { motherduck } from './definition.ts';
import { openMotherduck } from './open.ts';
import { standInForMotherduck } from './testing/stand-in.ts';

/*
 * What a connection says of the account's databases. A DuckDB stands in for MotherDuck: MD_ALL_DATABASES is a macro of it, and
 * databases in memory are attached under the account's names.
 */

const never = new AbortController().signal;
const ACCOUNT = { databases: ['my_db', 'sales data'], shares: ['birds'] };
const staging = {
  s3_bucket_name: 'loads',
  s3_bucket_region: 'us-east-1',
  aws_access_key_id: 'AKIAEXAMPLE',
  aws_secret_access_key: 'secret',
};

function open(config: MotherduckConfig, host: ConnectorHost, attached: readonly string[]) {
  return openMotherduck(config, host, async (session) => {
    await standInForMotherduck(session, ACCOUNT);
    if (!attached.includes(config.database)) throw new Error('Some words of MotherDuck’s');
    await session.run(`ATTACH ':memory:' AS "${config.database}"`);
  });
}

/** What the connection's test says of a database. */
async function told(database: string, attached: readonly string[]): Promise<unknown> {
  await using host = await testHost();
  const config = motherduckConfig.parse({ access_token: 'token', database });
  await using opened = await open(config, host, attached);
  return await opened.facets.test.test(never).catch((error: unknown) => error);
}

test('a database that the account does not have is an error that names those that it has', async () => {
  expect(await told('sales', [])).toMatchObject({
    part: 'database',
    message: 'database: the account has no database sales; it has: my_db, sales data, and shares: birds',
    hint: 'Create it in MotherDuck, or correct database.',
  });
});

test('a share that cannot be opened is called one', async () => {
  expect(await told('birds', [])).toMatchObject({
    part: 'database',
    message: 'database: the share birds cannot be opened: Some words of MotherDuck’s',
    hint: 'Set database to one of the account’s own: my_db, sales data.',
  });
});

test('of a database that the account has, what MotherDuck says is passed on', async () => {
  expect(await told('Sales Data', [])).toMatchObject({
    part: 'database',
    message: 'database: MotherDuck refused: Some words of MotherDuck’s',
  });
  expect(await told('sales data', ['sales data'])).toBeUndefined();
});

test('where the account cannot be asked, what MotherDuck said first is told', async () => {
  await using host = await testHost();
  const config = motherduckConfig.parse({ access_token: 'token', database: 'sales' });
  await using opened = await openMotherduck(config, host, () => {
    throw new Error("no database/share named 'sales' found");
  });
  await expect(opened.facets.test.test(never)).rejects.toMatchObject({
    message: 'database: the account has no database sales',
  });
});

test('a share is read and not written to: plans refuse it by name, as they do a database that is missing', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'motherduck-account-'));
  try {
    await writeFile(join(dir, 'rows.csv'), 'id\n1\n');
    const standIn = {
      ...motherduck,
      open: (config: MotherduckConfig, host: ConnectorHost) => open(config, host, ['my_db', 'birds']),
    } as unknown as ConnectorDefinition;
    await using engine = await openEngine({
      dataDir: join(dir, '.syncform'),
      baseDir: dir,
      connectors: [standIn],
    });
    const connect = async (type: string, configuration: JsonObject) =>
      (await engine.connections.create({ name: type, type, configuration, validate: false })).id;
    const files = await connect('local_files', { path: '.' });
    const planInto = async (database: string) =>
      engine.bulkSyncs.plan({
        name: `into ${database}`,
        active: true,
        mode: 'snapshot',
        source: { connection_id: files, configuration: {} },
        destination: {
          connection_id: await connect('motherduck', { access_token: 'token', database, ...staging }),
          configuration: {},
        },
        schedule: { frequency: 'manual' },
      });
    expect((await planInto('my_db')).tables.map(({ table }) => table)).toEqual(['rows']);
    await expect(planInto('birds')).rejects.toThrow(
      'MotherDuck’s database birds is a share, which can only be read: write to one of the account’s own (my_db, sales data)',
    );
    await expect(planInto('sales')).rejects.toThrow(
      /the account has no database sales; it has: my_db, sales data, and shares: birds/,
    );
    const birds = await connect('motherduck', { access_token: 'token', database: 'birds' });
    const { rows } = await engine.connections.query(birds, { query: 'SELECT 1 AS one' }, 10);
    expect(rows.map(([one]) => String(one))).toEqual(['1']);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
