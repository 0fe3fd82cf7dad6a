import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { credentials } from '@grpc/grpc-js';
import { GRPCControllerClient } from '../../provider/protocol/generated/grpc_controller.ts';
import { ProviderClient } from '../../provider/protocol/generated/tfplugin6.ts';
import type { Measured } from './measure.ts';

const USAGE = pathToFileURL(join(import.meta.dirname, 'usage.ts')).href;
const COOKIE = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';
const UNLIMITED = { 'grpc.max_receive_message_length': -1 };

/**
 * Starts the provider's bundle in `code` as Terraform does, asks it for its schema or for nothing, and has it end. The seconds
 * are those from its start until it has shaken hands and answered; memory and processor time are those of its whole life.
 */
export async function measureProvider(code: string, asked: 'nothing' | 'schema'): Promise<Measured> {
  const usageFile = join(tmpdir(), `syncform-bench-${randomUUID()}`);
  const started = performance.now();
  const child = spawn(process.execPath, [join(code, 'provider.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      TF_PLUGIN_MAGIC_COOKIE: COOKIE,
      PLUGIN_PROTOCOL_VERSIONS: '6',
      NODE_COMPILE_CACHE: join(code, 'compiled'),
      NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import ${USAGE}`,
      SYNCFORM_BENCH_USAGE_FILE: usageFile,
    },
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const [line] = await child.stdout.setEncoding('utf8').take(1).toArray();
  const address = `unix:${String(line).trim().split('|')[3]}`;
  const output = asked === 'schema' ? await schemaOf(address) : '';
  const seconds = (performance.now() - started) / 1000;
  const controller = new GRPCControllerClient(address, credentials.createInsecure());
  await new Promise<void>((resolve, reject) => {
    controller.shutdown({}, (error) => (error ? reject(error) : resolve()));
  });
  controller.close();
  await ended;
  const [memory, processor] = (await readFile(usageFile, 'utf8')).split(' ').map(Number);
  await rm(usageFile, { force: true });
  return {
    seconds,
    megabytes: ((memory ?? Number.NaN) * 1024) / 1e6,
    processorSeconds: (processor ?? Number.NaN) / 1e6,
    output,
  };
}

/** Asks for the schema; answers how many types of resources are in it. */
async function schemaOf(address: string): Promise<string> {
  const client = new ProviderClient(address, credentials.createInsecure(), UNLIMITED);
  try {
    return await new Promise((resolve, reject) => {
      client.getProviderSchema({}, (error, answer) =>
        error ? reject(error) : resolve(String(Object.keys(answer.resource_schemas ?? {}).length)),
      );
    });
  } finally {
    client.close();
  }
}
