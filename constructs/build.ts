/*
 * Makes the package that is published, constructs/dist: JavaScript with its declarations, for programs that import it or
 * require it. Within the project the sources are imported as they are.
 */
import { spawnSync } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../provider/build/paths.ts';

/** Builds the package afresh in a folder. */
export async function buildConstructs(packageDir: string): Promise<void> {
  await rm(packageDir, { recursive: true, force: true });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const project = join(import.meta.dirname, 'tsconfig.build.json');
  const { status, stdout, error } = spawnSync(
    process.execPath,
    [compiler, '-p', project, '--outDir', packageDir],
    {
      encoding: 'utf8',
    },
  );
  if (error || status !== 0) throw new Error(`the constructs do not compile:\n${error?.message ?? stdout}`);
  await nameDeclarations(packageDir);
  await writeFile(
    join(packageDir, 'package.json'),
    `${JSON.stringify(await publishedManifest(), null, 2)}\n`,
  );
  await copyFile(join(import.meta.dirname, 'README.md'), join(packageDir, 'README.md'));
  await copyFile(join(root, 'LICENSE'), join(packageDir, 'LICENSE'));
}

/** The compiler gives imports their new endings in code, but not in declarations. */
async function nameDeclarations(packageDir: string): Promise<void> {
  for (const entry of await readdir(packageDir, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.d.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/(['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g, '$1.js'));
  }
}

async function publishedManifest(): Promise<object> {
  const { devDependencies: _, ...manifest } = JSON.parse(
    await readFile(join(import.meta.dirname, 'package.json'), 'utf8'),
  );
  const entry = (name: string) => ({ types: `./${name}/index.d.ts`, default: `./${name}/index.js` });
  return {
    ...manifest,
    type: 'commonjs',
    exports: { './cdktf': entry('cdktf'), './cdktn': entry('cdktn'), './package.json': './package.json' },
  };
}

if (import.meta.main) {
  const packageDir = join(import.meta.dirname, 'dist');
  await buildConstructs(packageDir);
  console.error(packageDir);
}
