import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

test('the generated classes are those of the provider as it is now', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'generator/generate.ts'), '--check'],
    { env: { ...process.env, NODE_OPTIONS: '' }, encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([0, '']);
});
