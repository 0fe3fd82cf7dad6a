import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runtime, remoteCalls } from '../framework/server/index.ts';
import syncform from '../index.ts';
import {
  GetProviderSchema_Response,
  GetResourceIdentitySchemas_Response,
  ProviderClient,
} from '../protocol/generated/tfplugin6.ts';
import { buildExampleProvider } from './example-provider/build.ts';
import { example } from './example-provider/index.ts';
import { makeLog } from './log.ts';
import { writeAnswers } from './prepared-answers.ts';
import { ask, Plugin } from './testing/started-plugin.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'answers-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const written = (name: string) => readFile(join(folder, `${name}.bin`));

test('answers that are written down are those that the code gives, of all types', async () => {
  await writeAnswers(syncform, folder);
  const calls = remoteCalls(
    new Runtime(
      syncform,
      makeLog('test', undefined, () => {}),
    ),
  );
  const overTheWire = <A>(type: { encode(answer: A): { finish(): Uint8Array } }, answer: A) =>
    Buffer.from(type.encode(answer).finish());
  const schema = overTheWire(GetProviderSchema_Response, await calls.getProviderSchema());
  expect((await written('getProviderSchema')).equals(schema)).toBe(true);
  const identities = await calls.getResourceIdentitySchemas({});
  expect(GetResourceIdentitySchemas_Response.decode(await written('getResourceIdentitySchemas'))).toEqual(
    GetResourceIdentitySchemas_Response.decode(overTheWire(GetResourceIdentitySchemas_Response, identities)),
  );
});

test('a process sends on what is written down, and works out what is not', async () => {
  const { bundle } = await buildExampleProvider(folder);
  await writeAnswers(example, folder);
  const schema = GetProviderSchema_Response.decode(await written('getProviderSchema'));
  const marked = { ...schema, action_schemas: {} };
  await writeFile(join(folder, 'getProviderSchema.bin'), GetProviderSchema_Response.encode(marked).finish());
  await rm(join(folder, 'getResourceIdentitySchemas.bin'));
  const plugin = new Plugin(bundle, { EXAMPLE_ANSWERS: folder });
  try {
    const client = await plugin.connect(ProviderClient);
    const answer = await ask<object, GetProviderSchema_Response>(client.getProviderSchema.bind(client), {});
    expect(answer).toEqual(
      GetProviderSchema_Response.decode(GetProviderSchema_Response.encode(marked).finish()),
    );
    const asked = client.getResourceIdentitySchemas.bind(client);
    const identities = await ask<object, GetResourceIdentitySchemas_Response>(asked, {});
    expect(Object.keys(identities.identity_schemas ?? {}).length).toBeGreaterThan(0);
    client.close();
  } finally {
    plugin.process.kill('SIGKILL');
  }
});

test('a provider that cannot describe itself is not built', async () => {
  const broken = { ...example, resources: { broken: () => Promise.reject(new Error('no such file')) } };
  await expect(writeAnswers(broken, folder)).rejects.toThrow(
    'getProviderSchema is answered with a diagnostic',
  );
});
