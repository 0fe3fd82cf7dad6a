#!/usr/bin/env node
import { exitCodes } from './exit-codes.ts';
import { runCli } from './run-cli.ts';

/** How long a command may take to end after an error that nothing was waiting for, in ms. */
const UNCAUGHT_PATIENCE_MS = 10_000;
/** How often to look whether the process that launched this one is still there, in ms. */
const LAUNCHER_CHECK_MS = 1_000;

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => controller.abort(new Error(`stopped by ${name}`)));
}
// A launcher that was killed passes nothing on: without it, nobody can stop what runs here.
const launcher = Number(process.env.SYNCFORM_LAUNCHER);
if (launcher > 0 && launcher === process.ppid)
  setInterval(() => {
    if (process.ppid !== launcher) controller.abort(new Error('its launcher was killed'));
  }, LAUNCHER_CHECK_MS).unref();
// Nobody reads on: `syncform logs | head`.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

// An error that nothing was waiting for: executions write down that they failed. Only serve goes on, and starts them again.
let hasFailed = false;
process.on('uncaughtException', (error) => {
  // Its message may hold a secret, which only the executions' logs mask.
  process.stderr.write(
    `syncform: something failed unexpectedly (${error.name}); the log of what ran says more\n`,
  );
  if (process.argv[2] === 'serve') return;
  hasFailed = true;
  controller.abort(error);
  setTimeout(() => process.exit(exitCodes.failed), UNCAUGHT_PATIENCE_MS).unref();
});

const exitCode = await runCli({
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
process.exitCode = hasFailed ? exitCodes.failed : exitCode;
