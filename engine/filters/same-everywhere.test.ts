import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { describeNeeding } from '../../test/needing.ts';
import { type MysqlService, missingMysql, serverName, startMysql } from '../../test/services/mysql/mysql.ts';
import { EXACT_COLLATION, numbersTo } from '../../test/services/mysql/words.ts';
import { type PostgresService, startPostgres } from '../../test/services/postgres.ts';
import { postgresqlFilters } from '../connectors/databases/postgresql/filter-dialect.ts';
import type { Filter } from '../contract/filter.ts';
import { duckdbFilters } from '../families/duckdb/filter-dialect.ts';
import { quoteIdentifier } from '../kit/sql.ts';
import type { FilterDialect } from './dialect.ts';
import { type FilterContext, filterSql } from './filter-sql.ts';
import { evaluate } from './testing/evaluate.ts';
import { inMysql, isInMysql, mysqlContext, mysqlRow } from './testing/in-mysql.ts';
import {
  inDuckdb,
  inPostgres,
  postgresCollation,
  type SampleRow,
  sampleColumns,
  sampleFilters,
  sampleRows,
} from './testing/sample-table.ts';

/** In the midst of the sample's moments. */
const now = new Date('2024-01-05T09:30:00.000Z');

let postgres: PostgresService;
let client: pg.Client;
let duckdb: DuckDBConnection;
beforeAll(async () => {
  postgres = await startPostgres();
  client = new pg.Client(postgres.connectionString);
  await client.connect();
  await client.query(postgresCollation);
  // Settings under which careless literals would mean something else.
  await client.query(
    `SET TimeZone = 'America/New_York'; SET DateStyle = 'SQL, DMY'; SET standard_conforming_strings = off`,
  );
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run(`SET TimeZone = 'America/New_York'`);
});
afterAll(async () => {
  duckdb.closeSync();
  await client.end();
  await postgres.stop();
});

function contextFor(dialect: FilterDialect): FilterContext {
  const columns = new Map(
    sampleColumns.map(({ name, type }) => [name, { sql: dialect.quoteIdentifier(name), type }]),
  );
  return { dialect, columns, now: now.getTime() };
}

async function load(rows: readonly SampleRow[]): Promise<void> {
  for (const sql of inPostgres(rows)) await client.query(sql);
  for (const sql of inDuckdb(rows)) await duckdb.run(sql);
}

/** The rows of a SELECT, in both. */
async function both(select: (context: FilterContext) => string) {
  const fromPostgres = await client.query({ text: select(contextFor(postgresqlFilters)), rowMode: 'array' });
  const fromDuckdb = await duckdb.runAndReadAll(select(contextFor(duckdbFilters)));
  return { postgres: fromPostgres.rows as unknown[][], duckdb: fromDuckdb.getRows() as unknown[][] };
}

function expected(rows: readonly SampleRow[], filter: Filter): readonly boolean[] {
  const index = sampleColumns.findIndex(({ name }) => name === filter.field);
  const type = sampleColumns[index]!.type;
  return rows.map((row) => evaluate(filter, type, row[index] ?? null, now));
}

test('every filter is true of the same records in Postgres, in DuckDB and by its meaning, and never NULL', async () => {
  await fc.assert(
    fc.asyncProperty(
      sampleRows,
      fc.array(sampleFilters, { minLength: 20, maxLength: 40 }),
      async (rows, filters) => {
        await load(rows);
        const answers = await both(
          (context) =>
            `SELECT ${filters.map((filter) => filterSql([filter], undefined, context)).join(', ')} FROM sample ORDER BY id`,
        );
        for (const [i, filter] of filters.entries()) {
          const of = (table: unknown[][]) => ({ filter, matches: table.map((row) => row[i]) });
          expect(of(answers.duckdb)).toEqual({ filter, matches: expected(rows, filter) });
          expect(of(answers.postgres)).toEqual({ filter, matches: expected(rows, filter) });
        }
      },
    ),
    { numRuns: 60 },
  );
});

/** A logic as text, and its meaning over the labels A, B, C and D. */
interface SampleLogic {
  readonly text: string;
  holds(labels: readonly boolean[]): boolean;
}

const logics = fc.letrec<{ node: SampleLogic }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium' },
    fc.nat(3).map((i): SampleLogic => ({ text: 'ABCD'[i]!, holds: (labels) => labels[i]! })),
    tie('node').map(
      (of): SampleLogic => ({ text: `NOT (${of.text})`, holds: (labels) => !of.holds(labels) }),
    ),
    fc.tuple(fc.constantFrom('AND', 'or'), tie('node'), tie('node')).map(
      ([operator, left, right]): SampleLogic => ({
        text: `(${left.text}) ${operator} (${right.text})`,
        holds: (labels) =>
          operator === 'AND'
            ? left.holds(labels) && right.holds(labels)
            : left.holds(labels) || right.holds(labels),
      }),
    ),
  ),
})).node;

