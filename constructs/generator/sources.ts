import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { registry } from '../../engine/connectors/registry.ts';
import { version } from '../../provider/build/paths.ts';
import { connectionClasses } from './connection-classes.ts';
import { adopted, type Files, runGenerator } from './emit.ts';
import { flavours } from './flavours.ts';
import { installedGenerators } from './install.ts';
import { type ProvidersSchema, withoutConnections } from './provider-schema.ts';
import { writeOnlyModule } from './write-only.ts';

/** The folder of this workspace. */
export const constructsDir = join(import.meta.dirname, '..');

/** What is generated, below the workspace's folder: the classes of both flavours, and all else of the second one. */
export const generatedFolders = ['cdktf/generated', 'cdktn'] as const;

/**
 * Everything that is generated, by path below the workspace's folder. The hand-written constructs and their tests are for
 * cdktf; those for cdktn are the same with the other library's name.
 */
export async function generatedSources(schema: ProvidersSchema): Promise<Files> {
  const generators = await installedGenerators();
  const others = withoutConnections(schema);
  const sources = new Map<string, string>();
  for (const flavour of flavours) {
    const classes = await withTemporaryFolder(async (folder) =>
      adopted(await filesUnder(await runGenerator(flavour, others, generators, folder))),
    );
    for (const [path, text] of classes) sources.set(`${flavour.library}/generated/${path}`, text);
    sources.set(`${flavour.library}/generated/write-only.ts`, writeOnlyModule(others));
    sources.set(`${flavour.library}/generated/provider-metadata.ts`, providerMetadataModule());
    for (const [path, text] of connectionClasses([...registry.values()]))
      sources.set(`${flavour.library}/generated/connections/${path}`, text);
  }
  for (const [path, text] of await handWritten()) sources.set(`cdktn/${path}`, twin(path, text));
  return sources;
}

/** What the classes of connections say of the provider that they were made for, as the generated classes do. */
function providerMetadataModule(): string {
  return `/** The provider that the classes were made for. */
export const providerMetadata = {
  providerName: 'syncform',
  providerVersion: '${version}',
  providerVersionConstraint: '${version}',
} as const;
`;
}

/** The hand-written constructs and their tests, by their path below the folder `cdktf`. */
async function handWritten(): Promise<Files> {
  const files = [...(await filesUnder(join(constructsDir, 'cdktf')))];
  return new Map(files.filter(([path]) => !path.startsWith('generated/')));
}

function twin(path: string, text: string): string {
  return `// Made from ../cdktf/${path} by \`npm run constructs:generate\`; change that one.\n${text.replaceAll('cdktf', 'cdktn')}`;
}

/** All files of a folder, with `/` in their paths below it. */
export async function filesUnder(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(
        async (file) => [relative(folder, file).split(sep).join('/'), await readFile(file, 'utf8')] as const,
      ),
    ),
  );
}

async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'syncform-constructs-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
