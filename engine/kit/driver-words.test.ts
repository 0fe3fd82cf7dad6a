import { duckdbPlace, plainDriverWords, withoutQuotedQuery, withoutTemporaryPaths } from './driver-words.ts';
import { SyncformError } from './errors.ts';

test.each([
  [
    'Binder Error: Referenced column "nope" not found in FROM clause!\nCandidate bindings: "n", "name"\n\nLINE 2: SELECT nope, \'s3cret\' FROM t\n               ^',
    'Referenced column "nope" not found in FROM clause!',
  ],
  [
    'Failed to extract statements: Parser Error: syntax error at or near "SELEC"\n\nLINE 1: SELEC 1\n        ^',
    'syntax error at or near "SELEC"',
  ],
  [
    "Binder Error: No function matches '+(INTEGER, VARCHAR)'. You might need to add explicit type casts.\n\tCandidate functions:\n\t+(TINYINT) -> TINYINT\n",
    "No function matches '+(INTEGER, VARCHAR)'. You might need to add explicit type casts.",
  ],
  [
    'Catalog Error: Table with name nope does not exist!\nDid you mean "pg_enum"?\n\nLINE 2: SELECT * FROM nope\n ^',
    'Table with name nope does not exist!',
  ],
  [
    "Conversion Error: Could not convert string 'n0' to INT32 when casting from source column name",
    "Could not convert string 'n0' to INTEGER when casting from source column name",
  ],
  [
    'Invalid Input Error: CSV Error on Line: 2\nOriginal Line: 1,"x\n2,y\n\nValue with unterminated quote found.\n\nPossible fixes:\n* Disable the parser\'s strict mode\n\n  file = /tmp/x.csv',
    'line 2: Value with unterminated quote found.',
  ],
  [
    'TransactionContext Error: Failed to commit: Constraint Error: NOT NULL constraint failed: t.id',
    'NOT NULL constraint failed: t.id',
  ],
  [
    'IO Error: Could not write file "/home/a/.syncform/tmp/4_x/session-aB3dE9/7a7a.parquet": No space left on device',
    'Could not write file a temporary file: No space left on device',
  ],
  [
    'Out of Memory Error: failed to allocate data of size 16.0 MiB (183 MiB/183 MiB used)\n\nPossible solutions:\n* Reducing the number of threads',
    'the memory that DuckDB may use is spent (failed to allocate data of size 16.0 MiB (183 MiB/183 MiB used)): set SYNCFORM_DUCKDB_MEMORY to more, as 4GB',
  ],
  ['relation "nope" does not exist', 'relation "nope" does not exist'],
  ['TypeError: x is no function', 'TypeError: x is no function'],
])('%s', (said, plain) => {
  expect(plainDriverWords(said)).toBe(plain);
});

test('a page that a server answered is cut', () => {
  expect(plainDriverWords('x'.repeat(100_000))).toHaveLength(1_002);
});

test.each([
  [
    'cannot read "/a/.syncform/tmp/7_x/store-6e05f1b2-2a2f-4a57-8df5-4c1c44a7f1d1/12/sales/2024.csv": row 3',
    'cannot read "sales/2024.csv": row 3',
  ],
  [
    '/a/tmp/download-6e05f1b2-2a2f-4a57-8df5-4c1c44a7f1d1.csv: record 3 has 4 values',
    'the downloaded file: record 3 has 4 values',
  ],
  ['/data/store-1/x.csv is empty', '/data/store-1/x.csv is empty'],
])('files of the engine’s own are called what users call them: %s', (said, shown) => {
  expect(withoutTemporaryPaths(said)).toBe(shown);
  expect(new SyncformError('failed', said).message).toBe(shown);
});

test('the place of a fault is told by line and column, of a line that DuckDB shows in part by line alone', () => {
  expect(duckdbPlace('Binder Error: no\n\nLINE 2: SELECT nope FROM t\n               ^')).toEqual({
    line: 2,
    column: 8,
  });
  expect(duckdbPlace('Binder Error: no\n\nLINE 7: ...ECT nope FROM t\n               ^')).toEqual({
    line: 7,
  });
  expect(duckdbPlace('Binder Error: no')).toBeUndefined();
});

test.each([
  ['syntax error at or near "FORM"', 'syntax error at or near "FORM"'],
  [`syntax error at or near "'s3cret'"`, 'syntax error'],
  [`unterminated quoted string at or near "'s3cret FROM t"`, 'unterminated quoted string'],
  [
    "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use near 's3cret' FROM t' at line 1",
    'syntax error at line 1',
  ],
])('a query’s own text is not repeated: %s', (said, shown) => {
  expect(withoutQuotedQuery(said)).toBe(shown);
});
