import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { registry } from '../../engine/connectors/registry.ts';
import { filterFunctionNames } from '../../engine/filters/filter-functions.ts';
import { identityFunctions } from '../../engine/syncs/check-sync-shape.ts';
import { version } from '../../provider/build/paths.ts';
import type { Attributes } from '../../provider/framework/index.ts';
import provider from '../../provider/index.ts';
import { classFile, settingsFile } from './attribute-classes.ts';
import { connectionClasses } from './connection-classes.ts';
import { type Files, fileName, pascalCase, union } from './print.ts';

/** The folder of this workspace. */
export const constructsDir = join(import.meta.dirname, '..');

/** What is generated, below the workspace's folder: the classes, and all of the constructs for the other library. */
export const generatedFolders = ['cdktf/generated', 'cdktn'] as const;

/** Constructs that have another name than the resource that they are. */
const NAMES: Readonly<Record<string, string>> = { connection_schema_primary_keys: 'PrimaryKeys' };
/** Resources of which a hand-written class is the construct. */
const WRAPPED = ['model', 'sync', 'bulk_sync'];

/** A resource or data source, as far as it is read here. */
interface Described {
  readonly description: string;
  readonly attributes: Attributes;
}

/**
 * Everything that is generated, by path below the workspace's folder. The constructs that are written by hand, and their
 * tests, are for cdktf; those for cdktn are the same with the other library's name.
 */
export async function generatedSources(): Promise<Files> {
  const classes = new Map([
    ...(await attributeClasses()),
    ['provider-settings.ts', settingsFile(provider.attributes)],
    ['provider-metadata.ts', providerMetadataModule()],
    ['functions.ts', functionsModule()],
    ...[...connectionClasses([...registry.values()])].map(
      ([path, text]) => [`connections/${path}`, text] as const,
    ),
  ]);
  const cdktf = [
    ...(await handWritten()),
    ...[...classes].map(([path, text]) => [`generated/${path}`, text] as const),
  ];
  return new Map([
    ...[...classes].map(([path, text]) => [`cdktf/generated/${path}`, text] as const),
    ...cdktf.map(([path, text]) => [`cdktn/${path}`, twin(path, text)] as const),
  ]);
}

/** A file for each resource and data source but connections, and an index of the constructs among them. */
async function attributeClasses(): Promise<Files> {
  const files = new Map<string, string>();
  const kinds = [
    ['resource', provider.resources],
    ['data source', provider.dataSources],
  ] as const;
  const constructs: string[] = [];
  for (const [kind, all] of kinds)
    for (const [name, load] of Object.entries(all ?? {})) {
      if (name.endsWith('_connection')) continue;
      const { description, attributes } = (await load()) as Described;
      const isWrapped = kind === 'resource' && WRAPPED.includes(name);
      const className = NAMES[name] ?? `${pascalCase(name)}${isWrapped ? 'Resource' : ''}`;
      const type = `${provider.name}_${name}`;
      files.set(
        `resources/${fileName(name)}.ts`,
        classFile({ className, kind, type, description: description.split('\n')[0] ?? '', attributes }),
      );
      if (!isWrapped) constructs.push(`export * from './${fileName(name)}.ts';\n`);
    }
  files.set('resources/index.ts', constructs.join(''));
  return files;
}

/** The functions that filters and identities name, as unions. */
function functionsModule(): string {
  return `/** A function that a filter or the condition of an override names. */
export type FilterFunction = ${union(filterFunctionNames)};

/** How a model's field and a target's are compared. */
export type IdentityFunction = ${union(identityFunctions)};
`;
}

/** What the classes say of the provider that they were made for. */
function providerMetadataModule(): string {
  return `/** The provider that the classes were made for. */
export const providerMetadata = {
  providerName: '${provider.name}',
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
  return `// Made from ../cdktf/${path}; change that one.\n${text.replaceAll('cdktf', 'cdktn')}`;
}

/** All files of a folder, with `/` in their paths below it. */
async function filesUnder(folder: string): Promise<Files> {
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
