import fc from 'fast-check';
import type { UsedConnection } from '../../engine/connections/open-connections.ts';
import { type Fixture, openFixture } from '../../engine/connectors/databases/postgresql/testing/fixture.ts';
import type { Extraction, QueryFacet } from '../../engine/contract/contract.ts';
import type { DuckdbSession } from '../../engine/contract/duckdb-session.ts';
import type { Filter } from '../../engine/contract/filter.ts';
import { checkFilters } from '../../engine/filters/check-filters.ts';
import {
  inPostgres,
  postgresCollation,
  sampleFilters,
  sampleRows,
} from '../../engine/filters/testing/sample-table.ts';
import { extractRecords, modelRows } from '../../engine/syncs/extract-records.ts';
import type { PlannedModel } from '../../engine/syncs/planned-model.ts';
import { recordShape } from '../../engine/syncs/record-shape.ts';
import type { SyncRun } from '../../engine/syncs/sync-run.ts';
import { fieldType } from '../../engine/types/field-type.ts';

/** In the midst of the sample's moments. */
const now = Date.parse('2024-01-05T09:30:00.000Z');

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
  await fixture.sql(postgresCollation);
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

/** The ids of the records that a sync with these filters reads through a query facet. */
async function idsThrough(
  session: DuckdbSession,
  query: QueryFacet,
  model: PlannedModel,
  filters: readonly Filter[],
  filter_logic: string | undefined,
  canFilter: boolean,
): Promise<readonly string[]> {
  const id = model.fields.find((f) => f.name === 'id')!;
  const column = { name: 'id', type: id.type, target_type: id.remote_type, nullable: true };
  const run = {
    sync: {
      mode: 'append',
      fields: [],
      filters: filters.map(({ field, ...filter }) => ({ ...filter, source: { model_id: 'm', field } })),
      filter_logic,
    },
    blueprint: {
      model,
      models: [model],
      joins: [],
      mapping: [{ column, from: { model: 0, field: id }, isEncrypted: false, only: undefined }],
      key: [],
    },
    sources: [{ can: () => ({ canFilter }), facet: () => query } as unknown as UsedConnection],
    now,
  } as unknown as SyncRun;
  const reporter = { path: () => {}, progress: () => {} };
  const context = { signal: fixture.signal, log: () => {} };
  const models = await modelRows(run, session, reporter, context);
  await extractRecords(run, session, models, recordShape(run), reporter);
  const rows = await session.all('SELECT CAST(id AS VARCHAR) FROM records ORDER BY id');
  return rows.map(([value]) => String(value));
}

test('filters that the source evaluates and filters that the engine evaluates choose the same records', async () => {
  const four = fc.tuple(sampleFilters, sampleFilters, sampleFilters, sampleFilters);
  const logics = fc.constantFrom(
    undefined,
    'A AND B AND C AND D',
    '(A OR B) AND (C OR NOT D)',
    'A OR B OR C OR D',
  );
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      sampleRows,
      fc.array(fc.tuple(four, logics), { minLength: 8, maxLength: 8 }),
      async (rows, cases) => {
        for (const sql of inPostgres(rows)) await fixture.sql(sql);
        await fixture.sql('DROP TABLE IF EXISTS kept; CREATE TABLE kept AS TABLE sample');
        const { query } = fixture.facets;
        const configuration = { table: 'kept' };
        const fields = await query.describe(configuration, fixture.signal);
        const types = new Map(fields.map((f) => [f.name, fieldType(f.type)]));
        const input = { name: 'sample', connection_id: 'c', configuration };
        const model: PlannedModel = { id: 'm', input, fields };
        const asked: unknown[] = [];
        const there: QueryFacet = {
          ...query,
          async extractFiltered(of, wanted, filter, signal) {
            asked.push(filter);
            return (await query.extractFiltered?.(of, wanted, filter, signal)) as Extraction;
          },
        };
        await fixture.host.withSession(async (session) => {
          for (const [drawn, logic] of cases) {
            const labelled = drawn.map((filter, i) => ({ ...filter, label: 'ABCD'[i]! }));
            const filters = logic === undefined ? labelled.slice(0, 2) : labelled;
            // Postgres does not tell a list of lists from a list beforehand.
            if (filters.some(({ field }) => field === 'matrix')) continue;
            if (checkFilters(filters, types).length > 0) continue;
            compared++;
            const pushed = await idsThrough(session, there, model, filters, logic, true);
            expect(asked.pop()).toMatchObject({ logic, filters });
            const evaluated = await idsThrough(session, query, model, filters, logic, false);
            expect({ filters, ids: evaluated }).toEqual({ filters, ids: pushed });
          }
        });
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(10);
});
