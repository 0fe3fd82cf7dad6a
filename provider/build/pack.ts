/*
 * What `npm pack` and `npm publish` of a workspace run before (prepack in its package.json): makes its folder `dist`, which is what is
 * published of it. Its package.json leads programs of this project to the sources, which all others never see.
 *
 *   node provider/build/pack.ts <engine | provider | constructs>
 */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConstructs } from '../../constructs/build.ts';
import { root } from './paths.ts';
import { compileWorkspace } from './workspace-package.ts';

const [workspace = ''] = process.argv.slice(2);
const dist = join(root, workspace, 'dist');
if (workspace === 'constructs') await buildConstructs(dist);
else if (workspace === 'engine' || workspace === 'provider') {
  await compileWorkspace(workspace, dist);
  await copyFile(join(root, 'LICENSE'), join(dist, 'LICENSE'));
} else throw new Error('usage: node provider/build/pack.ts <engine | provider | constructs>');
