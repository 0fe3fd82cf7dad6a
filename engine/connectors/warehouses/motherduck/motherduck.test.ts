import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testHost } from '../../../../test/contract/open-connector.ts';
import type { ConnectorDefinition, OpenConnector } from '../../../contract/contract.ts';
import { checkConfig, describeConfig } from '../../../contract/describe-config.ts';
import { facet } from '../../../contract/facet.ts';
import { openEngine } from '../../../embedded.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { motherduckConfig } from './config.ts';
import { motherduck } from './definition.ts';
import { openMotherduck } from './open.ts';
import { ServiceDuckdb } from './service.ts';

const staging = {
  s3_bucket_name: 's3://loads/staging',
  s3_bucket_region: 'us-east-1',
  aws_access_key_id: 'AKIAEXAMPLE',
  aws_secret_access_key: 'secret',
};

test('staging is configured whole or not at all', () => {
  const check = (config: object) => checkConfig(motherduckConfig, { access_token: 't', ...config });
  expect(check({})).toEqual([]);
  expect(check(staging)).toEqual([]);
  const { aws_secret_access_key: _, ...partly } = staging;
  expect(check(partly)).toEqual([
    { path: ['aws_secret_access_key'], message: expect.stringContaining('needed for staging') },
  ]);
  // A secret that is stored already is not missed.
  expect(checkConfig(motherduckConfig, { access_token: 't', ...partly }, { secretsStored: true })).toEqual(
    [],
  );
  expect(check({ ...staging, s3_bucket_name: 'https://loads' })).toEqual([
    { path: ['s3_bucket_name'], message: expect.stringContaining('bucket') },
  ]);
  expect(
    describeConfig(motherduckConfig)
      .filter((f) => f.sensitive)
      .map((f) => f.name),
  ).toEqual(['access_token', 'aws_secret_access_key']);
});

test('without staging it is read, and writing to it is an error that says what to set', async () => {
  await using host = await testHost();
  const config = motherduckConfig.parse({ access_token: 't' });
  const connection = { definition: motherduck as unknown as ConnectorDefinition, config };
  const open = await openMotherduck(config, host, async (session) => {
    await session.run(`ATTACH ':memory:' AS my_db`);
  });
  await using opened = open as unknown as OpenConnector;
  const never = new AbortController().signal;
  await facet(connection, opened, 'test').test(never);
  const fields = await facet(connection, opened, 'query').describe({ query: 'SELECT 1 AS one' }, never);
  expect(fields.map((f) => f.name)).toEqual(['one']);
  for (const name of ['define', 'load'] as const)
    expect(() => facet(connection, opened, name)).toThrow(/set s3_bucket_name, s3_bucket_region/);
});

test('a plan to write without staging is refused, before anything is connected to', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'motherduck-plan-'));
  try {
    await writeFile(join(dir, 'rows.csv'), 'id\n1\n');
    await using engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
    const connect = async (type: string, configuration: JsonObject) =>
      (await engine.connections.create({ name: type, type, configuration, validate: false })).id;
    const files = await connect('local_files', { path: '.' });
    const warehouse = await connect('motherduck', { access_token: 't' });
    const planned = engine.bulkSyncs.plan({
      name: 'in',
      active: true,
      mode: 'snapshot',
      source: { connection_id: files, configuration: {} },
      destination: { connection_id: warehouse, configuration: {} },
      schedule: { frequency: 'manual' },
    });
    await expect(planned).rejects.toThrow(/by way of an S3 bucket.*set s3_bucket_name, s3_bucket_region/);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test('a connection that failed is tried again by the next who asks', async () => {
  await using host = await testHost();
  let tries = 0;
  await using service = new ServiceDuckdb(host.tempDir, async (session) => {
    tries += 1;
    if (tries === 1) throw new Error('down');
    await session.run('CREATE TABLE there AS SELECT 1 AS one');
  });
  await expect(service.openSession()).rejects.toThrow('down');
  expect(await service.withSession((session) => session.all('FROM there'))).toEqual([[1]]);
  expect(tries).toBe(2);
});
