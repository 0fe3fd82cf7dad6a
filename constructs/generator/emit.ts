import { createRequire } from 'node:module';
import { join, posix } from 'node:path';
import { providerSource, version } from '../../provider/build/paths.ts';
import type { Flavour } from './flavours.ts';
import type { ProvidersSchema } from './provider-schema.ts';

/** Contents of files by their path, with `/` between its parts. */
export type Files = ReadonlyMap<string, string>;

/** codemaker collects what a generator makes and saves it. */
interface CodeMaker {
  save(folder: string): Promise<string[]>;
}

interface ProviderGenerator {
  readonly TerraformProviderGenerator: new (
    code: CodeMaker,
    schema: unknown,
  ) => {
    generate(target: {
      isProvider: true;
      isModule: false;
      name: string;
      source: string;
      version: string;
      fqn: string;
    }): void;
  };
}

const SHORT_NAME = 'syncform';
const SHORT_SOURCE = 'syncform/syncform';

/**
 * Writes what a flavour's own generator makes of the schema into `folder`/providers/syncform.
 * `generators` is the folder that the generators are installed in.
 */
export async function runGenerator(
  flavour: Flavour,
  schema: ProvidersSchema,
  generators: string,
  folder: string,
): Promise<string> {
  const require = createRequire(join(generators, 'package.json'));
  const { TerraformProviderGenerator } = require(flavour.generator) as ProviderGenerator;
  const { CodeMaker } = createRequire(require.resolve(flavour.generator))('codemaker') as {
    CodeMaker: new () => CodeMaker;
  };
  const code = new CodeMaker();
  new TerraformProviderGenerator(code, {
    ...schema,
    provider_versions: { [providerSource]: version },
  }).generate({
    isProvider: true,
    isModule: false,
    name: SHORT_NAME,
    source: SHORT_SOURCE,
    version,
    fqn: providerSource,
  });
  await code.save(folder);
  return join(folder, 'providers', SHORT_NAME);
}

/**
 * Generated files as this package has them: without what a TypeScript package has no use for, with the endings that
 * Node wants in imports, and out of the reach of the project's own strictness.
 */
export function adopted(files: Files): Files {
  // lazy-index.ts is JavaScript for packages of a thousand resources; README.md files repeat the registry's address.
  const kept = [...files].filter(([path]) => path.endsWith('.ts') && path !== 'lazy-index.ts');
  const paths = new Set(kept.map(([path]) => path));
  return new Map(
    kept.map(([path, text]) => [path, `// @ts-nocheck\n${withImportEndings(path, text, paths)}`] as const),
  );
}

function withImportEndings(path: string, text: string, paths: ReadonlySet<string>): string {
  return text.replace(/(\bfrom\s+['"])(\.{1,2}\/[^'"]+)(?=['"])/g, (_, before: string, specifier: string) => {
    const ending = ['.ts', '/index.ts'].find((e) =>
      paths.has(posix.join(posix.dirname(path), specifier + e)),
    );
    if (!ending) throw new Error(`the generator made ${path} import ${specifier}, which it did not make`);
    return `${before}${specifier}${ending}`;
  });
}
