import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDuckdbSession } from '../../movement/duckdb-hub.ts';
import { storeValue } from './store-value.ts';

test.each([
  ['of texts', `['a b, c', NULL, 'NULL', '"q"']`, 'array<string>', '["a b, c",null,"NULL","\\"q\\""]'],
  ['of decimals', 'CAST([1.50, NULL] AS DECIMAL(9,2)[])', 'array<decimal(9,2)>', '["1.50",null]'],
  ['of lists', "[['a'], [], NULL]", 'array<array<string>>', '[["a"],[],null]'],
  ['without values', 'CAST([] AS VARCHAR[])', 'array<string>', '[]'],
  ['that is NULL', 'CAST(NULL AS VARCHAR[])', 'array<string>', null],
])('a list %s is JSON in a column of text', async (_, value, type, text) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'store-value-'));
  await withDuckdbSession({ tempDir: folder.path }, async (session) => {
    const [row] = await session.all(`SELECT ${storeValue(value, type, 'c', 'VARCHAR')}`);
    expect(row?.[0]).toBe(text);
  });
});

test.each([
  ['a double that is no number', "CAST('nan' AS DOUBLE)", 'double', 'NaN'],
  ['an infinite double', "CAST('-inf' AS DOUBLE)", 'double', '-Infinity'],
  ['a date before 1', "CAST('0044-03-15 (BC)' AS DATE)", 'date', '0044-03-15 BC'],
  ['a decimal', 'CAST(1.50 AS DECIMAL(9,2))', 'decimal(9,2)', '1.50'],
])('%s is in a column of text as every other target has it', async (_, value, type, text) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'store-value-'));
  await withDuckdbSession({ tempDir: folder.path }, async (session) => {
    const [row] = await session.all(`SELECT ${storeValue(value, type, 'c', 'VARCHAR')}`);
    expect(row?.[0]).toBe(text);
  });
});
