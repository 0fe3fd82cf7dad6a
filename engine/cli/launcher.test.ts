import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../store/open-store.ts';

function isAlive(pid: string): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

// Which process the launcher has started is read from /proc.
(process.platform === 'linux' ? test : test.skip)(
  'what the launcher started ends when the launcher is killed',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'launcher-'));
    try {
      await (await openStore({ dataDir }))[Symbol.asyncDispose]();
      const program = join(import.meta.dirname, '..', 'bin', 'syncform.mjs');
      const launcher = spawn(process.execPath, [program, 'serve', '--data-dir', dataDir]);
      let output = '';
      for (const stream of [launcher.stdout, launcher.stderr])
        stream.on('data', (text) => {
          output += text;
        });
      while (!output.includes('waiting for bulk syncs')) await sleep(50);
      const children = readFileSync(`/proc/${launcher.pid}/task/${launcher.pid}/children`, 'utf8');
      const [child = ''] = children.trim().split(' ');
      expect(isAlive(child)).toBe(true);
      launcher.kill('SIGKILL');
      while (isAlive(child)) await sleep(50);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
);
