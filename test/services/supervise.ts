import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * Runs one server as its child, for as long as the owner process lives, and removes its folder after it. The folder
 * of a server that ended by itself stays, for its log.
 */

interface Assignment {
  readonly root: string;
  readonly owner: number;
  readonly account?: { readonly uid: number; readonly gid: number };
  readonly command: readonly string[];
  /** What ends the server at once: nothing of its data is needed again, so it need not be written out. */
  readonly stopSignal: NodeJS.Signals;
  /** Whether a server that ended by itself is started again. */
  readonly restarts?: boolean;
}

const { root, owner, account, command, stopSignal, restarts } = JSON.parse(
  process.argv[2] as string,
) as Assignment;
const log = openSync(join(root, 'log'), 'a');
const [program, ...args] = command as [string, ...string[]];
let stopping = false;
let server = start();

function start(): ChildProcess {
  const child = spawn(program, args, { ...account, cwd: root, stdio: ['ignore', log, log] });
  child.on('exit', (code) => ended(code));
  return child;
}

const stop = () => {
  stopping = true;
  server.kill(stopSignal);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

const watch = setInterval(() => {
  try {
    process.kill(owner, 0);
  } catch {
    stop();
  }
}, 500);

async function ended(code: number | null): Promise<void> {
  if (restarts && !stopping) {
    server = start();
    return;
  }
  clearInterval(watch);
  if (stopping) await rm(root, { recursive: true, force: true });
  process.exitCode = code ?? 0;
}
