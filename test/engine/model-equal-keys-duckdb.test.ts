import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { testEqualKeys } from './equal-keys.ts';

async function query(path: string, sql: string): Promise<readonly (string | null)[]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    const rows = (await connection.runAndReadAll(sql)).getRows();
    return rows.map(([value]) => (value === null || value === undefined ? null : String(value)));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('DuckDB', () => {
  testEqualKeys(
    async (type, folder) => {
      const path = join(folder, 'target.duckdb');
      await query(path, `CREATE TABLE people (id ${type} PRIMARY KEY, n INTEGER)`);
      return {
        type: 'duckdb',
        configuration: { path },
        object: 'main.people',
        insert: async (id) => void (await query(path, `INSERT INTO people VALUES ('${id}', 0)`)),
        values: () => query(path, 'SELECT n FROM people'),
        async [Symbol.asyncDispose]() {},
      };
    },
    [
      ['VARCHAR COLLATE NOCASE', 'Bob', 'bob'],
      ['VARCHAR COLLATE NOCASE.NOACCENT', 'Résumé', 'resume'],
      ['UUID', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'],
      ['DECIMAL(10,2)', '1.0', '1.00'],
    ],
  );
});

describe('Parquet files', () => {
  testEqualKeys(
    async (type, folder) => {
      await mkdir(join(folder, 'out'));
      const path = join(folder, 'out', 'people.parquet');
      await query(
        ':memory:',
        `COPY (SELECT CAST(NULL AS ${type}) AS id, CAST(NULL AS INTEGER) AS n WHERE false) TO '${path}' (FORMAT parquet)`,
      );
      return {
        type: 'local_files',
        configuration: { path: join(folder, 'out') },
        object: 'people.parquet',
        insert: async (id) =>
          void (await query(
            ':memory:',
            `COPY (SELECT CAST('${id}' AS ${type}) AS id, CAST(0 AS INTEGER) AS n) TO '${path}' (FORMAT parquet)`,
          )),
        values: () => query(':memory:', `SELECT n FROM '${path}'`),
        async [Symbol.asyncDispose]() {},
      };
    },
    [['DECIMAL(10,2)', '1.0', '1.00']],
  );
});
