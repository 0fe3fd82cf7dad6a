import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../provider/build/paths.ts';

/*
 * What the documents and the packages' manifests promise is there: files behind links and exports, scripts, packages to
 * install; and the changelog says a thing once.
 */

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = ['*.md', '{docs,constructs,examples,engine,provider,test}/**/*.md'].flatMap((pattern) =>
  globSync(pattern, {
    cwd: root,
    exclude: (name) => ['node_modules', 'dist', 'vendor', 'cdktf.out'].includes(name),
  }),
);
const manifests = [
  'package.json',
  ...['engine', 'provider', 'constructs'].map((name) => `${name}/package.json`),
];

/** Where a document's links start: a connector's guide becomes a part of its page. */
const folderOf = (path: string) => (path.endsWith('/guide.md') ? 'docs/connectors' : dirname(path));

/** Text of a document that a reader does not take for code. */
const prose = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

test.each(documents)('every relative link of %s leads to a file', (document) => {
  const links = [...prose(read(document)).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(
    ([, path = '']) => path,
  );
  expect(links.filter((path) => !existsSync(join(root, folderOf(document), path)))).toEqual([]);
});

test.each(manifests)('every export and program of %s is a file that is there', (manifest) => {
  const { exports = {}, bin = {}, main = [] } = JSON.parse(read(manifest)) as Record<string, object>;
  // What npm packs is compiled of the source of the same name.
  const files = [exports, bin, main]
    .flatMap(pathsIn)
    .filter((path) => !path.includes('*'))
    .map((path) => path.replace(/^\.\/dist\/(.*)\.(?:d\.ts|js)$/, './$1.ts'));
  expect(files.filter((path) => !existsSync(join(root, dirname(manifest), path)))).toEqual([]);
});

test.each(documents)('every npm script that %s names is one', (document) => {
  const named = [...read(document).matchAll(/\bnpm (?:--prefix \S+ )?run (?:-s )?([a-z][\w:-]*)/g)].map(
    ([, script = '']) => script,
  );
  const known = ['package.json', join(dirname(document), 'package.json')]
    .filter((path) => existsSync(join(root, path)))
    .flatMap((path) => Object.keys((JSON.parse(read(path)) as { scripts?: object }).scripts ?? {}));
  expect(named.filter((script) => !known.includes(script))).toEqual([]);
});

test('no document installs a package of this project from a registry before a version is released', () => {
  const isReleased = /^## \[\d/m.test(read('CHANGELOG.md'));
  const installing = documents.filter((path) => /npm (?:install|i|add) [^\n]*@syncform\//.test(read(path)));
  expect(isReleased ? [] : installing).toEqual([]);
});

test('no two entries of the changelog begin alike or share a phrase of five words', () => {
  const entries = read('CHANGELOG.md').split(/^- /m).slice(1);
  const phrases = entries.map((entry) => {
    const words = entry.toLowerCase().match(/[a-z0-9_`]+/g) ?? [];
    return new Set(words.slice(4).map((_, i) => words.slice(i, i + 5).join(' ')));
  });
  const doubled = phrases.flatMap((one, i) =>
    phrases.slice(i + 1).flatMap((other) => [...one.intersection(other)].slice(0, 1)),
  );
  expect(doubled).toEqual([]);
});

/** The paths in an `exports`, `bin` or `main`, whatever the conditions. */
function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}
