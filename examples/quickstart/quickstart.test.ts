import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

test('npm run quickstart moves the files, plans nothing twice, then sends only what changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quickstart-'));
  try {
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'run.ts'), folder]);
    expect(stdout).toContain('No changes.');
    const state = JSON.parse(await readFile(join(folder, 'terraform.tfstate'), 'utf8'));
    expect(state.outputs.last_executions.value).toMatchObject({
      'Delays per airport': {
        status: 'completed',
        records_inserted: 0,
        records_updated: 3,
        records_unchanged: 226,
      },
      'Files to warehouse': { status: 'completed', records_rejected: 0 },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
