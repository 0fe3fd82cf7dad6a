import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

test('the generated classes are those of the provider as it is now', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'generator/generate.ts'), '--check'],
    { env: { ...process.env, NODE_OPTIONS: '' }, encoding: 'utf8' },
  );
  // The first run of a checkout also says that it installs the generators.
  expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
});
