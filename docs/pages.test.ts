import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pages } from './pages.ts';

test.each([...pages()])('docs/%s is what `npm run docs` writes now', async (path, text) => {
  expect(await readFile(join(import.meta.dirname, path), 'utf8')).toBe(text);
});
