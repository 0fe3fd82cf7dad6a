import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { root, version } from './paths.ts';

/** What packages look for and do without: native code that ssh2, pg and Databricks' driver can use. */
const OPTIONAL = ['pg-native', 'cpu-features', 'lz4-napi', '@databricks/databricks-sql-kernel-*', '*.node'];

/** The innermost package of a path, scope included. */
const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * Bundles the provider and the command line into `folder`: `provider.js`, `syncform.js` and chunks. What the code imports
 * only when it needs it (a connector, its driver) is a chunk of its own and is not loaded before. DuckDB's bindings stay
 * outside: their native library cannot be bundled. Errors are written to stderr, then one is thrown. Beside the code lie the answers
 * that every process gives alike (provider/plugin/prepared-answers.ts).
 * `plugins` come on top, for bundles that are made to be measured.
 * Answers the folders of the npm packages that are in the bundle.
 */
export async function bundle(folder: string, plugins: readonly Plugin[] = []): Promise<readonly string[]> {
  const options = bundling();
  const { metafile } = await build({
    ...options,
    metafile: true,
    entryPoints: {
      provider: join(root, 'provider/main.ts'),
      syncform: join(root, 'engine/cli/main.ts'),
      'write-answers': join(root, 'provider/build/write-answers.ts'),
    },
    outdir: folder,
    plugins: [...options.plugins, ...plugins],
  }).catch(() => {
    throw new Error('The bundle could not be made; esbuild says above why.');
  });
  // Without it Node finds out of each file what it is.
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await writeAnswers(join(folder, 'write-answers.js'));
  const folders = Object.keys(metafile.inputs).flatMap((input) => PACKAGE_FOLDER.exec(input) ?? []);
  return [...new Set(folders)].sort().map((path) => join(root, path));
}

/** How esbuild makes one bundle of the project's code and of the packages that the code imports. */
export function bundling() {
  return {
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['@duckdb/node-bindings', ...OPTIONAL],
    legalComments: 'eof',
    plugins: [englishOnly],
    define: { 'process.env.SYNCFORM_VERSION': JSON.stringify(version) },
    // CommonJS packages within the bundle call `require` for Node's own modules and ask where they are; an ES module has
    // to make both.
    banner: {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        'const require = __createRequire(import.meta.url);',
        'const __dirname = import.meta.dirname;',
        'const __filename = import.meta.filename;',
      ].join('\n'),
    },
    logLevel: 'warning',
  } as const satisfies BuildOptions;
}

/** Runs the bundle's own code once, which writes its answers down, and removes the program that did it. */
async function writeAnswers(program: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', program]);
  await rm(program);
}

/**
 * zod refers to its messages in every language, a fifth of the code that would be loaded at the start. Only the English
 * ones are used, so that those stand for all.
 */
const englishOnly: Plugin = {
  name: 'english-only',
  setup(build) {
    build.onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, importer, kind, resolveDir }) => {
      if (!/[\\/]node_modules[\\/]zod[\\/]/.test(importer)) return undefined;
      return build.resolve(path.replace(/index\.js$/, 'en.js'), { kind, resolveDir });
    });
  },
};
