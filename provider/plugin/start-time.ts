/**
 * Measures what a user waits for at each start of a provider: from spawning the process to the handshake, as a bundle, beside a
 * bare gRPC server bundled the same way. Prints medians in milliseconds. Arguments: how many times to start each (default 30).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { makeIdentity } from './certificate.ts';
import { buildExampleProvider } from './example-provider/build.ts';

const rounds = Number(process.argv[2] ?? 30);
const folder = mkdtempSync(join(tmpdir(), 'start-time-'));
const environment = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '6',
  PLUGIN_CLIENT_CERT: makeIdentity().certificate,
};

const bareServer = `
  import { Server, ServerCredentials } from '@grpc/grpc-js';
  const server = new Server();
  server.bindAsync('unix:' + process.argv[2] + '/bare-' + process.pid, ServerCredentials.createInsecure(), () => console.log('ready'));
`;

/** A program that keeps V8's compiled code of the bundle from one start to the next. */
function cached(bundle: string): string {
  const path = bundle.replace('.mjs', '-cached.mjs');
  const cache = JSON.stringify(join(folder, 'cache'));
  writeFileSync(
    path,
    `import m from 'node:module'; m.enableCompileCache(${cache}); await import(${JSON.stringify(bundle)}); m.flushCompileCache();`,
  );
  return path;
}

async function bundleBare(): Promise<string> {
  const outfile = join(folder, 'bare.mjs');
  const banner =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  const stdin = { contents: bareServer, resolveDir: import.meta.dirname };
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: { js: banner },
  });
  return outfile;
}

/** Milliseconds from spawn to the first line on standard output. */
function start(program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(process.execPath, [program, folder], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.on('error', reject);
    child.stdout.once('data', () => {
      const took = performance.now() - begin;
      child.once('close', () => resolve(took));
      child.kill('SIGKILL');
    });
  });
}

try {
  const { bundle } = await buildExampleProvider(folder);
  const bare = await bundleBare();
  const programs = {
    bare,
    provider: bundle,
    'bare, compile cache': cached(bare),
    'provider, compile cache': cached(bundle),
  };
  const taken = new Map<string, number[]>();
  // In turns, so that a busy moment of the machine falls on all of them alike. The first round fills the caches.
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, program] of Object.entries(programs)) {
      const took = await start(program);
      if (round >= 0) taken.set(name, [...(taken.get(name) ?? []), took]);
    }
  }
  for (const [name, all] of taken) {
    const median = all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;
    process.stdout.write(`${name.padEnd(26)} ${median.toFixed(1).padStart(6)} ms\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
