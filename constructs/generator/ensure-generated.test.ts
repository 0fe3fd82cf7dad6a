import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { root } from '../../provider/build/paths.ts';

/** What is generated, and what is not needed to generate it. */
const LEFT_OUT = ['node_modules', 'dist', 'generated', 'cdktn', 'testing'];

let clone: string;
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'syncform-clone-'));
  for (const name of ['engine', 'provider', 'constructs', 'package.json', 'package-lock.json'])
    await cp(join(root, name), join(clone, name), {
      recursive: true,
      filter: (path) =>
        !path
          .slice(root.length)
          .split(sep)
          .some((part) => LEFT_OUT.includes(part)),
    });
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'), 'junction');
});
afterAll(() => rm(clone, { recursive: true, force: true }));

/** Runs the generator in the clone; answers whether it made anything. */
async function generate(): Promise<boolean> {
  const child = spawn(process.execPath, [join(clone, 'constructs/generator/generate.ts')], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += String(text);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(said);
  return said !== '';
}

const inClone = (path: string) => join(clone, 'constructs', path);
const there = (path: string) => readFile(inClone(path), 'utf8').catch(() => undefined);

test('classes are made once where they are missing or not current, by one of several processes', async () => {
  const made = await Promise.all([generate(), generate(), generate()]);
  expect(made.filter(Boolean)).toHaveLength(1);
  const index = await there('cdktn/generated/connections/index.ts');
  expect(index).toMatch(/postgresql/);
  expect(await generate()).toBe(false);

  await writeFile(inClone('cdktn/leftover.ts'), 'export {};\n');
  await writeFile(inClone('cdktf/schedule.ts'), `${await there('cdktf/schedule.ts')}\n// changed\n`);
  expect(await generate()).toBe(true);
  expect(await there('cdktn/leftover.ts')).toBeUndefined();
  expect(await there('cdktn/schedule.ts')).toMatch(/\/\/ changed\n$/);
  expect(await there('cdktn/generated/connections/index.ts')).toBe(index);

  await rm(inClone('cdktn'), { recursive: true });
  expect(await generate()).toBe(true);
  expect(await there('cdktn/index.ts')).toMatch(/^\/\/ Made from \.\.\/cdktf\/index\.ts/);
});
