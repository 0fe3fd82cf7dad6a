#!/usr/bin/env node
import { runCli } from './run-cli.ts';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => controller.abort(new Error(`stopped by ${name}`)));
}
// Nobody reads on: `syncform logs | head`.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli({
  args: process.argv.slice(2),
  environment: process.env,
  cwd: process.cwd(),
  terminal: {
    write: (text) => void process.stdout.write(text),
    size: () =>
      process.stdout.isTTY && process.env.TERM !== 'dumb'
        ? { columns: process.stdout.columns, rows: process.stdout.rows }
        : undefined,
  },
  writeError: (text) => void process.stderr.write(text),
  signal: controller.signal,
});
