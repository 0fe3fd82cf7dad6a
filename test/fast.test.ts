import { relative, resolve } from 'node:path';
import { fastTests } from './fast.ts';

const root = resolve(import.meta.dirname, '..');
const fast = fastTests(root).map((path) => relative(root, path));

test('a test that imports no service is fast', () => {
  expect(fast).toContain('engine/types/map-types.test.ts');
  expect(fast).toContain('test/fast.test.ts');
});

test.each([
  ['starts a service', 'test/services/mysql/mysql.test.ts'],
  ['starts one through what it imports', 'test/contract/connectors.test.ts'],
  ['runs many whole syncs', 'test/engine/model-equal-keys-duckdb.test.ts'],
  ['runs terraform', 'test/acceptance/mysql.test.ts'],
])('a test that %s is not', (_, path) => {
  expect(fast).not.toContain(path);
});
