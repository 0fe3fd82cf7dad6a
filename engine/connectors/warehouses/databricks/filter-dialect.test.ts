import fc from 'fast-check';
import type { Filter } from '../../../contract/filter.ts';
import { filterSql } from '../../../filters/filter-sql.ts';
import { evaluate } from '../../../filters/testing/evaluate.ts';
import { databricksContext, databricksRow, inDatabricks } from '../../../filters/testing/in-databricks.ts';
import {
  type SampleRow,
  sampleColumns,
  sampleFilters,
  sampleRows,
} from '../../../filters/testing/sample-table.ts';
import { describeWarehouse, startWarehouse, type TestWarehouse } from './testing/warehouse.ts';

/** In the midst of the sample's moments. */
const now = new Date('2024-01-05T09:30:00.000Z');

function expected(rows: readonly SampleRow[], filter: Filter): readonly boolean[] {
  const index = sampleColumns.findIndex(({ name }) => name === filter.field);
  const type = sampleColumns[index]!.type;
  return rows.map((row) => evaluate(filter, type, row[index] ?? null, now));
}

/** A statement there takes a second at least: few tables, with many filters each. */
const BATCHES = { numRuns: 2, endOnFailure: true } as const;

describeWarehouse('in Databricks', () => {
  let local: TestWarehouse;
  let table: string;
  beforeAll(async () => {
    local = await startWarehouse();
    table = `${local.service.catalog}.${local.service.schema}.sample`;
  });
  afterAll(() => local?.[Symbol.asyncDispose]());

  const where = (filter: Filter) => filterSql([filter], undefined, databricksContext(now));
  const sql = (statement: string) => local.service.run(statement);
  async function loaded(drawn: readonly SampleRow[]): Promise<readonly SampleRow[]> {
    const rows = drawn.map(databricksRow);
    for (const statement of inDatabricks(table, rows)) await sql(statement);
    return rows;
  }

  test('every filter is true of the same records as by its meaning, and never NULL', async () => {
    const filters = fc.array(sampleFilters, { minLength: 120, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(sampleRows, filters, async (drawn, some) => {
        const rows = await loaded(drawn);
        const conditions = some.map((filter) => `CAST(${where(filter)} AS STRING)`);
        const answers = await sql(`SELECT ${conditions.join(', ')} FROM ${table} ORDER BY id`);
        for (const [i, filter] of some.entries()) {
          const matches = answers.map((row) => row[i]);
          expect({ filter, sql: conditions[i], matches }).toEqual({
            filter,
            sql: conditions[i],
            matches: expected(rows, filter).map(String),
          });
        }
      }),
      BATCHES,
    );
  });

  test('as conditions of a scan they let the same records through', async () => {
    const filters = fc.array(sampleFilters, { minLength: 30, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(sampleRows, filters, async (drawn, some) => {
        const rows = await loaded(drawn);
        const scans = some.map((filter, i) => `SELECT ${i} AS f, id FROM ${table} WHERE ${where(filter)}`);
        const answers = await sql(scans.join('\nUNION ALL\n'));
        for (const [i, filter] of some.entries()) {
          const ids = answers.filter(([f]) => f === String(i)).map(([, id]) => Number(id));
          const truths = expected(rows, filter);
          expect({ filter, ids: ids.sort((a, b) => a - b) }).toEqual({
            filter,
            ids: rows.map((_, id) => id).filter((id) => truths[id]),
          });
        }
      }),
      { ...BATCHES, numRuns: 1 },
    );
  });
});
