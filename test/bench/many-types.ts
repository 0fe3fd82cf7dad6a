import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { root } from '../../provider/build/paths.ts';

/** What is copied, in this proportion: most systems that are still to come are business systems. */
const COPIED = [
  'hubspot',
  'linear',
  'stripe',
  'mysql',
  'hubspot',
  'linear',
  'stripe',
  's3',
  'linear',
  'databricks',
];

/**
 * Has the provider's bundle made with so many more types of connections: copies of those that there are under other ids, each
 * with a file, a schema and streams of its own, written into `folder`. They are never opened.
 */
export async function moreTypes(count: number, folder: string): Promise<Plugin> {
  const entries = await Promise.all(
    Array.from({ length: count }, (_, i) => copied(COPIED[i % COPIED.length] as string, i, folder)),
  );
  return {
    name: 'more-types',
    setup(build) {
      build.onLoad({ filter: /[\\/]engine[\\/]connectors[\\/]index\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const own = text.replace('export const connectors', 'const own');
        if (own === text) throw new Error(`${path} exports no "connectors"`);
        const contents = `${own}\nexport const connectors = [...own, ${entries.join(',\n')}];\n`;
        return { contents, loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
}

/** Writes a copy's files, and answers its entry in the index. */
async function copied(id: string, number: number, folder: string): Promise<string> {
  const [definition] = [`*/${id}/definition.ts`, `saas/${id}.ts`].flatMap((pattern) =>
    globSync(`engine/connectors/${pattern}`, { cwd: root }),
  );
  if (definition === undefined) throw new Error(`there is no connector ${id}`);
  const from = join(root, dirname(definition));
  const to = join(folder, `${id}_${number}`);
  await mkdir(to, { recursive: true });
  const text = await readFile(join(root, definition), 'utf8');
  const config = await readFile(join(from, 'config.ts'), 'utf8').catch(() => undefined);
  if (config !== undefined) await writeFile(join(to, 'config.ts'), withPaths(config, from));
  const file = join(to, 'definition.ts');
  await writeFile(file, withPaths(text.replace(`id: '${id}'`, `id: '${id}_${number}'`), from));
  const name = /^export const (\w+) = \w+Connector\(/m.exec(text)?.[1];
  if (name === undefined) throw new Error(`${definition} defines no connector`);
  const load = `async () => (await import(${JSON.stringify(file)})).${name}`;
  return `{ id: '${id}_${number}', name: ${JSON.stringify(`${name} ${number}`)}, kind: 'generic', tier: 'declared', since: '0.1.0', load: ${load} }`;
}

/** The same source with imports that lead to the files that it imported where it was; its own config lies beside it. */
function withPaths(text: string, from: string): string {
  return text.replace(/((?:from|import\() ?')(\.[^']+)(?=')/g, (_, before: string, path: string) =>
    path === './config.ts' ? before + path : before + resolve(from, path),
  );
}
