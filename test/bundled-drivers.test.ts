import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundling } from '../provider/build/bundle.ts';

/*
 * Drivers load when they are needed. esbuild knows the names of a CommonJS package where a file imports them statically, and
 * gives an import() of the package no names: the published bundle would fail where the sources run.
 */

const root = resolve(import.meta.dirname, '..');
const sources = globSync(['engine/**/*.ts', 'provider/**/*.ts'], { cwd: root }).filter(
  (path) => !/node_modules|\.test\.ts$|\/testing\/|\/generated\//.test(path),
);

/** What files import when they need it, as `path: what`. */
const lazily = sources.flatMap((path) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/(?<!typeof )\bimport\('([^']+)'\)/g)].map(
    ([, what = '']) => ({ path, what }),
  ),
);

test('a package is loaded lazily by way of a file that imports its names', () => {
  const packages = lazily.filter(({ what }) => !/^(\.|node:|@syncform\/)/.test(what));
  expect(packages).toEqual([]);
});

test('what is loaded lazily has the same names in a bundle as in the sources', async () => {
  const files = [
    ...new Set(lazily.flatMap(({ path, what }) => (what.startsWith('.') ? [join(dirname(path), what)] : []))),
  ].sort();
  expect(files.filter((file) => /driver\.ts$/.test(file)).length).toBeGreaterThan(5);
  const folder = await mkdtemp(join(tmpdir(), 'syncform-bundled-'));
  try {
    const missing = `
      const modules = {${files.map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(`./${file}`)})`)}};
      const missing = [];
      for (const [file, load] of Object.entries(modules))
        for (const [name, value] of Object.entries(await load()))
          if (value === undefined) missing.push(file + ': ' + name);
      console.log(JSON.stringify({ count: Object.keys(modules).length, missing }));
      process.exit();`;
    await build({
      ...bundling(),
      stdin: { contents: missing, resolveDir: root, sourcefile: 'names.ts', loader: 'ts' },
      outdir: folder,
    });
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'stdin.js')]);
    expect(JSON.parse(stdout)).toEqual({ count: files.length, missing: [] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
