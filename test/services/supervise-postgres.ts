import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * Runs one Postgres as its child, for as long as the owner process lives, and removes its folder after it. The folder
 * of a server that ended by itself stays, for its log.
 */

interface Assignment {
  readonly root: string;
  readonly owner: number;
  readonly account?: { readonly uid: number; readonly gid: number };
  readonly command: readonly string[];
}

const { root, owner, account, command } = JSON.parse(process.argv[2] as string) as Assignment;
const log = openSync(join(root, 'log'), 'a');
const [program, ...args] = command as [string, ...string[]];
const postgres = spawn(program, args, { ...account, cwd: root, stdio: ['ignore', log, log] });

// SIGQUIT: nothing of this data is needed again, so it need not be written out.
let stopping = false;
const stop = () => {
  stopping = true;
  postgres.kill('SIGQUIT');
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

postgres.on('exit', async (code) => {
  clearInterval(watch);
  if (stopping) await rm(root, { recursive: true, force: true });
  process.exitCode = code ?? 0;
});
