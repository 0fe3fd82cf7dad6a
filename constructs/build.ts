/*
 * Makes the package that is published, constructs/dist: one JavaScript file a library, with declarations, for programs that import
 * it or require it. Within the project the sources are imported as they are.
 */
import { spawnSync } from 'node:child_process';
import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../provider/build/paths.ts';
import { ensureGenerated } from './generator/ensure-generated.ts';

const LIBRARIES = ['cdktf', 'cdktn'] as const;

/** Builds the package afresh in a folder. */
export async function buildConstructs(packageDir: string): Promise<void> {
  await ensureGenerated();
  await rm(packageDir, { recursive: true, force: true });
  // One file loads faster than hundreds, and has the engine's own checks in it, of which there is no other package.
  await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: Object.fromEntries(LIBRARIES.map((library) => [`${library}/index`, `${library}/index.ts`])),
    outdir: packageDir,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: [...LIBRARIES, 'constructs'],
    legalComments: 'eof',
    logLevel: 'warning',
  });
  await declare(packageDir);
  await writeFile(
    join(packageDir, 'package.json'),
    `${JSON.stringify(await publishedManifest(), null, 2)}\n`,
  );
  await copyFile(join(import.meta.dirname, 'README.md'), join(packageDir, 'README.md'));
  await copyFile(join(root, 'LICENSE'), join(packageDir, 'LICENSE'));
}

/** Writes the declarations of the constructs; those of the engine's modules that they use are no part of them. */
async function declare(packageDir: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'syncform-declarations-'));
  try {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const project = join(import.meta.dirname, 'tsconfig.build.json');
    const { status, stdout, error } = spawnSync(
      process.execPath,
      [compiler, '-p', project, '--outDir', folder],
      { encoding: 'utf8' },
    );
    if (error || status !== 0) throw new Error(`the constructs do not compile:\n${error?.message ?? stdout}`);
    for (const library of LIBRARIES)
      await cp(join(folder, 'constructs', library), join(packageDir, library), { recursive: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await nameDeclarations(packageDir);
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
  const {
    devDependencies: _,
    scripts: __,
    files: ___,
    ...manifest
  } = JSON.parse(await readFile(join(import.meta.dirname, 'package.json'), 'utf8'));
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