test('filters under a logic let the same records through', async () => {
  const filters = fc.tuple(sampleFilters, sampleFilters, sampleFilters, sampleFilters);
  const every: SampleLogic = { text: 'A AND B AND C AND D', holds: (labels) => labels.every(Boolean) };
  await fc.assert(
    fc.asyncProperty(sampleRows, filters, fc.option(logics, { nil: every }), async (rows, four, drawn) => {
      await load(rows);
      // Every label has to appear.
      const logic = `(${drawn.text}) AND (A OR NOT A OR B OR C OR D)`;
      const labelled = four.map((filter, i) => ({ ...filter, label: 'ABCD'[i]! }));
      const truths = four.map((filter) => expected(rows, filter));
      const ids = rows.map((_, id) => id).filter((id) => drawn.holds(truths.map((truth) => truth[id]!)));
      const through = await both(
        (context) => `SELECT id FROM sample WHERE ${filterSql(labelled, logic, context)} ORDER BY id`,
      );
      expect(through.duckdb.flat()).toEqual(ids);
      expect(through.postgres.flat()).toEqual(ids);
    }),
    { numRuns: 60 },
  );
});

test('an indexed column is looked up by its index, a column of DuckDB in its scan', async () => {
  await client.query(
    'CREATE TEMP TABLE many AS SELECT i, i::text COLLATE "C" AS t FROM generate_series(1, 20000) AS i',
  );
  await client.query('CREATE INDEX ON many (i); CREATE INDEX ON many (t); ANALYZE many');
  await duckdb.run(
    'CREATE TEMP TABLE many AS SELECT i::INTEGER AS i, i::VARCHAR AS t FROM range(20000) AS r (i)',
  );
  const filters: readonly Filter[] = [
    { field: 'i', function: 'Between', value: [5, 7.5] },
    { field: 't', function: 'Equality', value: '7' },
  ];
  for (const filter of filters) {
    const plans = await both((context) => {
      const columns = new Map([
        ['i', { sql: quoteIdentifier('i'), type: { kind: 'int' } }],
        ['t', { sql: quoteIdentifier('t'), type: { kind: 'string' } }],
      ] as const);
      return `EXPLAIN SELECT * FROM many WHERE ${filterSql([filter], undefined, { ...context, columns })}`;
    });
    expect(plans.postgres.flat().join('\n')).toMatch(/Index Cond/);
    expect(plans.duckdb.flat().join('\n')).toMatch(/Filters:/);
    expect(plans.duckdb.flat().join('\n')).not.toMatch(/FILTER/);
  }
});

const missing = missingMysql();

describeNeeding(missing, `in MySQL’s dialect, at ${serverName}`, () => {
  let service: MysqlService;
  let connection: mysql.Connection;
  beforeAll(async () => {
    service = await startMysql();
    const { host, port, user, password, database } = service;
    connection = await mysql.createConnection({
      host,
      port,
      user,
      password,
      database,
      charset: 'utf8mb4',
      rowsAsArray: true,
    });
    await connection.query(`SET time_zone = '+00:00'`);
  });
  afterAll(async () => {
    await connection?.end();
    await service?.stop();
  });
  const rowsOf = async (sql: string) => (await connection.query(sql))[0] as unknown[][];

  test('every filter is true of the same records as by its meaning, and never NULL', async () => {
    const filters = fc.array(
      sampleFilters.filter(({ field }) => isInMysql(field)),
      { minLength: 20, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(sampleRows, filters, async (drawn, some) => {
        const rows = drawn.map(mysqlRow);
        for (const sql of inMysql(rows)) await connection.query(sql);
        const context = mysqlContext(now);
        const answers = await rowsOf(
          `SELECT ${some.map((filter) => filterSql([filter], undefined, context)).join(', ')} FROM sample ORDER BY id`,
        );
        for (const [i, filter] of some.entries()) {
          const matches = answers.map((row) => (row[i] === null ? null : row[i] === 1));
          expect({ filter, matches }).toEqual({ filter, matches: expected(rows, filter) });
        }
      }),
      { numRuns: 60 },
    );
  });

  test('an indexed column is looked up by its index', async () => {
    await connection.query(
      `CREATE TABLE many (i int, t varchar(20) COLLATE ${EXACT_COLLATION}, KEY (i), KEY (t)) CHARSET utf8mb4
       SELECT seq AS i, CAST(seq AS CHAR) AS t FROM ${numbersTo(20_000)}`,
    );
    const columns = new Map([
      ['i', { sql: '`i`', type: { kind: 'int' } }],
      ['t', { sql: '`t`', type: { kind: 'string' } }],
    ] as const);
    const filters: readonly Filter[] = [
      { field: 'i', function: 'Between', value: [5, 7.5] },
      { field: 't', function: 'Equality', value: '7' },
    ];
    for (const filter of filters) {
      const where = filterSql([filter], undefined, { ...mysqlContext(now), columns });
      const [plan] = await rowsOf(`EXPLAIN FORMAT=TRADITIONAL SELECT * FROM many WHERE ${where}`);
      expect([filter, plan?.[serverName === 'MySQL' ? 4 : 3]]).toEqual([
        filter,
        expect.stringMatching(/^(ref|range)$/),
      ]);
    }
  });
});
