import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './paths.ts';

/** A module's path in an import, a re-export or an import() of code and declarations, within the project. */
const SPECIFIER = /(\bfrom\s*|\bimport\s*\(?\s*)(["'])((?:\.{1,2}|@syncform\/[a-z]+)\/[^"']+)\.ts\2/g;

/** Folders of a workspace that only this project needs. */
const OWN = ['node_modules', 'dist', 'build', 'testing', 'example-provider'];

/**
 * Compiles a workspace (`engine`, `provider`) into `folder`: JavaScript that Node runs from node_modules, file by file, and its
 * declarations. Node refuses TypeScript there.
 */
export async function compileWorkspace(workspace: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const files = await sourcesUnder(join(root, workspace));
  await build({
    absWorkingDir: join(root, workspace),
    entryPoints: [...files],
    outbase: join(root, workspace),
    outdir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'warning',
  });
  await declare(workspace, files, folder);
  await nameCompiled(folder);
}

async function sourcesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return OWN.includes(entry.name) ? [] : sourcesUnder(path);
    return /(?<!\.test|\.d)\.ts$/.test(entry.name) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

async function declare(workspace: string, files: readonly string[], folder: string): Promise<void> {
  const declarations = await mkdtemp(join(tmpdir(), 'syncform-declarations-'));
  try {
    const project = join(declarations, 'tsconfig.json');
    await writeFile(
      project,
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        compilerOptions: {
          noEmit: false,
          declaration: true,
          emitDeclarationOnly: true,
          rootDir: root,
          outDir: join(declarations, 'made'),
          types: ['node'],
          typeRoots: [join(root, 'node_modules/@types')],
        },
        include: [],
        files,
      }),
    );
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { status, stdout, error } = spawnSync(process.execPath, [compiler, '-p', project], {
      encoding: 'utf8',
    });
    if (error || status !== 0)
      throw new Error(`${workspace} cannot be declared:\n${error?.message ?? stdout}`);
    await cp(join(declarations, 'made', workspace), folder, { recursive: true });
  } finally {
    await rm(declarations, { recursive: true, force: true });
  }
}

/** Gives imports the endings of what was compiled. */
async function nameCompiled(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!/\.(?:js|d\.ts)$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(SPECIFIER, '$1$2$3.js$2'));
  }
}
