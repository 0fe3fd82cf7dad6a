/*
 * What `npm pack` and `npm publish` of a workspace run before and after (prepack, postpack in its package.json). Within the
 * project a workspace is its sources; published it is what is compiled of them, in its folder `dist`. So its package.json is
 * another one for as long as npm packs.
 *
 *   node provider/build/pack.ts <engine | provider | constructs> [--after]
 */
import { copyFile, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConstructs } from '../../constructs/build.ts';
import { root } from './paths.ts';
import { compileWorkspace } from './workspace-package.ts';

type Manifest = Readonly<Record<string, unknown>>;

/** What a workspace's package says that its sources do not, by the workspace. */
const published: Readonly<Record<string, Manifest>> = {
  engine: {
    bin: { syncform: './dist/cli/main.js' },
    exports: exportsOf({}),
    engines: { node: '>=24' },
  },
  provider: {
    exports: exportsOf({ '.': { types: './dist/index.d.ts', default: './dist/index.js' } }),
    engines: { node: '>=24' },
  },
  constructs: {
    exports: {
      './cdktf': { types: './dist/cdktf/index.d.ts', default: './dist/cdktf/index.js' },
      './cdktn': { types: './dist/cdktn/index.d.ts', default: './dist/cdktn/index.js' },
      './package.json': './package.json',
    },
  },
};

function exportsOf(own: object): object {
  return {
    ...own,
    './package.json': './package.json',
    './*.js': { types: './dist/*.d.ts', default: './dist/*.js' },
  };
}

const [workspace = '', after] = process.argv.slice(2);
const changes = published[workspace];
if (!changes)
  throw new Error('usage: node provider/build/pack.ts <engine | provider | constructs> [--after]');
const folder = join(root, workspace);
const manifestFile = join(folder, 'package.json');
const kept = join(folder, '.package.json.of-sources');

// A pack that was killed has left the published one.
if (await stat(kept).catch(() => undefined)) await rename(kept, manifestFile);
if (after === undefined) {
  await (workspace === 'constructs' ? buildConstructs : compileWorkspaceInto)(join(folder, 'dist'));
  const { devDependencies: _, scripts: __, ...manifest } = JSON.parse(await readFile(manifestFile, 'utf8'));
  await copyFile(manifestFile, kept);
  const text = JSON.stringify({ ...manifest, ...changes, files: ['dist'] }, null, 2);
  await writeFile(manifestFile, `${text}\n`);
}

async function compileWorkspaceInto(dist: string): Promise<void> {
  await compileWorkspace(workspace, dist);
  await copyFile(join(root, 'LICENSE'), join(dist, 'LICENSE'));
}
