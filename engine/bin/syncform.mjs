#!/usr/bin/env node
/*
 * The command line. Within the project it runs from its sources, under the Node that the project pins, whichever Node this is; of
 * the published package it runs under this Node.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
if (existsSync(main)) runSources();
else await import('../dist/cli/main.js');

function runSources() {
  const require = createRequire(import.meta.url);
  const node = join(
    dirname(require.resolve('node/package.json')),
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  // Packages' use of what Node is about to drop is their authors' business.
  const quiet = ['--disable-warning=ExperimentalWarning', '--disable-warning=DeprecationWarning'];
  const child = spawn(node, [...quiet, main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, SYNCFORM_LAUNCHER: String(process.pid) },
  });
  // Ctrl-C reaches both; what it means is for the command to say.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
