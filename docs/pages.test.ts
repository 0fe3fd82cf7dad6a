import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pages } from './pages.ts';

test.each([...pages()])('docs/%s is what `npm run docs` writes now', async (path, text) => {
  expect(await readFile(join(import.meta.dirname, path), 'utf8')).toBe(text);
});

test('every guide of a connector stands on a page', () => {
  const root = resolve(import.meta.dirname, '..');
  const guides = globSync('engine/connectors/*/**/guide.md', { cwd: root });
  expect(guides.length).toBeGreaterThan(20);
  const texts = [...pages().values()];
  const lost = guides.filter((path) => {
    const text = readFileSync(join(root, path), 'utf8').trim();
    return !texts.some((page) => page.includes(text));
  });
  expect(lost).toEqual([]);
});
